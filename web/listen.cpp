// SPDX-License-Identifier: MIT
#include "web/listen.hpp"

#include <stdexcept>

namespace playsync::web {
namespace {

using boost::system::error_code;
using net::ip::tcp;

net::ip::address address_of(std::string const& text)
{
    error_code error;
    auto const address = net::ip::make_address(text, error);
    if (error)
        throw std::runtime_error{"admin page: '" + text + "' is not an address of this machine"};
    return address;
}

} // namespace

std::vector<std::string> names_of(std::string const& listening, std::vector<std::string> names)
{
    auto const address = address_of(listening);
    if (!address.is_unspecified())
        names.push_back(address.is_v6() ? '[' + address.to_string() + ']' : address.to_string());
    return names;
}

void listen(tcp::acceptor& acceptor, std::string const& address, std::uint16_t port)
{
    tcp::endpoint const endpoint{address_of(address), port};
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error)
        acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error)
        acceptor.bind(endpoint, error);
    if (!error)
        acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (!error)
        return;
    auto const place = address + ':' + std::to_string(port);
    if (error == net::error::address_in_use)
        throw std::runtime_error{
            "admin page: " + place +
            " is in use by another program; set [admin] port in playsync.toml"};
    throw std::runtime_error{"admin page: cannot listen on " + place + ": " + error.message()};
}

} // namespace playsync::web
