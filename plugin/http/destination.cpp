// SPDX-License-Identifier: MIT
#include "plugin/http/destination.hpp"

namespace playsync::http {
namespace {

using Address = net::ip::address;

/// An IPv4 address written as IPv6 reaches the same machine.
Address plain(Address const& address)
{
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return net::ip::make_address_v4(net::ip::v4_mapped, address.to_v6());
    return address;
}

/// RFC 6890; 169.254.169.254 is where clouds keep a machine's credentials.
char const* kind_of(Address const& address)
{
    if (address.is_multicast())
        return "a multicast address";
    if (address.is_unspecified())
        return "an address that names no machine";
    if (address.is_v6())
        return address.to_v6().is_link_local() ? "a link-local address" : nullptr;
    auto const bits = address.to_v4().to_uint();
    if (bits >> 24 == 0)
        return "an address that names no machine";
    if (bits >> 16 == 0xa9fe)
        return "a link-local address";
    return bits == 0xffffffff ? "a broadcast address" : nullptr;
}

} // namespace

std::string unfit(net::ip::tcp::endpoint const& place, std::uint16_t own_port)
{
    auto const address = plain(place.address());
    if (auto const* const kind = kind_of(address))
        return address.to_string() + " is " + kind + ", no service";
    if (address.is_loopback() && place.port() == own_port)
        return address.to_string() + ":" + std::to_string(own_port) + " is this plugin's own page";
    return {};
}

} // namespace playsync::http
