// SPDX-License-Identifier: MIT
#include "storage/data_dir.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <system_error>

namespace playsync {
namespace {

namespace fs = std::filesystem;

constexpr char const* lock_name = "lock";
constexpr char const* running_name = "running"; // holds the boot id of an owner that has not ended

std::runtime_error failure(fs::path const& path, char const* what, int code)
{
    return std::runtime_error{"data directory " + path.string() + ": " + what + ": " +
                              std::generic_category().message(code)};
}

[[noreturn]] void fail(fs::path const& path, char const* what)
{
    throw std::runtime_error{path.string() + ": " + what + ": " +
                             std::generic_category().message(errno)};
}

/// Without this a loss of power may bring an old file back.
void make_names_last(fs::path const& path)
{
    auto const parent = path.has_parent_path() ? path.parent_path() : fs::path{"."};
    int const folder = open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool const lasting = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0)
        close(folder);
    if (!lasting)
        fail(path, "may not outlive a loss of power");
}

/// Mapped files on a network are neither coherent nor locked (lmdb.h, "Caveats").
bool is_remote(long magic) noexcept
{
    constexpr std::array<long, 7> remote{
        0x6969 /* NFS */,    0xff534d42 /* CIFS */, 0xfe534d42 /* SMB2 */,
        0x01021997 /* 9P */, 0x65735546 /* FUSE */, 0x73757245 /* Coda */,
        0x5346414f /* AFS */};
    for (long const each : remote)
        if (magic == each)
            return true;
    return false;
}

std::string boot_id()
{
    return read_file("/proc/sys/kernel/random/boot_id").value_or("");
}

} // namespace

// Not by a stream: one stream brings all of the library's locales into the module, 600 KiB.
std::optional<std::string> read_file(fs::path const& path)
{
    int const file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return std::nullopt;
    std::string text;
    std::array<char, 4096> piece;
    ssize_t size = 0;
    do {
        size = read(file, piece.data(), piece.size());
        if (size > 0)
            text.append(piece.data(), static_cast<std::size_t>(size));
    } while (size > 0 || (size < 0 && errno == EINTR));
    close(file);
    return size < 0 ? std::nullopt : std::optional{std::move(text)};
}

DataDir::DataDir(fs::path path) : path_(std::move(path))
{
    std::error_code error;
    fs::create_directories(path_.parent_path(), error);
    if (mkdir(path_.c_str(), 0700) != 0 && errno != EEXIST)
        throw failure(path_, "cannot be made", errno);
    struct statfs volume {};
    if (statfs(path_.c_str(), &volume) != 0)
        throw failure(path_, "cannot be read", errno);
    if (is_remote(static_cast<long>(volume.f_type)))
        throw std::runtime_error{
            "data directory " + path_.string() +
            ": is on a network file system, where the queue cannot be safe; choose a local one"};
    struct stat info {};
    if (stat(path_.c_str(), &info) == 0 && (info.st_mode & 077) != 0)
        chmod(path_.c_str(), 0700);
    lock();
    try {
        note_start();
    } catch (...) {
        close(lock_);
        throw;
    }
}

DataDir::~DataDir()
{
    close(lock_);
}

void DataDir::lock()
{
    auto const file = path_ / lock_name;
    keep_private(file);
    lock_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock_ < 0)
        throw failure(path_, "is not writable", errno);
    if (flock(lock_, LOCK_EX | LOCK_NB) == 0)
        return;
    int const code = errno;
    close(lock_);
    if (code == EWOULDBLOCK)
        throw DirectoryBusy{"data directory " + path_.string() +
                            ": another playsync uses it; this one stays passive"};
    throw failure(path_, "cannot be locked", code);
}

void DataDir::note_start()
{
    auto const file = path_ / running_name;
    std::error_code error;
    bool const unclean = fs::exists(file, error);
    auto const boot = boot_id();
    power_was_lost_ = unclean && read_file(file).value_or("") != boot;
    // Who is killed before the store was looked at leaves that to the next one.
    if (!power_was_lost_)
        write_private_file(file, boot);
}

void DataDir::mark_checked()
{
    if (power_was_lost_)
        write_private_file(path_ / running_name, boot_id());
}

void DataDir::mark_clean() noexcept
{
    std::error_code error;
    fs::remove(path_ / running_name, error);
}

void keep_private(fs::path const& path)
{
    struct stat info {};
    if (lstat(path.c_str(), &info) != 0)
        return;
    if (S_ISLNK(info.st_mode))
        throw std::runtime_error{path.string() + " is a symbolic link"};
    if (!S_ISREG(info.st_mode))
        throw std::runtime_error{path.string() + " is no file"};
    if (info.st_uid != geteuid())
        throw std::runtime_error{path.string() + " belongs to another user"};
    if ((info.st_mode & 077) != 0)
        chmod(path.c_str(), 0600);
}

void rename_for_good(fs::path const& from, fs::path const& to)
{
    if (rename(from.c_str(), to.c_str()) != 0)
        fail(from, "cannot be renamed");
    make_names_last(to);
}

void write_private_file(fs::path const& path, std::string const& text)
{
    auto const temporary = path.string() + ".new";
    unlink(temporary.c_str());
    int const file =
        open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        fail(path, "cannot be written");
    bool const written =
        write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        fchmod(file, 0600) == 0 && fsync(file) == 0;
    bool const closed = close(file) == 0;
    if (!written || !closed || rename(temporary.c_str(), path.c_str()) != 0) {
        int const code = errno;
        unlink(temporary.c_str());
        errno = code;
        fail(path, "cannot be written");
    }
    make_names_last(path);
}

} // namespace playsync
