// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/admin_commands.hpp"

#include <boost/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "host_api/hosts/standalone/admin_client.hpp"
#include "host_api/hosts/standalone/admin_text.hpp"

namespace playsync::standalone {
namespace {

namespace json = boost::json;

void print(std::string const& text)
{
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

void print_line(std::string const& line)
{
    print(line + '\n');
}

std::string percent_encoded(std::string_view text)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (unsigned char const c : text) {
        bool const plain = std::isalnum(c) || c == '-' || c == '_' || c == '.';
        out +=
            plain ? std::string{static_cast<char>(c)} : std::string{'%', hex[c >> 4], hex[c & 15]};
    }
    return out;
}

std::string queue_path(AdminOptions const& options)
{
    auto path = "/changes?limit=" + std::to_string(options.limit);
    auto const add = [&](char const* name, std::string const& value) {
        if (!value.empty())
            path += std::string{"&"} + name + "=" + percent_encoded(value);
    };
    add("state", options.state);
    add("target", options.target);
    add("q", options.words);
    return path;
}

/// The status where it stands, rewritten in place; or the news, line by line.
class Watched {
public:
    explicit Watched(bool rewrites) : rewrites_(rewrites) {}

    void hear(json::object const& message)
    {
        bool const first = status_.empty();
        apply(status_, message);
        if (status_.empty())
            return; // only a welcome has come
        if (rewrites_)
            return redraw();
        if (first)
            print(status_text(status_));
        else if (auto const line = news_line(message); !line.empty())
            print_line(line);
    }

private:
    void redraw()
    {
        auto const text = status_text(status_);
        std::string out = lines_ > 0 ? "\x1b[" + std::to_string(lines_) + "A\x1b[J" : "";
        lines_ = std::ranges::count(text, '\n');
        print(out + text);
    }

    bool rewrites_;
    std::ptrdiff_t lines_ = 0;
    json::object status_;
};

} // namespace

int show_status(AdminOptions const& options)
{
    auto const status = AdminClient{options.data}.ask("GET", "/status");
    print(options.json ? json::serialize(status) + '\n' : status_text(status.as_object()));
    return 0;
}

int show_queue(AdminOptions const& options)
{
    auto const page = AdminClient{options.data}.ask("GET", queue_path(options));
    if (options.json)
        print_line(json::serialize(page));
    else
        print(changes_text(page.as_object()));
    if (!options.json && page.as_object().contains("next"))
        print_line("… there are more: --limit, --state, --target and --search choose");
    return 0;
}

int watch(AdminOptions const& options, int stop_fd)
{
    Watched watched{isatty(STDOUT_FILENO) == 1};
    AdminClient{options.data}.follow(stop_fd, [&](StreamEvent const& event) {
        if (options.json)
            print_line(event.data);
        else if (auto const message = json::parse(event.data); message.is_object())
            watched.hear(message.get_object());
        return std::ferror(stdout) == 0;
    });
    return 0;
}

} // namespace playsync::standalone
