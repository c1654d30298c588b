// SPDX-License-Identifier: MIT
#include "web/token_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "storage/data_dir.hpp"
#include "web/secret.hpp"

namespace playsync::web {
namespace {

constexpr std::size_t shortest_token = 32;

std::runtime_error failure(std::filesystem::path const& path, std::string const& what)
{
    return std::runtime_error{"admin token " + path.string() + ": " + what};
}

std::string read_private(std::filesystem::path const& path)
{
    int const file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0)
        throw failure(path, errno == ELOOP ? "is a symbolic link"
                                           : std::generic_category().message(errno));
    struct stat info {};
    std::array<char, 512> text;
    ssize_t size = -1;
    bool const ours = fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == geteuid();
    if (ours && (info.st_mode & 077) != 0)
        fchmod(file, 0600);
    if (ours)
        size = read(file, text.data(), text.size());
    close(file);
    if (!ours)
        throw failure(path, "is not a file of this user");
    std::string token{text.data(), static_cast<std::size_t>(size < 0 ? 0 : size)};
    token.erase(token.find_last_not_of(" \t\r\n") + 1);
    return token;
}

} // namespace

std::optional<TokenFile::Stamp> TokenFile::stamp() const
{
    struct stat info {};
    if (lstat(path_.c_str(), &info) != 0)
        return std::nullopt;
    return Stamp{info.st_ino, info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec,
                 info.st_size};
}

std::optional<std::string> TokenFile::changed()
{
    auto const now = stamp();
    if (now && seen_ == now)
        return std::nullopt;
    if (!now)
        write_private_file(path_, random_token() + "\n");
    auto token = read_private(path_);
    if (token.size() < shortest_token)
        throw failure(path_, "is too short to be a token; remove it to have a new one made");
    seen_ = stamp();
    return token;
}

} // namespace playsync::web
