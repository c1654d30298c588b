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

/// `limit` 0: it has none.
std::string watches_path(std::string const& path, AdminOptions const& options, std::uint32_t limit)
{
    std::string query;
    auto const add = [&](char const* name, std::string const& value) {
        if (!value.empty())
            query += (query.empty() ? "?" : "&") + std::string{name} + "=" + percent_encoded(value);
    };
    add("format", options.export_form);
    add("limit", limit == 0 ? "" : std::to_string(limit));
    add("user", options.user);
    add("q", options.words);
    add("unsent", options.unsent ? "1" : "");
    return path + query;
}

/// A file as it is; on a terminal without what would steer it.
class Printed {
public:
    explicit Printed(bool is_terminal) : is_terminal_(is_terminal) {}

    bool take(std::string_view piece)
    {
        if (!is_terminal_)
            return std::fwrite(piece.data(), 1, piece.size(), stdout) == piece.size();
        rest_ += piece;
        for (auto end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n')) {
            auto const line = std::string_view{rest_}.substr(0, end);
            print_line(harmless(line.ends_with('\r') ? line.substr(0, end - 1) : line));
            rest_.erase(0, end + 1);
        }
        return std::ferror(stdout) == 0;
    }

private:
    bool is_terminal_;
    std::string rest_;
};

int export_watches(AdminOptions const& options)
{
    Printed printed{isatty(STDOUT_FILENO) == 1};
    AdminClient{options.data}.fetch(watches_path("/watches/export", options, 0),
                                    [&](std::string_view piece) { return printed.take(piece); });
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
        throw std::runtime_error{"the export could not be written in full"};
    return 0;
}

int forget_watch(AdminOptions const& options)
{
    AdminClient{options.data}.ask("DELETE", "/watches/" + percent_encoded(options.forget));
    print_line("forgotten: " + harmless(options.forget));
    return 0;
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

int show_watches(AdminOptions const& options)
{
    if (!options.forget.empty())
        return forget_watch(options);
    if (!options.export_form.empty())
        return export_watches(options);
    auto const page =
        AdminClient{options.data}.ask("GET", watches_path("/watches", options, options.limit));
    if (options.json)
        print_line(json::serialize(page));
    else
        print(watches_text(page.as_object()));
    if (!options.json && page.as_object().contains("next"))
        print_line("… there are more: --limit, --user, --search and --unsent choose");
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
