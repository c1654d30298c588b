// SPDX-License-Identifier: MIT
// The files of targets.d as the page reads and writes them, judged by what reads them at a start.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "plugin/config.hpp"
#include "plugin/config_table.hpp"
#include "plugin/targets/target.hpp"
#include "web/setups.hpp"

namespace playsync {

/// [engine-thread]
class Setups : public web::Setups {
public:
    /// Where the engine comes in.
    struct Hooks {
        /// As MakeTarget; the target is only looked at.
        std::function<std::unique_ptr<Target>(ConfigTable&, TargetFile const&)> make;
        std::function<void()> changed; // files: they are to be read again
        /// What was read last, and what is in force of it.
        std::function<ConfigRead const&()> read;
        std::function<void(std::string_view)> removed; // a target, for good
    };

    /// `directory` is the configuration's; empty: there is none, and so no target.
    Setups(std::filesystem::path directory, Hooks hooks);

    std::optional<web::Setup> find(std::string_view id) const override;
    std::vector<web::InForce> in_force() const override;
    std::vector<std::string> errors() const override;
    bool is_name(std::string_view id) const override { return is_target_name(id); }
    std::vector<web::SettingFault> store(std::string_view id, web::Given given) override;
    void remove(std::string_view id) override;

private:
    std::optional<TargetFile> read(std::string_view id) const;
    std::filesystem::path path_of(std::string_view id) const;
    ConfigTable judge(TargetFile const& file) const;
    static ConfigValues merged(web::Given const& given, ConfigTable const* old,
                               std::vector<std::string>& kept);
    void write(TargetFile const& file);

    std::filesystem::path directory_;
    Hooks hooks_;
    std::string salt_; // an ETag must not tell what a secret hashes to
};

} // namespace playsync
