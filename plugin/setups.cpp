// SPDX-License-Identifier: MIT
#include "plugin/setups.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "plugin/http/url.hpp"
#include "plugin/setting_text.hpp"
#include "storage/data_dir.hpp"
#include "web/secret.hpp"

namespace playsync {
namespace {

namespace fs = std::filesystem;

std::string_view code_of(ConfigFault::Kind kind) noexcept
{
    switch (kind) {
    case ConfigFault::Kind::missing:
        return "missing";
    case ConfigFault::Kind::unknown:
        return "unknown";
    case ConfigFault::Kind::invalid:
        break;
    }
    return "invalid";
}

std::string text_at(ConfigValues const& values, std::string_view key)
{
    auto const found = values.find(key);
    auto const* text = found == values.end() ? nullptr : std::get_if<std::string>(&found->second);
    return text ? *text : std::string{};
}

/// What `url` leads to; a text that is no address stands for itself.
std::string origin_of(std::string const& url)
{
    try {
        auto parsed = http::parse_url(url);
        parsed.path.clear();
        return parsed.text();
    } catch (std::invalid_argument const&) {
        return url;
    }
}

constexpr std::string_view hidden = "?***";

/// Of an address, the query and what is before an @ are where people put secrets.
std::string shown(std::string text)
{
    auto const scheme = text.find("://");
    if (!text.starts_with("http") || scheme == std::string::npos)
        return text;
    if (auto const query = text.find('?'); query != std::string::npos)
        text.replace(query, std::string::npos, hidden);
    auto const authority = scheme + 3;
    auto const end = std::min(text.find('/', authority), text.size());
    auto const at = text.substr(0, end).rfind('@');
    if (at != std::string::npos && at > authority)
        text.replace(authority, at - authority, "***");
    return text;
}

/// A query that was not shown and comes back so is the one that was there.
std::vector<web::SettingFault> restore_queries(web::Given& given, ConfigValues const& before)
{
    std::vector<web::SettingFault> faults;
    for (auto& [key, value] : given) {
        auto* const text = value ? std::get_if<std::string>(&*value) : nullptr;
        if (!text || !text->ends_with(hidden))
            continue;
        if (auto const was = text_at(before, key); *text == shown(was))
            *text = was;
        else
            faults.push_back(
                {key, "invalid",
                 "'" + key + "' must be given whole: what follows the ? is not shown"});
    }
    return faults;
}

/// Whoever has the page must not read the host's files and environment through it, by sending a
/// "secret" to an address of their own.
std::vector<web::SettingFault> pointing_elsewhere(web::Given const& given,
                                                  ConfigValues const& before)
{
    std::vector<web::SettingFault> faults;
    for (auto const& [key, value] : given) {
        auto const* text = value ? std::get_if<std::string>(&*value) : nullptr;
        bool const points = text && (text->starts_with("file:") || text->starts_with("env:"));
        if (points && *text != text_at(before, key))
            faults.push_back({key, "invalid",
                              "'" + key +
                                  "' may name a file or a variable only in a file that is "
                                  "written by hand"});
    }
    return faults;
}

void append_in_force(std::vector<web::InForce>& all, std::vector<ConfigSetting> const& settings,
                     std::string const& prefix, std::string const& file)
{
    for (auto const& each : settings) {
        web::InForce out;
        out.key = prefix + each.key;
        out.otherwise = each.otherwise;
        out.value = each.value;
        if (each.is_secret && each.line > 0)
            out.value = "set";
        else if (auto const* text = each.value ? std::get_if<std::string>(&*each.value) : nullptr)
            out.value = shown(*text);
        out.origin = each.line == 0 ? "default" : file + ':' + std::to_string(each.line);
        all.push_back(std::move(out));
    }
}

} // namespace

Setups::Setups(fs::path directory, Hooks hooks)
    : directory_(std::move(directory)),
      hooks_(std::move(hooks)),
      salt_(web::random_token())
{
}

fs::path Setups::path_of(std::string_view id) const
{
    return directory_ / "targets.d" / (std::string{id} + ".toml");
}

std::optional<TargetFile> Setups::read(std::string_view id) const
{
    if (directory_.empty() || !is_target_name(id))
        return std::nullopt;
    auto path = path_of(id);
    auto text = read_file(path);
    if (!text)
        return std::nullopt;
    return TargetFile{std::string{id}, std::move(path), *std::move(text)};
}

/// A file as a start would read it.
ConfigTable Setups::judge(TargetFile const& file) const
{
    ConfigTable table{file.text, file.path};
    hooks_.make(table, file);
    return table;
}

std::optional<web::Setup> Setups::find(std::string_view id) const
{
    auto const file = read(id);
    if (!file)
        return std::nullopt;
    auto const table = judge(*file);
    auto const values = table.values();
    web::Setup setup;
    for (auto const& [key, value] : values)
        // What nobody asked for may be a secret of a service that is not known here.
        if (table.asked(key) == Asked::plainly) {
            auto const* text = std::get_if<std::string>(&value);
            setup.settings.emplace(key, text ? web::Setting{shown(*text)} : value);
        }
    for (auto const& key : table.secrets())
        setup.secrets.emplace(key, values.contains(key));
    setup.by_hand = setting_text(values) != file->text;
    setup.version = web::content_tag(salt_ + file->text);
    setup.errors = table.errors();
    auto const& others = hooks_.read().errors;
    setup.errors.insert(setup.errors.end(), others.begin(), others.end());
    return setup;
}

std::vector<web::InForce> Setups::in_force() const
{
    std::vector<web::InForce> all;
    append_in_force(all, hooks_.read().settings, "", "playsync.toml");
    for (auto const& file : hooks_.read().targets)
        append_in_force(all, judge(file).settings(), "targets." + file.name + ".",
                        "targets.d/" + file.name + ".toml");
    return all;
}

std::vector<std::string> Setups::errors() const
{
    auto all = hooks_.read().errors;
    for (auto const& file : hooks_.read().targets) {
        auto const table = judge(file);
        all.insert(all.end(), table.errors().begin(), table.errors().end());
    }
    return all;
}

/// What the file is to hold. `kept` are secrets that nobody gave and that stay.
ConfigValues Setups::merged(web::Given const& given, ConfigTable const* old,
                            std::vector<std::string>& kept)
{
    ConfigValues values;
    for (auto const& [key, value] : given)
        if (value)
            values.emplace(key, *value);
    if (!old)
        return values;
    auto const was = old->values();
    if (text_at(values, "type") != text_at(was, "type"))
        return values;
    for (auto const& key : old->secrets())
        if (!given.contains(key) && was.contains(key)) {
            values.emplace(key, was.at(key));
            kept.push_back(key);
        }
    return values;
}

std::vector<web::SettingFault> Setups::store(std::string_view id, web::Given given)
{
    if (directory_.empty())
        throw std::runtime_error{"the host gave no folder for the configuration"};
    auto const before = read(id);
    std::optional<ConfigTable> old;
    if (before)
        old.emplace(judge(*before));
    auto const was = old ? old->values() : ConfigValues{};
    if (auto faults = pointing_elsewhere(given, was); !faults.empty())
        return faults;
    if (auto faults = restore_queries(given, was); !faults.empty())
        return faults;
    std::vector<std::string> kept;
    auto const values = merged(given, old ? &*old : nullptr, kept);
    TargetFile const file{std::string{id}, path_of(id), setting_text(values)};
    auto const table = judge(file);
    std::vector<web::SettingFault> faults;
    for (auto const& fault : table.faults())
        faults.push_back({fault.key, code_of(fault.kind), fault.what});
    if (origin_of(text_at(was, "url")) != origin_of(text_at(values, "url")))
        for (auto const& key : kept)
            faults.push_back(
                {key, "missing", "'" + key + "' must be given again: the address leads elsewhere"});
    if (faults.empty())
        write(file);
    return faults;
}

void Setups::write(TargetFile const& file)
{
    auto const folder = file.path.parent_path();
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        throw std::runtime_error{folder.string() + ": " + error.message()};
    write_private_file(file.path, file.text);
    hooks_.changed();
}

void Setups::remove(std::string_view id)
{
    std::error_code error;
    fs::remove(path_of(id), error);
    if (error)
        throw std::runtime_error{path_of(id).string() + ": " + error.message()};
    hooks_.changed();
    hooks_.removed(id);
}

} // namespace playsync
