/* SPDX-License-Identifier: MIT
 * "playsync.admin/1", offered by the plugin: the way to its page, and where things stand. */
#ifndef PLAYSYNC_EXT_ADMIN_H
#define PLAYSYNC_EXT_ADMIN_H

#include "playsync/version.h"

#define PLAYSYNC_EXT_ADMIN "playsync.admin/1"

/* Changes over all targets, as of the last commit. */
typedef struct playsync_totals {
    uint32_t size; /* set by the caller */
    uint32_t reserved;
    uint64_t pending; /* waiting or being sent */
    uint64_t synced;  /* since the store was made */
    uint64_t failed;  /* dead: kept, and retried by hand */
    uint64_t refused; /* events answered with PLAYSYNC_BUSY since activate() */
} playsync_totals;

struct playsync_instance;

typedef struct playsync_plugin_admin {
    uint32_t size;
    uint32_t reserved;
    /* [any & active] Writes the page's address with a fresh one-time entry code in its fragment,
     * NUL-terminated. *length: in, the buffer's; out, what is needed with the NUL. The code is a
     * secret: show it to the person at the host, never log it. PLAYSYNC_UNSUPPORTED: the page
     * is switched off. */
    playsync_status (*entry_url)(struct playsync_instance*, char* buffer,
                                 uint32_t* length) PLAYSYNC_NOEXCEPT;
    /* [any & active] */
    playsync_status (*totals)(struct playsync_instance*, playsync_totals* out) PLAYSYNC_NOEXCEPT;
} playsync_plugin_admin;

#endif
