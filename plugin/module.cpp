// SPDX-License-Identifier: MIT
// libplaysync.so for hosts that speak the ABI themselves: the core, and nothing else.
#include "playsync/plugin.h"
