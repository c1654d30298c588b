// SPDX-License-Identifier: MIT
#include "plugin/targets/journal.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <unordered_set>

#include "plugin/config_table.hpp"

namespace playsync {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t remembered_bytes = std::size_t{1} << 20;

/// An append-only file that knows what its end holds, so that a change written before a crash and
/// settled never is not written twice.
class LogFile {
public:
    LogFile(fs::path path, std::size_t limit, unsigned keep)
        : path_(std::move(path)),
          limit_(limit),
          keep_(keep)
    {
    }
    ~LogFile() { close_file(); }
    LogFile(LogFile const&) = delete;
    LogFile& operator=(LogFile const&) = delete;

    /// On disk when it returns. Throws std::system_error.
    void append(std::span<Claimed const> batch)
    {
        if (fd_ < 0)
            open_file();
        std::string lines;
        for (auto const& change : batch) {
            if (recent_.contains(change.id))
                continue;
            append_with_id(lines, change.id, change.body);
            lines += '\n';
        }
        write_all(lines);
        if (fdatasync(fd_) != 0)
            fail("cannot be put on disk");
        for (auto const& change : batch)
            recent_.insert(change.id);
        size_ += lines.size();
        if (size_ >= limit_)
            rotate();
    }

private:
    [[noreturn]] void fail(char const* what)
    {
        int const code = errno;
        close_file(); // what reached the file is found out when it is opened again
        throw std::system_error{code, std::generic_category(), path_.string() + " " + what};
    }

    void close_file() noexcept
    {
        if (fd_ >= 0)
            close(fd_);
        fd_ = -1;
        recent_.clear();
    }

    void open_file()
    {
        fd_ = open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
        struct stat info {};
        if (fd_ < 0 || fstat(fd_, &info) != 0)
            fail("cannot be opened");
        size_ = static_cast<std::size_t>(info.st_size);
        if (size_ == 0)
            sync_folder();
        auto const from = size_ - std::min(size_, remembered_bytes);
        std::string tail(size_ - from, '\0');
        if (pread(fd_, tail.data(), tail.size(), static_cast<off_t>(from)) !=
            static_cast<ssize_t>(tail.size()))
            fail("cannot be read");
        cut_torn_line(tail);
        remember(tail);
    }

    /// A file that is new is on disk when its name is, too.
    void sync_folder()
    {
        auto const folder = path_.has_parent_path() ? path_.parent_path() : fs::path{"."};
        int const dir = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        bool const done = dir >= 0 && (fsync(dir) == 0 || errno == EINVAL); // not all can
        if (dir >= 0)
            close(dir);
        if (!done)
            fail("cannot be put on disk");
    }

    void cut_torn_line(std::string& tail)
    {
        auto const end = tail.rfind('\n');
        auto const whole = end == std::string::npos ? 0 : end + 1;
        if (whole == tail.size())
            return;
        auto const torn = tail.size() - whole;
        if (ftruncate(fd_, static_cast<off_t>(size_ - torn)) != 0)
            fail("cannot be mended");
        size_ -= torn;
        tail.resize(whole);
    }

    void remember(std::string_view tail)
    {
        constexpr std::string_view before_id = "{\"id\":\"";
        while (!tail.empty()) {
            auto const line = tail.substr(0, tail.find('\n'));
            tail.remove_prefix(std::min(line.size() + 1, tail.size()));
            if (line.starts_with(before_id))
                if (auto const id = Ulid::parse(line.substr(before_id.size(), 26)))
                    recent_.insert(*id);
        }
    }

    void write_all(std::string_view bytes)
    {
        while (!bytes.empty()) {
            auto const done = write(fd_, bytes.data(), bytes.size());
            if (done < 0 && errno == EINTR)
                continue;
            if (done < 0)
                fail("cannot be written");
            bytes.remove_prefix(static_cast<std::size_t>(done));
        }
    }

    /// watch.jsonl → watch.jsonl.1 → …; the oldest goes.
    void rotate()
    {
        close_file();
        auto const numbered = [this](unsigned n) {
            return path_.string() + "." + std::to_string(n);
        };
        std::error_code error;
        fs::remove(numbered(keep_), error);
        for (unsigned n = keep_; n > 1; --n)
            fs::rename(numbered(n - 1), numbered(n), error);
        fs::rename(path_, numbered(1), error);
    }

    fs::path path_;
    std::size_t limit_;
    unsigned keep_;
    int fd_ = -1;
    std::size_t size_ = 0;
    std::unordered_set<Ulid> recent_;
};

class Journal : public Target {
public:
    Journal(TargetTraits traits, fs::path path, std::size_t limit, unsigned keep)
        : traits_(std::move(traits)),
          file_(std::move(path), limit, keep)
    {
    }

    TargetTraits const& traits() const noexcept override { return traits_; }
    void cancel() noexcept override {}

    net::awaitable<Outcome> send(std::span<Claimed const> batch) override
    {
        Outcome outcome;
        try {
            file_.append(batch);
        } catch (std::system_error const& error) {
            // A full or missing disk says nothing of the changes.
            outcome.error = {ErrorClass::unreachable, 0, error.what()};
        }
        co_return outcome;
    }

    net::awaitable<std::vector<TestStep>> test() override
    {
        TestStep step{"file", true, Millis{0}, {}};
        try {
            file_.append({}); // opens it, mends a torn end, and syncs
        } catch (std::system_error const& error) {
            step.ok = false;
            step.detail = error.what();
        }
        co_return std::vector<TestStep>{std::move(step)};
    }

private:
    TargetTraits traits_;
    LogFile file_;
};

} // namespace

std::unique_ptr<Target> make_journal(ConfigTable& table, TargetContext const& context)
{
    auto traits = read_traits(table, Keeps::plays);
    fs::path path = table.text("path", "watch.jsonl");
    auto const limit = static_cast<std::size_t>(table.number("rotate_mib", 1, 1 << 20, 16)) << 20;
    auto const keep = static_cast<unsigned>(table.number("keep_files", 1, 1000, 10));
    if (path.is_relative())
        path = context.data_dir / path;
    traits.service = "journal";
    traits.address = path.string();
    traits.needs_network = false;
    return std::make_unique<Journal>(std::move(traits), std::move(path), limit, keep);
}

} // namespace playsync
