// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/timestamp.hpp"

#include <algorithm>
#include <chrono>

namespace playsync::standalone {
namespace {

namespace chr = std::chrono;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// Reads a text of fixed form from left to right; once something is wrong, it stays wrong.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    int number(std::size_t width, int least, int most)
    {
        good_ = good_ && rest_.size() >= width &&
                std::all_of(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(width),
                            is_digit);
        if (!good_)
            return least;
        int value = 0;
        for (std::size_t i = 0; i < width; ++i)
            value = value * 10 + (rest_[i] - '0');
        rest_.remove_prefix(width);
        good_ = value >= least && value <= most;
        return value;
    }
    bool skip_one_of(std::string_view wanted)
    {
        if (rest_.empty() || wanted.find(rest_.front()) == std::string_view::npos)
            return false;
        rest_.remove_prefix(1);
        return true;
    }
    void require(bool good) { good_ = good_ && good; }
    /// ".25" as 250; what is finer than a millisecond is read and left out.
    int milliseconds()
    {
        if (!skip_one_of("."))
            return 0;
        require(!rest_.empty() && is_digit(rest_.front()));
        int ms = 0;
        for (int scale = 100; !rest_.empty() && is_digit(rest_.front()); scale /= 10) {
            ms += (rest_.front() - '0') * scale;
            rest_.remove_prefix(1);
        }
        return ms;
    }
    chr::minutes offset()
    {
        if (skip_one_of("Zz"))
            return {};
        bool const behind = !rest_.empty() && rest_.front() == '-';
        require(skip_one_of("+-"));
        chr::minutes const hours = chr::hours{number(2, 0, 23)};
        require(skip_one_of(":"));
        auto const sum = hours + chr::minutes{number(2, 0, 59)};
        return behind ? -sum : sum;
    }
    bool at_end() const { return good_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool good_ = true;
};

} // namespace

std::optional<std::int64_t> unix_ms_of(std::string_view text)
{
    Reader reader{text};
    chr::year const year{reader.number(4, 0, 9999)};
    reader.require(reader.skip_one_of("-"));
    chr::month const month{static_cast<unsigned>(reader.number(2, 1, 12))};
    reader.require(reader.skip_one_of("-"));
    chr::year_month_day const date{year, month,
                                   chr::day{static_cast<unsigned>(reader.number(2, 1, 31))}};
    reader.require(reader.skip_one_of("Tt ") && date.ok());
    chr::milliseconds time = chr::hours{reader.number(2, 0, 23)};
    reader.require(reader.skip_one_of(":"));
    time += chr::minutes{reader.number(2, 0, 59)};
    reader.require(reader.skip_one_of(":"));
    time += chr::seconds{reader.number(2, 0, 60)};
    time += chr::milliseconds{reader.milliseconds()};
    time -= reader.offset();
    if (!reader.at_end())
        return std::nullopt;
    return (chr::sys_days{date}.time_since_epoch() + time).count();
}

} // namespace playsync::standalone
