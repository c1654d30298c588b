// SPDX-License-Identifier: MIT
// The page's routes over an engine that is not there, and requests in one line.
#pragma once

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/answered.hpp"
#include "tests/support/fake_changes.hpp"
#include "tests/support/fake_setups.hpp"
#include "tests/support/fake_watches.hpp"
#include "tests/support/temp_dir.hpp"
#include "web/routes.hpp"

namespace playsync::test {

inline constexpr web::PageAsset assets[] = {
    {"/", "text/html; charset=utf-8", "<!doctype html>", "packed", false},
    {"/assets/a-1234.js", "text/javascript; charset=utf-8", "let a", "js.gz", true},
};

class SiteFixture : public testing::Test {
protected:
    SiteFixture()
    {
        std::ifstream in{dir / "admin-token"};
        std::getline(in, token);
    }

    static std::string_view header(web::Response const& response, std::string_view name)
    {
        for (auto const& [key, value] : response.fields)
            if (web::same_word(key, name))
                return value;
        return {};
    }

    static boost::json::object json(web::Response const& response)
    {
        return boost::json::parse(response.body).as_object();
    }

    static std::string code(web::Response const& response)
    {
        return std::string{json(response).at("code").as_string()};
    }

    /// Without a token, and with no more than what is given.
    web::Response raw(std::string_view method, std::string_view target,
                      std::vector<web::Field> fields, std::string_view body = {})
    {
        auto const length = std::to_string(body.size());
        fields.insert(fields.begin(), {"Host", "localhost:8686"});
        if (!body.empty())
            fields.push_back({"Content-Length", length});
        return respond({method, target, 11, fields, body});
    }

    web::Response respond(web::Request const& request) { return answered(routes, request); }

    web::Response get(std::string_view target, std::string_view method = "GET")
    {
        return raw(method, target, {{"Authorization", bearer()}});
    }

    web::Response post(std::string_view target, std::string_view body = "{}")
    {
        return raw("POST", target,
                   {{"Authorization", bearer()}, {"Content-Type", "application/json"}}, body);
    }

    web::Response sign_in(std::string_view body)
    {
        return raw("POST", "/api/v1/session", {{"Content-Type", "application/json"}}, body);
    }

    std::string const& bearer()
    {
        bearer_ = "Bearer " + token;
        return bearer_;
    }

    TempDir dir;
    FakeControl control;
    FakeChanges changes;
    FakeWatches watches;
    FakeSetups setups;
    FakeLogBook log_book;
    web::SteadyMs steady = 1'000'000;
    web::Sessions sessions{dir / "admin-token"};
    web::Feed feed{[this] { return steady; }};
    std::vector<std::string> lines;
    web::Site site{control,  changes,
                   watches,  setups,
                   log_book, sessions,
                   feed,     [this](int, std::string_view line) {
            lines.emplace_back(line); }};
    web::Routes routes{site, web::Page{assets}, {}};
    std::string token;

private:
    std::string bearer_;
};

} // namespace playsync::test
