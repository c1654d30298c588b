// SPDX-License-Identifier: MIT
// The table of all services. A new one is a line here and a file pair beside it.
#include "plugin/config_table.hpp"
#include "plugin/targets/discreet.hpp"
#include "plugin/targets/jellyfin.hpp"
#include "plugin/targets/journal.hpp"
#include "plugin/targets/listenbrainz.hpp"
#include "plugin/targets/target.hpp"
#include "plugin/targets/trakt.hpp"
#include "plugin/targets/webhook.hpp"

namespace playsync {
namespace {

struct Service {
    std::string_view name;
    std::unique_ptr<Target> (*make)(ConfigTable& table, TargetContext const& context);
};

constexpr Service services[] = {
    {"webhook", make_webhook},           {"jellyfin", make_jellyfin}, {"journal", make_journal},
    {"listenbrainz", make_listenbrainz}, {"trakt", make_trakt},
};

} // namespace

TargetTraits read_service_traits(ConfigTable& table, Keeps keeps)
{
    TargetTraits traits;
    traits.keeps = keeps;
    traits.users = table.texts("users");
    if (traits.users.empty())
        table.complain("users",
                       "must name the host's users this target is for, or [\"*\"] for all");
    return traits;
}

TargetTraits read_traits(ConfigTable& table, Keeps otherwise)
{
    auto traits = read_service_traits(table, otherwise);
    auto const keeps = otherwise == Keeps::state ? table.choice("keeps", {"state", "plays"})
                                                 : table.choice("keeps", {"plays", "state"});
    traits.keeps = keeps == "state" ? Keeps::state : Keeps::plays;
    return traits;
}

std::unique_ptr<Target> make_target(ConfigTable& table, TargetContext const& context)
{
    auto const type = table.required_text("type");
    for (auto const& service : services) {
        if (service.name != type)
            continue;
        auto target = service.make(table, context);
        table.refuse_unknown();
        if (!table.errors().empty())
            return nullptr;
        return make_discreet(std::move(target), table.secret_values(),
                             context.accounts.of(context.name));
    }
    if (table.errors().empty()) {
        std::string known;
        for (auto const& service : services)
            known += (known.empty() ? "\"" : ", \"") + std::string{service.name} + "\"";
        table.complain("type", "must be one of " + known);
    }
    return nullptr;
}

} // namespace playsync
