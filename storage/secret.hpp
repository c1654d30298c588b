// SPDX-License-Identifier: MIT
// A text that must be told to nobody but whom it is for.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace playsync {

/// Holds a password, a token or a key. It cannot be printed, compared with a text by accident or
/// become part of a message: whoever sends it says so by reveal(). Its memory is wiped.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) noexcept : text_(std::move(text)) {}
    Secret(Secret const&) = default;
    Secret(Secret&& other) noexcept : text_(other.text_) { other.wipe(); }
    Secret& operator=(Secret const& other)
    {
        if (this != &other) {
            wipe();
            text_ = other.text_;
        }
        return *this;
    }
    Secret& operator=(Secret&& other) noexcept
    {
        if (this != &other) {
            wipe();
            text_ = other.text_;
            other.wipe();
        }
        return *this;
    }
    ~Secret() { wipe(); }

    bool empty() const noexcept { return text_.empty(); }
    /// For the one it is meant for, and for nobody's log.
    std::string const& reveal() const noexcept { return text_; }
    bool operator==(Secret const&) const = default;

    /// Takes it out of what somebody else said: a service may repeat what it was sent.
    void hide_in(std::string& text) const
    {
        constexpr std::size_t shortest = 4; // a shorter one would blank out words
        if (text_.size() < shortest)
            return;
        for (auto at = text.find(text_); at != std::string::npos; at = text.find(text_, at))
            text.replace(at, text_.size(), "***");
    }

private:
    void wipe() noexcept
    {
        for (char volatile& c : text_)
            c = '\0';
        text_.clear();
    }

    std::string text_;
};

template <class Stream>
Stream& operator<<(Stream&, Secret const&) = delete;

} // namespace playsync
