// SPDX-License-Identifier: MIT
// Boost.JSON, compiled once for everything that links the storage.
#include <boost/json/src.hpp>
