// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/connectivity.hpp"

#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <system_error>

namespace playsync::standalone {
namespace {

constexpr std::size_t datagram_size = 32 * 1024; // more than the kernel sends at once

int open_socket()
{
    int const fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::system_error{errno, std::generic_category(), "rtnetlink"};
    return fd;
}

void ask(int fd, std::uint16_t type)
{
    struct {
        nlmsghdr header;
        rtgenmsg message;
    } request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = type;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.message.rtgen_family = AF_UNSPEC;
    if (send(fd, &request, sizeof request, 0) < 0)
        throw std::system_error{errno, std::generic_category(), "rtnetlink"};
}

/// Calls `visit(header, payload)` for each message; false when the dump's end was among them.
template <class Visit>
bool for_messages(std::span<char const> datagram, Visit&& visit)
{
    while (datagram.size() >= sizeof(nlmsghdr)) {
        nlmsghdr header;
        std::memcpy(&header, datagram.data(), sizeof header);
        if (header.nlmsg_len < sizeof header || header.nlmsg_len > datagram.size())
            return true;
        if (header.nlmsg_type == NLMSG_DONE || header.nlmsg_type == NLMSG_ERROR)
            return false;
        visit(header, datagram.subspan(sizeof header, header.nlmsg_len - sizeof header));
        datagram =
            datagram.subspan(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), datagram.size()));
    }
    return true;
}

std::optional<std::span<char const>> receive(int fd, std::array<char, datagram_size>& buffer)
{
    auto const size = recv(fd, buffer.data(), buffer.size(), 0);
    if (size <= 0)
        return std::nullopt;
    return std::span<char const>{buffer.data(), static_cast<std::size_t>(size)};
}

/// Everything there is, as it stands.
void read_all(int fd, NetworkState& state)
{
    std::array<char, datagram_size> buffer;
    for (std::uint16_t const type : {RTM_GETLINK, RTM_GETADDR}) {
        ask(fd, type);
        for (bool more = true; more;) {
            auto const datagram = receive(fd, buffer);
            if (!datagram)
                return;
            state.apply(*datagram);
            more = for_messages(*datagram, [](auto const&, auto const&) {});
        }
    }
}

} // namespace

void NetworkState::apply(std::span<char const> datagram)
{
    for_messages(datagram, [this](nlmsghdr const& header, std::span<char const> payload) {
        if ((header.nlmsg_type == RTM_NEWLINK || header.nlmsg_type == RTM_DELLINK) &&
            payload.size() >= sizeof(ifinfomsg)) {
            ifinfomsg link;
            std::memcpy(&link, payload.data(), sizeof link);
            if (header.nlmsg_type == RTM_DELLINK)
                links_.erase(link.ifi_index);
            else
                links_[link.ifi_index] = {(link.ifi_flags & IFF_LOOPBACK) != 0,
                                          (link.ifi_flags & IFF_RUNNING) != 0};
            return;
        }
        if ((header.nlmsg_type != RTM_NEWADDR && header.nlmsg_type != RTM_DELADDR) ||
            payload.size() < sizeof(ifaddrmsg))
            return;
        ifaddrmsg address;
        std::memcpy(&address, payload.data(), sizeof address);
        // A link-local IPv6 address says only that there is a cable.
        if (address.ifa_scope != RT_SCOPE_UNIVERSE)
            return;
        auto const bytes = payload.subspan(sizeof address);
        auto const hash =
            std::hash<std::string_view>{}({bytes.data(), std::min<std::size_t>(bytes.size(), 20)});
        auto& known = addresses_[static_cast<int>(address.ifa_index)];
        if (header.nlmsg_type == RTM_NEWADDR)
            known.insert(hash);
        else
            known.erase(hash);
    });
}

bool NetworkState::online() const
{
    for (auto const& [index, link] : links_) {
        auto const found = addresses_.find(index);
        if (!link.loopback && link.running && found != addresses_.end() && !found->second.empty())
            return true;
    }
    return false;
}

Connectivity::Connectivity(std::function<void(bool)> changed)
    : changed_(std::move(changed)),
      socket_(open_socket()),
      wake_(eventfd(0, EFD_CLOEXEC))
{
    thread_ = std::thread{[this] { follow(); }};
}

Connectivity::~Connectivity()
{
    std::uint64_t const one = 1;
    static_cast<void>(write(wake_, &one, sizeof one));
    thread_.join();
    close(socket_);
    close(wake_);
}

bool Connectivity::online_now()
{
    NetworkState state;
    int const fd = open_socket();
    read_all(fd, state);
    close(fd);
    return state.online();
}

void Connectivity::follow()
{
    NetworkState state;
    read_all(socket_, state);
    bool online = state.online();
    changed_(online);
    std::array<char, datagram_size> buffer;
    std::array<pollfd, 2> sources{{{socket_, POLLIN, 0}, {wake_, POLLIN, 0}}};
    while (poll(sources.data(), sources.size(), -1) >= 0 || errno == EINTR) {
        if ((sources[1].revents & POLLIN) != 0)
            return;
        auto const datagram = receive(socket_, buffer);
        if (datagram) {
            state.apply(*datagram);
        } else if (errno == ENOBUFS) { // messages were lost: ask for everything again
            state = {};
            read_all(socket_, state);
        }
        if (state.online() != online) {
            online = !online;
            changed_(online);
        }
    }
}

} // namespace playsync::standalone
