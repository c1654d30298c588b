// SPDX-License-Identifier: MIT
#include "plugin/log_ring.hpp"

#include <algorithm>

namespace playsync {

void LogRing::add(web::LogEntry entry)
{
    std::lock_guard const lock{mutex_};
    entry.n = ++last_;
    if (follow_)
        follow_(entry);
    lines_.push_back(std::move(entry));
    if (lines_.size() > most_lines)
        lines_.pop_front();
}

web::LogPage LogRing::read(web::LogQuery const& query) const
{
    std::lock_guard const lock{mutex_};
    web::LogPage page;
    page.next = last_ + 1;
    auto const fits = [&](web::LogEntry const& entry) { return entry.level >= query.level; };
    auto begin = lines_.begin();
    if (query.cursor) {
        begin = std::ranges::lower_bound(lines_, *query.cursor, {}, &web::LogEntry::n);
    } else {
        std::size_t found = 0;
        for (begin = lines_.end(); begin != lines_.begin() && found < query.limit;)
            found += fits(*--begin) ? 1 : 0;
    }
    for (; begin != lines_.end(); ++begin) {
        if (!fits(*begin))
            continue;
        if (page.entries.size() == query.limit) {
            page.next = begin->n;
            break;
        }
        page.entries.push_back(*begin);
    }
    return page;
}

void LogRing::follow(std::function<void(web::LogEntry const&)> follow)
{
    std::lock_guard const lock{mutex_};
    follow_ = std::move(follow);
}

} // namespace playsync
