/* SPDX-License-Identifier: MIT
 * What a host offers the plugin.
 * Thread tags: [control] one host thread at a time, never concurrently; [any] any thread, also
 * several at once; [plugin] a thread of the plugin's. */
#ifndef PLAYSYNC_HOST_H
#define PLAYSYNC_HOST_H

#include <stddef.h>

#include "playsync/version.h"

typedef uint32_t playsync_log_level;
#define PLAYSYNC_LOG_DEBUG 1u
#define PLAYSYNC_LOG_INFO 2u
#define PLAYSYNC_LOG_WARNING 3u
#define PLAYSYNC_LOG_ERROR 4u

/* Filled by the host; the table and all it points to stay valid until destroy() returns. */
typedef struct playsync_host {
    uint32_t size;        /* sizeof(playsync_host) in the host's build */
    uint32_t abi_version; /* PLAYSYNC_ABI_VERSION of the host's build */
    void* host_data;      /* handed back in every call */
    char const* name;     /* "mpv", "playsync-host" */
    char const* version;
    char const* data_dir;   /* absolute, private to this host and user; made if missing */
    char const* config_dir; /* absolute; holds playsync.toml, targets.d; may be NULL or not exist */

    /* [any] Never blocks; `message` is borrowed, one line, without secrets. May be NULL. */
    void (*log)(void* host_data, playsync_log_level level, char const* message) PLAYSYNC_NOEXCEPT;

    /* [control] An optional power by its id ("playsync.status/1"), or NULL. May be NULL itself.
     * The answer is a table with its own `size`, valid until destroy() returns. */
    void const* (*get_extension)(void* host_data, char const* id)PLAYSYNC_NOEXCEPT;
} playsync_host;

#endif
