// SPDX-License-Identifier: MIT
// LMDB's pages as they lie in its file (data version 1, 64-bit, little-endian), and plain reads of
// them.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace playsync::store {

namespace fs = std::filesystem;

constexpr std::uint32_t magic = 0xBEEFC0DE;
constexpr std::uint32_t data_version = 1;
constexpr std::size_t page_header = 16;
constexpr std::uint64_t no_page = ~std::uint64_t{0};
constexpr unsigned branch_page = 0x01, leaf_page = 0x02, overflow_page = 0x04, meta_page = 0x08;
constexpr unsigned big_data = 0x01, sub_database = 0x02;
constexpr unsigned deepest = 32; // CURSOR_STACK of LMDB

struct Tree { // MDB_db
    std::uint32_t pad;
    std::uint16_t flags, depth;
    std::uint64_t branch_pages, leaf_pages, overflow_pages, entries, root;
};
static_assert(sizeof(Tree) == 48);

struct Meta { // MDB_meta
    std::uint32_t magic, version;
    std::uint64_t address, map_size;
    Tree free_list, main;
    std::uint64_t last_page, transaction;
};
static_assert(sizeof(Meta) == 136);

struct PageHeader { // MDB_page
    std::uint64_t number;
    std::uint16_t pad, flags;
    std::uint16_t lower, upper; // of an overflow page: how many pages it spans
};
static_assert(sizeof(PageHeader) == page_header);

struct NodeHeader { // MDB_node
    std::uint16_t low, high, flags, key_size;
};

template <class Record>
Record read_as(std::string_view bytes)
{
    Record record;
    std::memcpy(&record, bytes.data(), sizeof record);
    return record;
}

/// What is wrong, as an exception inside the check only.
struct Damage {
    std::string what;
};

class File {
public:
    explicit File(fs::path const& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC))
    {
        struct stat info {};
        if (fd_ < 0 || fstat(fd_, &info) != 0)
            throw std::runtime_error{path.string() + ": cannot be read: " + std::strerror(errno)};
        size_ = static_cast<std::uint64_t>(info.st_size);
    }
    ~File() { close(fd_); }
    File(File const&) = delete;
    File& operator=(File const&) = delete;

    std::uint64_t size() const noexcept { return size_; }

    void read(std::uint64_t offset, std::size_t count, std::string& into) const
    {
        into.resize(count);
        std::size_t done = 0;
        while (done < count) {
            auto const got =
                pread(fd_, into.data() + done, count - done, static_cast<off_t>(offset + done));
            if (got <= 0)
                throw Damage{"the file ends early"};
            done += static_cast<std::size_t>(got);
        }
    }

private:
    int fd_;
    std::uint64_t size_ = 0;
};

} // namespace playsync::store
