// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <list>

namespace playsync {

namespace net = boost::asio;

/// Stands in a list of what is under way for as long as it lives: also a coroutine that is ended by
/// an exception leaves no pointer behind.
template <class Object>
class Listed {
public:
    Listed(std::list<Object*>& list, Object& object)
        : list_(list),
          place_(list.insert(list.end(), &object))
    {
    }
    Listed(Listed&&) = delete;
    ~Listed() { list_.erase(place_); }

private:
    std::list<Object*>& list_;
    typename std::list<Object*>::iterator place_;
};

} // namespace playsync
