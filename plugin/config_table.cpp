// SPDX-License-Identifier: MIT
#include "plugin/config_table.hpp"

#include <stdexcept>

namespace {

constexpr void must_hold(bool holds, char const* what)
{
    if (!holds)
        throw std::logic_error{what};
}

} // namespace

// toml++ 3.3 lets the optimizer rely on its assertions, and a text like "[?" does not keep one.
#undef NDEBUG
#define TOML_ASSERT(expression) must_hold(static_cast<bool>(expression), #expression)
#include <toml++/toml.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

namespace playsync {
namespace {

std::optional<ConfigValue> value_of(toml::node const& node)
{
    if (auto const* text = node.as_string())
        return text->get();
    if (auto const* number = node.as_integer())
        return number->get();
    if (auto const* real = node.as_floating_point())
        return real->get();
    if (auto const* flag = node.as_boolean())
        return flag->get();
    auto const* array = node.as_array();
    if (!array || !std::ranges::all_of(*array, [](auto const& each) { return each.is_string(); }))
        return std::nullopt;
    std::vector<std::string> texts;
    for (auto const& each : *array)
        texts.push_back(each.as_string()->get());
    return texts;
}

} // namespace

struct ConfigTable::Impl {
    toml::table own;                    // of the root
    toml::table const* table = nullptr; // null: the section is missing
    std::string prefix;                 // "admin." inside [admin]
    std::filesystem::path file;
    std::set<std::string, std::less<>> asked;
    std::set<std::string, std::less<>> secrets; // of those
    std::vector<Secret> secret_values;
    struct Wrong {
        std::vector<std::string> errors;
        std::vector<ConfigFault> faults;
    };
    std::shared_ptr<Wrong> all_wrong = std::make_shared<Wrong>();

    toml::node const* find(std::string_view key)
    {
        asked.emplace(key);
        return table ? table->get(key) : nullptr;
    }

    void complain(toml::source_region const& where, std::string what, std::string_view key,
                  ConfigFault::Kind kind) const
    {
        all_wrong->errors.push_back(file.string() + ":" + std::to_string(where.begin.line) + ":" +
                                    std::to_string(where.begin.column) + ": " + what);
        all_wrong->faults.push_back(
            {key.empty() ? "" : prefix + std::string{key}, kind, std::move(what)});
    }

    std::string name(std::string_view key) const { return "'" + prefix + std::string{key} + "'"; }

    void wrong(toml::node const& node, std::string_view key, std::string const& allowed) const
    {
        complain(node.source(), name(key) + " must be " + allowed, key, ConfigFault::Kind::invalid);
    }
};

ConfigTable::ConfigTable(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ConfigTable::~ConfigTable() = default;
ConfigTable::ConfigTable(ConfigTable&&) noexcept = default;

ConfigTable::ConfigTable(std::string_view text, std::filesystem::path file)
    : impl_(std::make_unique<Impl>())
{
    impl_->file = std::move(file);
    try {
        impl_->own = toml::parse(text);
        impl_->table = &impl_->own;
    } catch (toml::parse_error const& error) {
        impl_->complain(error.source(), std::string{error.description()}, "",
                        ConfigFault::Kind::invalid);
    } catch (std::logic_error const&) {
        std::string const what = "this is not TOML; a table's name may be the reason";
        impl_->all_wrong->errors.push_back(impl_->file.string() + ": " + what);
        impl_->all_wrong->faults.push_back({"", ConfigFault::Kind::invalid, what});
    }
}

ConfigTable ConfigTable::section(std::string_view key)
{
    auto inner = std::make_unique<Impl>();
    inner->file = impl_->file;
    inner->prefix = impl_->prefix + std::string{key} + ".";
    inner->all_wrong = impl_->all_wrong;
    if (auto const* node = impl_->find(key)) {
        inner->table = node->as_table();
        if (!inner->table)
            impl_->wrong(*node, key, "a table: [" + std::string{key} + "]");
    }
    return ConfigTable{std::move(inner)};
}

std::string ConfigTable::text(std::string_view key, std::string_view otherwise)
{
    auto const* node = impl_->find(key);
    if (!node)
        return std::string{otherwise};
    if (auto const* text = node->as_string())
        return text->get();
    impl_->wrong(*node, key, "a text in quotes");
    return std::string{otherwise};
}

std::string ConfigTable::required_text(std::string_view key)
{
    if (impl_->table && !impl_->find(key))
        impl_->complain(impl_->table->source(), impl_->name(key) + " is missing", key,
                        ConfigFault::Kind::missing);
    return text(key, "");
}

std::string ConfigTable::choice(std::string_view key, std::vector<std::string> const& allowed)
{
    auto const chosen = text(key, allowed.front());
    if (std::ranges::find(allowed, chosen) != allowed.end())
        return chosen;
    std::string list;
    for (auto const& each : allowed)
        list += (list.empty() ? "\"" : ", \"") + each + "\"";
    complain(key, "must be one of " + list);
    return allowed.front();
}

std::int64_t ConfigTable::number(std::string_view key, std::int64_t least, std::int64_t most,
                                 std::int64_t otherwise)
{
    auto const* node = impl_->find(key);
    if (!node)
        return otherwise;
    auto const* value = node->as_integer();
    if (value && value->get() >= least && value->get() <= most)
        return value->get();
    impl_->wrong(*node, key,
                 "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return otherwise;
}

double ConfigTable::real(std::string_view key, double least, double most, double otherwise)
{
    auto const* node = impl_->find(key);
    if (!node)
        return otherwise;
    auto const value = node->value<double>();
    if (value && *value >= least && *value <= most)
        return *value;
    std::ostringstream allowed;
    allowed << "a number from " << least << " to " << most;
    impl_->wrong(*node, key, allowed.str());
    return otherwise;
}

bool ConfigTable::flag(std::string_view key, bool otherwise)
{
    auto const* node = impl_->find(key);
    if (!node)
        return otherwise;
    if (auto const* value = node->as_boolean())
        return value->get();
    impl_->wrong(*node, key, "true or false");
    return otherwise;
}

std::vector<std::string> ConfigTable::texts(std::string_view key)
{
    std::vector<std::string> out;
    auto const* node = impl_->find(key);
    if (!node)
        return out;
    auto const* array = node->as_array();
    if (!array || !std::ranges::all_of(*array, [](auto const& each) { return each.is_string(); })) {
        impl_->wrong(*node, key, "a list of texts: [\"alice\", \"bob\"]");
        return out;
    }
    for (auto const& each : *array)
        out.push_back(each.as_string()->get());
    return out;
}

Secret ConfigTable::secret(std::string_view key)
{
    impl_->secrets.emplace(key);
    auto value = read_secret(key);
    note_secret(value);
    return value;
}

void ConfigTable::note_secret(Secret value)
{
    if (!value.empty())
        impl_->secret_values.push_back(std::move(value));
}

std::vector<Secret> const& ConfigTable::secret_values() const noexcept
{
    return impl_->secret_values;
}

bool ConfigTable::has(std::string_view key)
{
    return impl_->find(key) != nullptr;
}

Secret ConfigTable::read_secret(std::string_view key)
{
    auto value = text(key, "");
    if (value.starts_with("env:")) {
        auto const* found = std::getenv(value.c_str() + 4);
        if (!found)
            complain(key,
                     "names the environment variable " + value.substr(4) + ", which is not set");
        return Secret{found ? found : ""};
    }
    if (!value.starts_with("file:"))
        return Secret{std::move(value)};
    auto const path = impl_->file.parent_path() / value.substr(5);
    std::ifstream in{path, std::ios::binary};
    if (!in) {
        complain(key, "names the file " + path.string() + ", which cannot be read");
        return {};
    }
    std::string content{std::istreambuf_iterator<char>{in}, {}};
    while (!content.empty() && (content.back() == '\n' || content.back() == '\r'))
        content.pop_back();
    return Secret{std::move(content)};
}

void ConfigTable::complain(std::string_view key, std::string const& what)
{
    auto const* node = impl_->find(key);
    auto const where = node           ? node->source()
                       : impl_->table ? impl_->table->source()
                                      : toml::source_region{};
    impl_->complain(where, impl_->name(key) + " " + what, key,
                    node ? ConfigFault::Kind::invalid : ConfigFault::Kind::missing);
}

void ConfigTable::refuse_unknown()
{
    if (!impl_->table)
        return;
    std::string known;
    for (auto const& key : impl_->asked)
        known += (known.empty() ? "" : ", ") + key;
    for (auto const& [key, node] : *impl_->table)
        if (!impl_->asked.contains(key.str()))
            impl_->complain(key.source(),
                            "unknown key " + impl_->name(key.str()) + "; known here: " + known,
                            key.str(), ConfigFault::Kind::unknown);
}

ConfigValues ConfigTable::values() const
{
    ConfigValues all;
    if (!impl_->table)
        return all;
    for (auto const& [key, node] : *impl_->table)
        if (auto value = value_of(node))
            all.emplace(key.str(), std::move(*value));
    return all;
}

Asked ConfigTable::asked(std::string_view key) const
{
    if (impl_->secrets.contains(key))
        return Asked::as_secret;
    return impl_->asked.contains(key) ? Asked::plainly : Asked::never;
}

std::vector<std::string> ConfigTable::secrets() const
{
    return {impl_->secrets.begin(), impl_->secrets.end()};
}

std::vector<std::string> const& ConfigTable::errors() const noexcept
{
    return impl_->all_wrong->errors;
}

std::vector<ConfigFault> const& ConfigTable::faults() const noexcept
{
    return impl_->all_wrong->faults;
}

std::filesystem::path const& ConfigTable::file() const noexcept
{
    return impl_->file;
}

} // namespace playsync
