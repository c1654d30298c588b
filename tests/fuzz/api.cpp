// SPDX-License-Identifier: MIT
// What the admin page's server is sent: a head as raw bytes, then a body, through the same steps as
// the server's, up to the answer.
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json/parse.hpp>

#include <fstream>

#include "plugin/config_table.hpp"
#include "plugin/setting_text.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/answered.hpp"
#include "tests/support/fake_changes.hpp"
#include "tests/support/fake_setups.hpp"
#include "tests/support/fake_watches.hpp"
#include "tests/support/temp_dir.hpp"
#include "web/checks.hpp"
#include "web/event_stream.hpp"
#include "web/routes.hpp"

using namespace playsync;

namespace {

constexpr std::string_view token = "0123456789abcdef0123456789abcdef";

/// Writes what it is given as a target's file is written, and reads it back.
class WrittenSetups : public test::FakeSetups {
public:
    std::vector<web::SettingFault> store(std::string_view id, web::Given wanted) override
    {
        ConfigValues values;
        for (auto const& [key, value] : wanted)
            if (value)
                values.emplace(key, *value);
        ConfigTable const table{setting_text(values), "home.toml"};
        fuzz::require(table.errors().empty(), "what is written can be read");
        fuzz::require(table.values() == values, "and says what was given");
        return FakeSetups::store(id, std::move(wanted));
    }
};

class Site {
public:
    Site()
    {
        std::ofstream{dir() / "admin-token"} << token;
        changes.known[shown_] = test::change_view(shown_);
        setups.known["home"].version = "one";
    }

    web::Response answer(web::Request const& request) { return test::answered(routes_, request); }

    bool was_asked() const
    {
        return !control.asked.empty() || !changes.asked.empty() || !changes.orders.empty() ||
               !watches.asked.empty() || !watches.orders.empty() || !setups.asked.empty();
    }

    test::FakeControl control;
    test::FakeChanges changes;
    test::FakeWatches watches;
    WrittenSetups setups;

private:
    static std::filesystem::path dir()
    {
        static test::TempDir const made;
        return made.path();
    }

    Ulid const shown_ = Ulid::parse("01K1J8ZQ3V0000000000000001").value_or(Ulid{});
    test::FakeLogBook log_book_;
    web::Sessions sessions_{dir() / "admin-token"};
    web::Feed feed_{[] { return web::SteadyMs{1'000'000}; }};
    web::Routes routes_{
        web::Site{control, changes, watches, setups, log_book_, sessions_, feed_, [](int, auto) {}},
        web::Page{std::span<web::PageAsset const>{}},
        {}};
};

void judge(web::Response& response)
{
    auto const status = response.status;
    fuzz::require(status >= 200 && (status < 500 || status == 501), "no handler throws");
    bool is_json = false;
    for (auto const& [name, value] : response.fields) {
        fuzz::require(value.find_first_of("\r\n") == std::string::npos, "a field is one line");
        is_json = is_json || value.ends_with("json");
    }
    boost::system::error_code error;
    if (is_json && !response.body.empty())
        boost::json::parse(response.body, error);
    fuzz::require(!error, "JSON is JSON");
    for (int n = 0; response.source && n < 10; ++n)
        if (!response.source->next())
            break;
}

std::string_view view(boost::beast::string_view text)
{
    return {text.data(), text.size()};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const bytes = fuzz::text(data, size);
    auto const head = web::inspect_head(bytes);
    if (head.kind == web::HeadState::Kind::refused)
        fuzz::require(web::problem_of(head).status >= 400, "a refusal has a status");
    if (head.kind != web::HeadState::Kind::whole)
        return 0;
    boost::beast::http::request_parser<boost::beast::http::string_body> parser;
    parser.header_limit(2 * web::largest_head);
    parser.body_limit(web::largest_request_body);
    boost::system::error_code error;
    parser.put(boost::asio::buffer(bytes.data(), head.length), error);
    if (error)
        return 0;
    auto const& message = parser.get();
    web::Request request{view(message.method_string()),
                         view(message.target()),
                         message.version(),
                         {},
                         bytes.substr(head.length)};
    for (auto const& each : message)
        request.fields.push_back({view(each.name_string()), view(each.value())});
    web::standpoint_of(request);
    Site site;
    auto response = site.answer(request);
    fuzz::require(!site.was_asked() || bytes.find(token) != std::string_view::npos,
                  "nobody orders anything without the token");
    judge(response);
    return 0;
}
