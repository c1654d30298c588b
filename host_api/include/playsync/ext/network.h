/* SPDX-License-Identifier: MIT
 * "playsync.network/1", offered by a host that knows: is there a network when we start? */
#ifndef PLAYSYNC_EXT_NETWORK_H
#define PLAYSYNC_EXT_NETWORK_H

#include "playsync/version.h"

#define PLAYSYNC_EXT_NETWORK "playsync.network/1"

typedef struct playsync_host_network {
    uint32_t size;
    uint32_t reserved;
    /* [control] Called once by activate(); later changes come by on_network(). */
    void (*state)(void* host_data, uint32_t* online, uint32_t* metered) PLAYSYNC_NOEXCEPT;
} playsync_host_network;

#endif
