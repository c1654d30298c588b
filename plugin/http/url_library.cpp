// SPDX-License-Identifier: MIT
// Boost.URL, compiled once. It includes <iostream> and uses nothing of it; making std::cin and its
// like ready would bring all of the library's streams and locales into the module, 600 KiB.
#include <istream>
#include <ostream>
#define _GLIBCXX_IOSTREAM 1
#include <boost/url/src.hpp>
