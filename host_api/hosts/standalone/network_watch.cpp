// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/network_watch.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <system_error>

namespace playsync::standalone {
namespace {

// Changes come in bursts (a link, its addresses, its routes); one look after each is enough.
constexpr std::chrono::milliseconds gather{200};
constexpr std::size_t datagram_size = 32 * 1024; // more than the kernel sends at once

[[noreturn]] void fail()
{
    throw std::system_error{errno, std::generic_category(), "rtnetlink"};
}

int open_socket(std::uint32_t groups)
{
    int const fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = groups;
    if (fd < 0)
        fail();
    if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        close(fd);
        fail();
    }
    return fd;
}

bool ask_for_dump(int fd, std::uint16_t type)
{
    struct {
        nlmsghdr header;
        rtgenmsg message;
    } request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = type;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.message.rtgen_family = AF_UNSPEC;
    return send(fd, &request, sizeof request, 0) >= 0;
}

/// The machine as it stands. A fresh socket, so that no news comes between the answers. Throws
/// std::system_error.
MachineNetwork look()
{
    MachineNetwork network;
    int const fd = open_socket(0);
    std::array<char, datagram_size> buffer;
    for (std::uint16_t const type : {RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE}) {
        auto size = static_cast<ssize_t>(ask_for_dump(fd, type));
        bool more = size > 0;
        while (more && (size = recv(fd, buffer.data(), buffer.size(), 0)) > 0)
            more = read_dump({buffer.data(), static_cast<std::size_t>(size)}, network);
        if (more || size <= 0) {
            int const error = errno;
            close(fd);
            errno = error;
            fail();
        }
    }
    close(fd);
    return network;
}

} // namespace

NetworkWatch::NetworkWatch()
    : socket_(open_socket(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR |
                          RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE)),
      wake_(eventfd(0, EFD_CLOEXEC))
{
    // Subscribed before the first look: what changes in between is not missed.
    online_ = is_online(look());
}

NetworkWatch::~NetworkWatch()
{
    std::uint64_t const one = 1;
    static_cast<void>(!write(wake_, &one, sizeof one));
    if (thread_.joinable())
        thread_.join();
    close(socket_);
    close(wake_);
}

void NetworkWatch::start(std::function<void(bool)> changed)
{
    changed_ = std::move(changed);
    // Signals are the main thread's.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread{[this] { follow(); }};
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void NetworkWatch::follow()
{
    std::array<pollfd, 2> sources{{{wake_, POLLIN, 0}, {socket_, POLLIN, 0}}};
    std::array<char, datagram_size> news;
    bool online = online_;
    for (;;) {
        poll(sources.data(), sources.size(), -1);
        // The news itself is not read: of routes a link took with it when it went, none comes.
        if (sources[0].revents != 0 || poll(sources.data(), 1, gather.count()) > 0)
            return;
        ssize_t got = 1;
        while (got > 0 || (got < 0 && errno == ENOBUFS))
            got = recv(socket_, news.data(), news.size(), MSG_DONTWAIT);
        try {
            if (is_online(look()) != online) {
                online = !online;
                changed_(online);
            }
        } catch (std::system_error const&) {
            // The kernel is short of memory: the next change is another chance.
        }
    }
}

} // namespace playsync::standalone
