// SPDX-License-Identifier: MIT
// A page without a browser: what it makes of the feed's messages.
#pragma once

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace playsync::test {

/// What a page makes of messages, as the page itself does (web/page/src/state.ts).
struct ShownPage {
    std::string epoch;
    std::optional<std::uint64_t> seq;
    boost::json::object status;
    bool resumed = false;

    void hear(std::string const& text)
    {
        auto const message = boost::json::parse(text).as_object();
        auto const type = message.at("type").as_string();
        if (type == "welcome") {
            if (std::exchange(epoch, message.at("epoch").as_string().c_str()) != epoch)
                seq.reset();
            resumed = message.at("resumed").as_bool();
            return;
        }
        auto const told = message.at("seq").to_number<std::uint64_t>();
        EXPECT_GE(told, seq.value_or(0)) << "it never falls";
        seq = told;
        if (type == "snapshot")
            status = message.at("status").as_object();
        else
            apply(std::string_view{type}, message);
    }

    void apply(std::string_view type, boost::json::object const& message)
    {
        if (type == "target_state")
            put(message.at("card"));
        else if (type == "target_removed")
            erase(message.at("target").as_string());
        else if (type == "sync_progress")
            set_run(message, message.at("run"));
        else if (type == "sync_completed")
            set_run(message, nullptr);
        else if (type == "network")
            status["network"] = boost::json::object{{"online", message.at("online")},
                                                    {"metered", message.at("metered")}};
        else if (type == "store")
            status["store"].as_object()["refusing"] = message.at("refusing");
        else if (type == "sync_paused")
            status["paused"] = boost::json::object{{"by", message.at("by")}};
        else if (type == "sync_resumed")
            status["paused"] = nullptr;
    }

    boost::json::value* find(std::string_view id)
    {
        for (auto& each : status["targets"].as_array())
            if (each.at("id").as_string() == id)
                return &each;
        return nullptr;
    }

    void put(boost::json::value const& card)
    {
        if (auto* const known = find(card.at("id").as_string()))
            *known = card;
        else
            status["targets"].as_array().push_back(card);
    }

    /// Of a card that is still to come, it says nothing new.
    void set_run(boost::json::object const& message, boost::json::value const& run)
    {
        if (auto* const card = find(message.at("target").as_string()))
            card->as_object()["run"] = run;
    }

    void erase(std::string_view id)
    {
        auto& all = status["targets"].as_array();
        for (auto each = all.begin(); each != all.end(); ++each)
            if (each->at("id").as_string() == id)
                return static_cast<void>(all.erase(each));
    }

    /// What does not depend on when it was asked for, in one order.
    std::string essence() const
    {
        std::map<std::string, std::string> parts;
        for (auto const key : {"network", "paused", "store"})
            parts[key] = boost::json::serialize(status.at(key));
        for (auto const& each : status.at("targets").as_array())
            parts["target " + std::string{each.at("id").as_string()}] =
                boost::json::serialize(each);
        std::string out;
        for (auto const& [key, value] : parts)
            out += key + ": " + value + "\n";
        return out;
    }
};

} // namespace playsync::test
