/* SPDX-License-Identifier: MIT
 * "playsync.library/1", offered by a host with a library: what it knows of an item whose event
 * came with less. */
#ifndef PLAYSYNC_EXT_LIBRARY_H
#define PLAYSYNC_EXT_LIBRARY_H

#include "playsync/event.h"
#include "playsync/version.h"

#define PLAYSYNC_EXT_LIBRARY "playsync.library/1"

typedef struct playsync_host_library {
    uint32_t size;
    uint32_t reserved;
    /* [plugin] Finds the item by `host_key` and calls `found` with it before returning; the item
     * is borrowed for that call. Not found: returns PLAYSYNC_BAD_ARGUMENT and calls nothing.
     * Must answer from memory: the plugin's one thread waits. */
    playsync_status (*look_up)(void* host_data, char const* host_key,
                               void (*found)(void* context, playsync_item const* item),
                               void* context) PLAYSYNC_NOEXCEPT;
} playsync_host_library;

#endif
