// SPDX-License-Identifier: MIT
// Server-sent events out of pieces of text (the HTML standard's "Server-sent events"). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace playsync::standalone {

struct StreamEvent {
    std::string type; // "message" when it was not said
    std::string data;
};

class EventStream {
public:
    /// Another link: what the last one left unfinished is none.
    void begin() { text_.clear(); }
    void add(std::string_view piece) { text_ += piece; }
    /// The next event that is whole.
    std::optional<StreamEvent> next();
    /// The last id that was told: what to come back with.
    std::string const& last_id() const noexcept { return last_id_; }

private:
    std::string text_;
    std::string last_id_;
};

} // namespace playsync::standalone
