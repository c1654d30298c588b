// SPDX-License-Identifier: MIT
#include "web/allow_list.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace playsync::web {
namespace {

using net::ip::address;
using net::ip::address_v6;

constexpr unsigned short bits_of_v6 = 128;
constexpr unsigned short bits_of_v4 = 32;

/// Without its scope: an interface's name is no part of who somebody is.
address_v6 as_v6(address const& given)
{
    if (given.is_v4())
        return net::ip::make_address_v6(net::ip::v4_mapped, given.to_v4());
    return address_v6{given.to_v6().to_bytes()};
}

std::optional<unsigned short> length_of(std::string_view text, unsigned short most)
{
    unsigned short length = 0;
    auto const* const end = text.data() + text.size();
    auto const read = std::from_chars(text.data(), end, length);
    if (read.ec != std::errc{} || read.ptr != end || length > most)
        return std::nullopt;
    return length;
}

} // namespace

std::optional<Network> network_of(std::string_view text)
{
    auto const slash = text.find('/');
    if (text.find('\0') != std::string_view::npos)
        return std::nullopt; // what follows would not be looked at
    boost::system::error_code error;
    auto const given = net::ip::make_address(std::string{text.substr(0, slash)}, error);
    if (error || (given.is_v6() && given.to_v6().scope_id() != 0))
        return std::nullopt;
    auto const most = given.is_v4() ? bits_of_v4 : bits_of_v6;
    auto const length =
        slash == std::string_view::npos ? most : length_of(text.substr(slash + 1), most);
    if (!length)
        return std::nullopt;
    Network const network{as_v6(given), static_cast<unsigned short>(bits_of_v6 - most + *length)};
    return network.network() == network.address() ? std::optional{network} : std::nullopt;
}

bool admits(std::span<Network const> allowed, std::optional<address> const& peer)
{
    return peer && std::ranges::any_of(allowed, [from = as_v6(*peer)](Network const& each) {
               return Network{from, each.prefix_length()}.network() == each.network();
           });
}

} // namespace playsync::web
