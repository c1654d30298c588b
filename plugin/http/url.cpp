// SPDX-License-Identifier: MIT
#include "plugin/http/url.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <stdexcept>

namespace playsync::http {

std::string Origin::host_header() const
{
    bool const v6 = host.find(':') != std::string::npos;
    auto header = v6 ? "[" + host + "]" : host;
    if (port != (tls ? 443 : 80))
        header += ":" + std::to_string(port);
    return header;
}

bool Origin::is_loopback() const noexcept
{
    boost::system::error_code error;
    auto const address = boost::asio::ip::make_address(host, error);
    return error ? host == "localhost" || host.ends_with(".localhost") : address.is_loopback();
}

std::string Url::text() const
{
    return std::string{origin.tls ? "https://" : "http://"} + origin.host_header() +
           path.substr(0, path.find('?'));
}

Url parse_url(std::string_view text)
{
    auto const parsed = boost::urls::parse_uri(text);
    if (!parsed)
        throw std::invalid_argument{"is not an address like https://host/path"};
    auto const& url = *parsed;
    if (url.scheme() != "http" && url.scheme() != "https")
        throw std::invalid_argument{"must begin with https:// or http://"};
    if (url.has_userinfo())
        throw std::invalid_argument{"must hold no user or password; use the keys for them"};
    if (url.has_fragment())
        throw std::invalid_argument{"must not end in a #fragment"};
    if (url.host_address().empty())
        throw std::invalid_argument{"names no host"};
    Url out;
    out.origin.tls = url.scheme() == "https";
    out.origin.host = url.host_address();
    std::ranges::transform(out.origin.host, out.origin.host.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    out.origin.port = out.origin.tls ? 443 : 80;
    if (url.has_port()) {
        if (url.port_number() == 0)
            throw std::invalid_argument{"has a port that is none"};
        out.origin.port = url.port_number();
    }
    out.path = std::string{url.encoded_path()};
    if (out.path.empty())
        out.path = "/";
    if (url.has_query())
        out.path += "?" + std::string{url.encoded_query()};
    return out;
}

} // namespace playsync::http
