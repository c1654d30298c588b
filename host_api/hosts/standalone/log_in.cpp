// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/log_in.hpp"

#include <boost/json/serialize.hpp>

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <stdexcept>

#include "host_api/hosts/standalone/admin_client.hpp"
#include "host_api/hosts/standalone/runner.hpp"
#include "host_api/hosts/standalone/timestamp.hpp"

namespace playsync::standalone {
namespace {

namespace json = boost::json;

constexpr int a_second = 1000;
constexpr int interrupted = 130;
constexpr int not_let_in = 3;

std::string text_at(json::object const& object, char const* key)
{
    auto const* value = object.if_contains(key);
    return value && value->is_string() ? std::string{value->get_string()} : std::string{};
}

/// The text is not shown while it is typed.
std::string ask_for(char const* what)
{
    std::fprintf(stderr, "%s: ", what);
    termios before{};
    bool const terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        auto quiet = before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
    }
    std::string line;
    std::getline(std::cin, line);
    if (terminal)
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
    std::fputs("\n", stderr);
    return line;
}

std::string request_of(LogInOptions const& options)
{
    json::object request;
    if (options.token)
        request["token"] = ask_for("Token");
    if (!options.user.empty()) {
        request["user"] = options.user;
        request["password"] = ask_for("Password");
    }
    return json::serialize(request);
}

std::int64_t now_ms()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

bool is_stopped(int stop_fd)
{
    pollfd stop{stop_fd, POLLIN, 0};
    return poll(&stop, 1, a_second) > 0;
}

/// Of the page's addresses; what else could be one is looked up there.
std::string path_of(std::string const& target)
{
    constexpr char const* letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    if (target.empty() || target.find_first_not_of(letters) != std::string::npos)
        throw std::runtime_error{"'" + target + "' is no target's name: it is that of its file"};
    return "/targets/" + target;
}

/// The login of the target's card.
json::object login_of(AdminClient const& admin, std::string const& path)
{
    auto const card = admin.ask("GET", path);
    auto const* login = card.is_object() ? card.get_object().if_contains("login") : nullptr;
    if (!login || !login->is_object())
        throw std::runtime_error{"its service wants no log-in any more"};
    return login->get_object();
}

} // namespace

std::string task_line(json::object const& login)
{
    auto const address = text_at(login, "verify_url");
    auto const code = text_at(login, "user_code");
    if (address.empty())
        return "Enter this code there: " + code;
    return code.empty() ? "Open " + address + " and say yes there"
                        : "Open " + address + " and enter " + code;
}

std::string waiting_line(json::object const& login, std::int64_t now)
{
    auto const expires = unix_ms_of(text_at(login, "expires"));
    if (!expires)
        return "waiting";
    auto const left = std::max<std::int64_t>((*expires - now) / 1000, 0);
    auto const seconds = std::to_string(left % 60);
    return "waiting, " + std::to_string(left / 60) + ":" + (seconds.size() < 2 ? "0" : "") +
           seconds + " left";
}

std::string end_line(json::object const& login)
{
    auto const user = text_at(login, "user");
    if (text_at(login, "state") == "in")
        return user.empty() ? "logged in" : "logged in as " + user;
    auto const ended = text_at(login, "ended");
    auto const detail = text_at(login, "detail");
    auto const line = ended == "expired"  ? std::string{"the code has expired; try again"}
                      : ended == "denied" ? std::string{"it was denied there"}
                      : ended.empty()     ? std::string{"nobody was let in"}
                                          : ended;
    return detail.empty() ? line : line + ": " + detail;
}

int log_in(LogInOptions const& options, int stop_fd)
{
    auto const path = path_of(options.target);
    AdminClient const admin{options.data};
    auto login = admin.ask("POST", path + "/login", request_of(options)).as_object();
    bool const rewrites = isatty(STDOUT_FILENO) == 1;
    if (text_at(login, "state") == "waiting")
        std::printf("%s\n", task_line(login).c_str());
    while (text_at(login, "state") == "waiting") {
        if (rewrites)
            std::printf("\r\x1b[K%s", waiting_line(login, now_ms()).c_str());
        std::fflush(stdout);
        if (is_stopped(stop_fd)) {
            admin.ask("DELETE", path + "/login");
            std::printf("%scalled off\n", rewrites ? "\r\x1b[K" : "");
            return interrupted;
        }
        login = login_of(admin, path);
    }
    bool const is_in = text_at(login, "state") == "in";
    std::printf("%s%s\n", rewrites ? "\r\x1b[K" : "", end_line(login).c_str());
    return is_in ? 0 : not_let_in;
}

} // namespace playsync::standalone
