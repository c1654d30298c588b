// SPDX-License-Identifier: MIT
#include "plugin/trouble_text.hpp"

namespace playsync {
namespace {

/// What answers, be it with a 500, is reached.
bool is_answer(std::string_view detail) noexcept
{
    return detail.starts_with("the server answered") || detail.starts_with("a web page answered");
}

std::string_view verb_of(Gate gate, std::string_view detail) noexcept
{
    if (gate == Gate::needs_login)
        return " lets nobody in";
    if (gate == Gate::halted)
        return " is halted";
    return is_answer(detail) ? " does not work" : " cannot be reached";
}

std::string_view outlook_of(Gate gate) noexcept
{
    if (gate == Gate::needs_login)
        return "until its credentials are other ones";
    return gate == Gate::halted
               ? "and tried again in a quarter of an hour, or when its file is saved"
               : "and told later";
}

std::string in_words(std::chrono::steady_clock::duration time)
{
    auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
    if (seconds < 120)
        return std::to_string(seconds) + " s";
    return seconds < 7200 ? std::to_string(seconds / 60) + " min"
                          : std::to_string(seconds / 3600) + " h";
}

} // namespace

std::string line_of_trouble(std::string_view target, std::string_view address, Gate gate,
                            std::string_view detail)
{
    std::string line{"target "};
    line.append(target).append(verb_of(gate, detail)).append(" (").append(address).append(")");
    if (!detail.empty())
        line.append(": ").append(detail);
    return line.append("; what is for it is kept, ").append(outlook_of(gate));
}

std::string line_of_recovery(std::string_view target, std::string_view address,
                             std::chrono::steady_clock::duration lasted)
{
    std::string line{"target "};
    return line.append(target)
        .append(" works again (")
        .append(address)
        .append("), after ")
        .append(in_words(lasted));
}

} // namespace playsync
