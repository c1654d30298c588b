// SPDX-License-Identifier: MIT
// Who may use the page: the administrator's token, one-time codes, and the sessions they open.
// Time is an argument. Sessions live in memory only: a restart signs everybody out.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/change.hpp"
#include "web/secret.hpp"
#include "web/token_file.hpp"

namespace playsync::web {

/// A session, or (id 0) the administrator's token itself.
struct Caller {
    std::uint64_t id = 0;
    std::uint64_t era = 0; // rises when the administrator's token changes
};

struct Opened {
    std::string token; // or a code
    UnixMs expires = 0;
};

/// Why a secret was not accepted.
struct Denied {
    std::optional<unsigned> retry_after_s; // set: too many wrong ones lately
};

/// [engine-thread]
class Sessions {
public:
    static constexpr UnixMs code_life = 10 * 60 * 1000;
    static constexpr unsigned code_misses = 5;
    static constexpr UnixMs idle_life = UnixMs{12} * 3600 * 1000;
    static constexpr UnixMs total_life = UnixMs{30} * 24 * 3600 * 1000;
    static constexpr std::size_t most_sessions = 16;
    static constexpr std::size_t most_codes = 16;
    static constexpr std::size_t misses_a_minute = 10;

    /// Throws std::runtime_error when the token file cannot be had or trusted.
    explicit Sessions(std::filesystem::path token_file);

    Opened new_code(UnixMs now);

    /// A new session for a code, which is used up by it, or for the administrator's token.
    std::optional<Opened> open_with_code(std::string_view code, UnixMs now);
    std::optional<Opened> open_with_token(std::string_view token, UnixMs now);

    /// Whose token it is. Counts as use of the session.
    std::optional<Caller> caller(std::string_view token, UnixMs now);
    /// Whether `caller` is still welcome. Does not count as use.
    bool admits(Caller caller, UnixMs now);
    /// When the session ends if it is not used again; the administrator's token never does.
    std::optional<UnixMs> expires(Caller caller) const;
    std::size_t others(Caller caller) const;
    enum class Which : std::uint8_t { own, others, all };
    /// Ends sessions; the administrator's token is none, and stays.
    void close(Caller caller, Which which = Which::own);

    /// To be called once for each secret that was not accepted.
    Denied note_miss(UnixMs now);

private:
    struct Code {
        Secret secret;
        UnixMs expires;
        unsigned misses = 0;
    };
    struct Session {
        std::uint64_t id;
        Secret secret;
        UnixMs opened;
        UnixMs used;

        UnixMs ends() const noexcept;
    };

    Opened open(UnixMs now);
    void refresh(UnixMs now);

    TokenFile file_;
    std::optional<Secret> master_;
    std::uint64_t era_ = 0;
    std::vector<Code> codes_;
    std::vector<Session> sessions_; // oldest first
    std::uint64_t last_id_ = 0;
    std::deque<UnixMs> misses_;
};

} // namespace playsync::web
