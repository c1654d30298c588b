// SPDX-License-Identifier: MIT
#include "storage/store_check.hpp"

#include <cstring>
#include <stdexcept>
#include <vector>

#include "storage/store_pages.hpp"

namespace playsync {
namespace {

using namespace store;

/// Walks the tree of one snapshot. A page that breaks a rule is passed to `complain`, which
/// throws when one fault is enough, or returns when the rest is wanted.
class Walker {
public:
    using Complain = std::function<void(Damage const&)>;

    Walker(File const& file, std::size_t page_size, std::uint64_t last_page, Complain complain)
        : file_(file),
          page_size_(page_size),
          pages_(last_page + 1),
          seen_(pages_, false),
          complain_(std::move(complain))
    {
    }

    void walk_main(Tree const& main, EntryVisitor const& visit)
    {
        judge(main);
        walk(main.root, 0, [&](std::string_view key, std::string_view value, unsigned flags) {
            if ((flags & sub_database) == 0 || value.size() != sizeof(Tree))
                throw Damage{"a database's record is not one"};
            std::string const name{key};
            auto const tree = read_as<Tree>(value);
            judge(tree);
            walk(tree.root, 0, [&](std::string_view k, std::string_view v, unsigned f) {
                if ((f & sub_database) != 0)
                    throw Damage{"a database inside " + name};
                visit(name, k, v);
            });
        });
    }

    /// By the commits that freed them; `newest` is the last one.
    void walk_free_list(Tree const& free_list, std::uint64_t newest)
    {
        judge(free_list);
        walk(free_list.root, 0, [&](std::string_view key, std::string_view value, unsigned) {
            if (key.size() != 8 || value.size() < 8 || value.size() % 8 != 0)
                throw Damage{"the list of free pages is torn"};
            auto const count = read_as<std::uint64_t>(value);
            auto const freed_by = read_as<std::uint64_t>(key);
            if (count > value.size() / 8 - 1 || freed_by == 0 || freed_by > newest)
                throw Damage{"the list of free pages is torn"};
            std::uint64_t before = no_page;
            for (std::uint64_t i = 1; i <= count; ++i) {
                auto const page = read_as<std::uint64_t>(value.substr(i * 8));
                if (page < 2 || page >= pages_ || page >= before || seen_[page])
                    throw Damage{"the list of free pages names a page that cannot be"};
                seen_[page] = true; // whoever is linked to it too is found out
                before = page;
            }
        });
    }

private:
    using NodeVisitor = std::function<void(std::string_view, std::string_view, unsigned)>;

    /// LMDB reckons with a tree's depth before it looks at a page of it.
    void judge(Tree const& tree) const
    {
        if (tree.depth > deepest || (tree.depth == 0) != (tree.root == no_page))
            complain_(Damage{"a tree is as deep as it cannot be"});
    }

    void walk(std::uint64_t number, unsigned depth, NodeVisitor const& visit)
    {
        if (number == no_page && depth == 0)
            return; // an empty tree
        try {
            walk_page(number, depth, visit);
        } catch (Damage const& damage) {
            complain_(damage);
        }
    }

    void walk_page(std::uint64_t number, unsigned depth, NodeVisitor const& visit)
    {
        auto const page = load(number, depth);
        auto const header = read_as<PageHeader>(page);
        bool const leaf = (header.flags & leaf_page) != 0;
        std::size_t const count = (header.lower - page_header) / 2;
        for (std::size_t i = 0; i < count; ++i) {
            auto const at =
                read_as<std::uint16_t>(std::string_view{page}.substr(page_header + 2 * i));
            try {
                walk_node(page, at, leaf, depth, visit);
            } catch (Damage const& damage) {
                complain_(damage);
            }
        }
    }

    std::string load(std::uint64_t number, unsigned depth)
    {
        if (number < 2 || number >= pages_ || seen_[number] || depth > deepest)
            throw Damage{"page " + std::to_string(number) + " is linked where it cannot be"};
        seen_[number] = true;
        std::string page;
        file_.read(number * page_size_, page_size_, page);
        auto const header = read_as<PageHeader>(page);
        unsigned const kind = header.flags & 0x0fu;
        bool const sound = header.number == number && (kind == leaf_page || kind == branch_page) &&
                           header.lower >= page_header && header.lower <= header.upper &&
                           header.upper <= page_size_ && header.lower % 2 == 0;
        if (!sound)
            throw Damage{"page " + std::to_string(number) + " is torn"};
        return page;
    }

    void walk_node(std::string const& page, std::size_t at, bool leaf, unsigned depth,
                   NodeVisitor const& visit)
    {
        if (at < page_header || at + sizeof(NodeHeader) > page_size_)
            throw Damage{"an entry lies outside its page"};
        auto const rest = std::string_view{page}.substr(at);
        auto const node = read_as<NodeHeader>(rest);
        std::size_t const key_end = sizeof node + node.key_size;
        if (key_end > rest.size())
            throw Damage{"a key runs out of its page"};
        if (!leaf) {
            walk(node.low | std::uint64_t{node.high} << 16 | std::uint64_t{node.flags} << 32,
                 depth + 1, visit);
            return;
        }
        auto const key = rest.substr(sizeof node, node.key_size);
        std::size_t const size = node.low | std::size_t{node.high} << 16;
        if ((node.flags & big_data) != 0) {
            if (rest.size() < key_end + 8)
                throw Damage{"an entry runs out of its page"};
            auto const value = load_overflow(read_as<std::uint64_t>(rest.substr(key_end)), size);
            visit(key, std::string_view{value}.substr(page_header), node.flags);
            return;
        }
        if (size > rest.size() - key_end)
            throw Damage{"a value runs out of its page"};
        visit(key, rest.substr(key_end, size), node.flags);
    }

    std::string load_overflow(std::uint64_t number, std::size_t size)
    {
        std::uint64_t const span = (page_header + size + page_size_ - 1) / page_size_;
        if (number < 2 || number >= pages_ || span > pages_ - number)
            throw Damage{"a long value lies outside the file"};
        std::string bytes;
        file_.read(number * page_size_, page_header + size, bytes);
        auto const header = read_as<PageHeader>(bytes);
        if (header.number != number || (header.flags & 0x0fu) != overflow_page)
            throw Damage{"a long value's page is torn"};
        for (std::uint64_t i = 0; i < span; ++i) {
            if (seen_[number + i])
                throw Damage{"two entries share a page"};
            seen_[number + i] = true;
        }
        return bytes;
    }

    File const& file_;
    std::size_t page_size_;
    std::uint64_t pages_;
    std::vector<bool> seen_;
    Complain complain_;
};

std::optional<Meta> meta_at(File const& file, std::size_t page_size, unsigned which)
{
    std::string bytes;
    if (file.size() < page_size * (which + 1))
        return std::nullopt;
    file.read(page_size * which, page_header + sizeof(Meta), bytes);
    auto const header = read_as<PageHeader>(bytes);
    auto const meta = read_as<Meta>(std::string_view{bytes}.substr(page_header));
    if ((header.flags & meta_page) == 0 || meta.magic != magic || meta.version != data_version)
        return std::nullopt;
    return meta;
}

struct Snapshot {
    std::size_t page_size;
    Meta meta;
};

/// LMDB takes the newer of the two metas that are sound, and maps by it.
Snapshot newest(File const& file)
{
    auto const system_page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    auto const first = meta_at(file, system_page, 0);
    std::size_t const page_size = first ? first->free_list.pad : system_page;
    if (page_size < 512 || page_size > 32768 || (page_size & (page_size - 1)) != 0)
        throw Damage{"the page size is not one"};
    auto const second = meta_at(file, page_size, 1);
    if (!first || !second || second->free_list.pad != page_size)
        throw Damage{"a meta page is not one"};
    for (Meta const& meta : {*first, *second})
        if (meta.last_page < 1 || file.size() / page_size < meta.last_page + 1)
            throw Damage{"the file is shorter than it says"};
    // LMDB writes a commit to the page of its number's last bit, and looks for it there.
    for (unsigned which = 0; which < 2; ++which)
        if (auto const number = (which == 0 ? *first : *second).transaction;
            number != 0 && number % 2 != which)
            throw Damage{"a commit is on the other's meta page"};
    return {page_size, first->transaction > second->transaction ? *first : *second};
}

} // namespace

std::optional<std::string> find_damage(fs::path const& path, bool thorough)
{
    std::error_code error;
    if (!fs::exists(path, error))
        return std::nullopt;
    try {
        File const file{path};
        if (file.size() == 0)
            return "the file is empty";
        auto const [page_size, meta] = newest(file);
        if (!thorough)
            return std::nullopt;
        Walker walker{file, page_size, meta.last_page, [](Damage const& damage) { throw damage; }};
        walker.walk_free_list(meta.free_list, meta.transaction);
        walker.walk_main(meta.main, [](std::string_view, std::string_view, std::string_view) {});
    } catch (Damage const& damage) {
        return damage.what;
    }
    return std::nullopt;
}

bool holds_a_commit(fs::path const& path)
{
    File const file{path};
    auto const page_size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    for (unsigned which = 0; which < 2; ++which)
        if (auto const meta = meta_at(file, page_size, which); meta && meta->transaction > 0)
            return true;
    return false;
}

void visit_intact_entries(fs::path const& path, EntryVisitor const& visit)
{
    File const file{path};
    auto const page_size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    // Either snapshot may hold what the other lost; the newer one is asked first.
    std::vector<Meta> metas;
    for (unsigned which = 0; which < 2; ++which) {
        try {
            if (auto const meta = meta_at(file, page_size, which))
                metas.push_back(*meta);
        } catch (Damage const&) {
            continue;
        }
    }
    if (metas.size() == 2 && metas[0].transaction < metas[1].transaction)
        std::swap(metas[0], metas[1]);
    auto const last_page = file.size() / page_size;
    for (auto const& meta : metas) {
        if (last_page == 0)
            break;
        Walker walker{file, page_size, last_page - 1, [](Damage const&) {}};
        walker.walk_main(meta.main, visit);
    }
}

} // namespace playsync
