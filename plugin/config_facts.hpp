// SPDX-License-Identifier: MIT
// What a ConfigTable remembers of being read, apart from the TOML it reads.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "plugin/config_table.hpp"

namespace playsync {

struct ConfigTable::Facts {
    /// Of the whole file, its sections included.
    struct Story {
        std::vector<std::string> errors;
        std::vector<ConfigFault> faults;
        std::vector<ConfigSetting> settings;
    };

    std::filesystem::path file;
    std::set<std::string, std::less<>> asked;
    std::set<std::string, std::less<>> secrets; // of those
    std::vector<Secret> secret_values;
    std::shared_ptr<Story> story = std::make_shared<Story>();
};

} // namespace playsync
