// SPDX-License-Identifier: MIT
// A TOML table read key by key: what was not asked for is an error at the end, and every error
// says file, line, column and what is allowed. toml++ stays inside the .cpp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "storage/secret.hpp"

namespace playsync {

using ConfigValue = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;
using ConfigValues = std::map<std::string, ConfigValue, std::less<>>;

/// One thing that is wrong, without its place in the file.
struct ConfigFault {
    enum class Kind : std::uint8_t { missing, unknown, invalid };
    std::string key; // empty: the text is not TOML
    Kind kind = Kind::invalid;
    std::string what; // names the key
};

/// A key that was read: what holds, and why.
struct ConfigSetting {
    std::string key;
    std::optional<ConfigValue> value;     // nothing: none; of a secret never
    std::optional<ConfigValue> otherwise; // what holds when it is left out
    unsigned line = 0;                    // of its file; 0: left out
    bool is_secret = false;
};

/// What a key was asked for as.
enum class Asked : std::uint8_t { never, plainly, as_secret };

class ConfigTable {
public:
    /// A text that is not TOML gives an empty table and one error. `file` is for messages, and
    /// where file: secrets and relative paths begin.
    ConfigTable(std::string_view text, std::filesystem::path file);
    ~ConfigTable();
    ConfigTable(ConfigTable&&) noexcept;

    /// A table inside; an empty one when it is missing. Its errors are told to this one.
    ConfigTable section(std::string_view key);

    std::string text(std::string_view key, std::string_view otherwise);
    std::string required_text(std::string_view key);
    /// One of `allowed`.
    std::string choice(std::string_view key, std::vector<std::string> const& allowed);
    std::int64_t number(std::string_view key, std::int64_t least, std::int64_t most,
                        std::int64_t otherwise);
    double real(std::string_view key, double least, double most, double otherwise);
    bool flag(std::string_view key, bool otherwise);
    std::vector<std::string> texts(std::string_view key);
    /// A literal, `env:NAME` or `file:PATH`; empty when the key is missing.
    Secret secret(std::string_view key);

    void complain(std::string_view key, std::string const& what);
    /// Names every key that nobody asked for. Call when done.
    void refuse_unknown();
    std::vector<std::string> const& errors() const noexcept;
    /// The same, for whoever shows each beside its key.
    std::vector<ConfigFault> const& faults() const noexcept;
    std::filesystem::path const& file() const noexcept;

    /// All that is a value or a list of texts, as it is written: a secret among them.
    ConfigValues values() const;
    /// Each key that was asked for, in that order, with the sections' ones.
    std::vector<ConfigSetting> const& settings() const noexcept;
    Asked asked(std::string_view key) const;
    std::vector<std::string> secrets() const; // that were asked for, there or not

    /// What was given out by secret(), and what note_secret() added: to be repeated to nobody.
    std::vector<Secret> const& secret_values() const noexcept;
    void note_secret(Secret value);
    bool has(std::string_view key);

private:
    struct Facts;
    struct Impl;
    Facts& facts() const noexcept;
    Secret read_secret(std::string_view key);
    explicit ConfigTable(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace playsync
