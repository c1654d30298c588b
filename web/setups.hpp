// SPDX-License-Identifier: MIT
// How the plugin and its targets are set up, as the page shows and changes it. The plugin
// implements it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace playsync::web {

using Setting = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;
/// By key; "type" says the service.
using Settings = std::map<std::string, Setting, std::less<>>;
/// What a person gave; nothing: the key is to go, and a secret with it.
using Given = std::map<std::string, std::optional<Setting>, std::less<>>;

/// A target's file.
struct Setup {
    Settings settings; // but secrets
    std::map<std::string, bool, std::less<>>
        secrets;                     // which the service has, and whether it is set
    bool by_hand = false;            // writing it anew loses something: comments, an order
    std::string version;             // another when the file is another
    std::vector<std::string> errors; // why it is not in force as it stands; FILE:LINE:COLUMN: …
};

struct SettingFault {
    std::string key;
    std::string_view code; // a literal of API.md
    std::string detail;
};

/// A key of the configuration and what holds.
struct InForce {
    std::string key;                  // "engine.attempts", "targets.home.url"
    std::optional<Setting> value;     // nothing: none; of a secret that is set, "set"
    std::optional<Setting> otherwise; // what holds when it is left out
    std::string origin;               // "default", or FILE:LINE
};

/// [engine-thread]
class Setups {
public:
    virtual ~Setups() = default;

    /// Nothing when there is no such file.
    virtual std::optional<Setup> find(std::string_view id) const = 0;
    /// All keys there are, of playsync.toml and of each target.
    virtual std::vector<InForce> in_force() const = 0;
    /// What was wrong with the configuration when it was read last.
    virtual std::vector<std::string> errors() const = 0;
    /// Whether a target can be called so.
    virtual bool is_name(std::string_view id) const = 0;
    /// Writes the file, on disk when it returns, and puts it in force. With faults nothing has
    /// happened. Throws std::runtime_error when it cannot be written.
    virtual std::vector<SettingFault> store(std::string_view id, Given given) = 0;
    /// Deletes the file and what its log-in brought; the changes stay. Throws as store() does.
    virtual void remove(std::string_view id) = 0;
};

} // namespace playsync::web
