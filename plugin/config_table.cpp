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
#include <set>

#include "plugin/config_facts.hpp"
#include "plugin/secret_source.hpp"

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

struct ConfigTable::Impl : Facts {
    toml::table own;                    // of the root
    toml::table const* table = nullptr; // null: the section is missing
    std::string prefix;                 // "admin." inside [admin]

    toml::node const* find(std::string_view key)
    {
        asked.emplace(key);
        return table ? table->get(key) : nullptr;
    }

    /// What came of a key that was read; the value that holds.
    template <class Value>
    Value noted(std::string_view key, toml::node const* node, Value value,
                std::optional<ConfigValue> otherwise, bool is_secret = false)
    {
        ConfigSetting setting;
        setting.key = prefix + std::string{key};
        setting.otherwise = std::move(otherwise);
        setting.line = node ? node->source().begin.line : 0;
        setting.is_secret = is_secret;
        if (!is_secret && (node || setting.otherwise))
            setting.value = value;
        story->settings.push_back(std::move(setting));
        return value;
    }

    void complain(toml::source_region const& where, std::string what, std::string_view key,
                  ConfigFault::Kind kind) const
    {
        story->errors.push_back(file.string() + ":" + std::to_string(where.begin.line) + ":" +
                                std::to_string(where.begin.column) + ": " + what);
        story->faults.push_back(
            {key.empty() ? "" : prefix + std::string{key}, kind, std::move(what)});
    }

    std::optional<std::string> text(std::string_view key)
    {
        auto const* node = find(key);
        if (!node)
            return std::nullopt;
        if (auto const* text = node->as_string())
            return text->get();
        wrong(*node, key, "a text in quotes");
        return std::nullopt;
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
        impl_->story->errors.push_back(impl_->file.string() + ": " + what);
        impl_->story->faults.push_back({"", ConfigFault::Kind::invalid, what});
    }
}

ConfigTable ConfigTable::section(std::string_view key)
{
    auto inner = std::make_unique<Impl>();
    inner->file = impl_->file;
    inner->prefix = impl_->prefix + std::string{key} + ".";
    inner->story = impl_->story;
    if (auto const* node = impl_->find(key)) {
        inner->table = node->as_table();
        if (!inner->table)
            impl_->wrong(*node, key, "a table: [" + std::string{key} + "]");
    }
    return ConfigTable{std::move(inner)};
}

std::string ConfigTable::text(std::string_view key, std::string_view otherwise)
{
    auto const usual =
        otherwise.empty() ? std::nullopt : std::optional{ConfigValue{std::string{otherwise}}};
    auto read = impl_->text(key).value_or(std::string{otherwise});
    return impl_->noted(key, impl_->find(key), std::move(read), usual);
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
    auto const* value = node ? node->as_integer() : nullptr;
    bool const fits = value && value->get() >= least && value->get() <= most;
    if (node && !fits)
        impl_->wrong(*node, key,
                     "a whole number from " + std::to_string(least) + " to " +
                         std::to_string(most));
    return impl_->noted(key, node, fits ? value->get() : otherwise, otherwise);
}

double ConfigTable::real(std::string_view key, double least, double most, double otherwise)
{
    auto const* node = impl_->find(key);
    auto const value = node ? node->value<double>() : std::nullopt;
    bool const fits = value && *value >= least && *value <= most;
    if (node && !fits) {
        std::ostringstream allowed;
        allowed << "a number from " << least << " to " << most;
        impl_->wrong(*node, key, allowed.str());
    }
    return impl_->noted(key, node, fits ? *value : otherwise, otherwise);
}

bool ConfigTable::flag(std::string_view key, bool otherwise)
{
    auto const* node = impl_->find(key);
    auto const* value = node ? node->as_boolean() : nullptr;
    if (node && !value)
        impl_->wrong(*node, key, "true or false");
    return impl_->noted(key, node, value ? value->get() : otherwise, otherwise);
}

std::vector<std::string> ConfigTable::texts(std::string_view key)
{
    using Texts = std::vector<std::string>;
    auto const* node = impl_->find(key);
    auto value = node ? value_of(*node) : std::nullopt;
    auto* const texts = value ? std::get_if<Texts>(&*value) : nullptr;
    if (node && !texts)
        impl_->wrong(*node, key, "a list of texts: [\"alice\", \"bob\"]");
    return impl_->noted(key, node, texts ? std::move(*texts) : Texts{}, ConfigValue{Texts{}});
}

Secret ConfigTable::secret(std::string_view key)
{
    impl_->secrets.emplace(key);
    auto value = read_secret(key);
    note_secret(value);
    return value;
}

bool ConfigTable::has(std::string_view key)
{
    return impl_->find(key) != nullptr;
}

Secret ConfigTable::read_secret(std::string_view key)
{
    auto const value = impl_->text(key).value_or("");
    impl_->noted(key, impl_->find(key), std::string{}, std::nullopt, true);
    std::string wrong;
    auto secret = resolve_secret(value, impl_->file.parent_path(), wrong);
    if (!wrong.empty())
        complain(key, wrong);
    return secret;
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

ConfigTable::Facts& ConfigTable::facts() const noexcept
{
    return *impl_;
}

} // namespace playsync
