// SPDX-License-Identifier: MIT
#include "plugin/config_facts.hpp"

namespace playsync {

void ConfigTable::note_secret(Secret value)
{
    if (!value.empty())
        facts().secret_values.push_back(std::move(value));
}

std::vector<Secret> const& ConfigTable::secret_values() const noexcept
{
    return facts().secret_values;
}

std::vector<ConfigSetting> const& ConfigTable::settings() const noexcept
{
    return facts().story->settings;
}

Asked ConfigTable::asked(std::string_view key) const
{
    if (facts().secrets.contains(key))
        return Asked::as_secret;
    return facts().asked.contains(key) ? Asked::plainly : Asked::never;
}

std::vector<std::string> ConfigTable::secrets() const
{
    return {facts().secrets.begin(), facts().secrets.end()};
}

std::vector<std::string> const& ConfigTable::errors() const noexcept
{
    return facts().story->errors;
}
std::vector<ConfigFault> const& ConfigTable::faults() const noexcept
{
    return facts().story->faults;
}
std::filesystem::path const& ConfigTable::file() const noexcept
{
    return facts().file;
}

} // namespace playsync
