// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/systemd.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>

namespace playsync::standalone {

void notify_systemd(std::string_view state) noexcept
{
    char const* const set = std::getenv("NOTIFY_SOCKET");
    std::string_view const path{set ? set : ""};
    sockaddr_un address{};
    if (path.empty() || path.size() >= sizeof address.sun_path)
        return;
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, path.size());
    if (path.front() == '@') // an abstract name
        address.sun_path[0] = '\0';
    int const fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    auto const size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    sendto(fd, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<sockaddr*>(&address),
           size);
    close(fd);
}

} // namespace playsync::standalone
