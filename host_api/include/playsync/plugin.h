/* SPDX-License-Identifier: MIT
 * The plugin's one entry symbol and its table of functions. Thread tags: host.h.
 *
 * Life: entry → create → activate → … → deactivate → destroy. The entry has no side effect and
 * may be called at any time, also before a fork; create() reads the host table and starts
 * nothing; activate() starts the plugin's one thread; deactivate() ends it. activate() may
 * follow deactivate() again. destroy() without deactivate() deactivates first. */
#ifndef PLAYSYNC_PLUGIN_H
#define PLAYSYNC_PLUGIN_H

#include <stddef.h>

#include "playsync/event.h"
#include "playsync/host.h"
#include "playsync/version.h"

typedef struct playsync_instance playsync_instance; /* opaque */

typedef struct playsync_plugin {
    uint32_t size;        /* sizeof(playsync_plugin) in the plugin's build */
    uint32_t abi_version; /* PLAYSYNC_ABI_VERSION of the plugin's build */
    char const* name;     /* "playsync" */
    char const* version;  /* "0.1.0" */

    /* [control] On any status but PLAYSYNC_OK, *out is NULL and nothing needs destroying.
     * `host` must stay valid until destroy(). */
    playsync_status (*create)(playsync_host const* host, playsync_instance** out) PLAYSYNC_NOEXCEPT;
    /* [control] NULL is a no-op. */
    void (*destroy)(playsync_instance*) PLAYSYNC_NOEXCEPT;

    /* [control] Opens the queue and starts. PLAYSYNC_BUSY: another instance owns the data
     * directory; this one stays passive and harms nothing. A host plays on whatever comes. */
    playsync_status (*activate)(playsync_instance*) PLAYSYNC_NOEXCEPT;
    /* [control] Puts all that was accepted on disk, lets batches in flight end, and cancels them
     * when `deadline_ms` has passed. Nothing of the plugin runs after it returns. */
    playsync_status (*deactivate)(playsync_instance*, uint32_t deadline_ms) PLAYSYNC_NOEXCEPT;

    /* [any] Copies the event and returns; never touches disk or network. PLAYSYNC_OK: accepted.
     * PLAYSYNC_BUSY: the bounded intake is full; the event was not accepted, and is counted. */
    playsync_status (*on_event)(playsync_instance*, playsync_event const*) PLAYSYNC_NOEXCEPT;
    /* [any] Offline: nothing is sent until online again. `metered` is told to the page. */
    playsync_status (*on_network)(playsync_instance*, uint32_t online,
                                  uint32_t metered) PLAYSYNC_NOEXCEPT;

    /* [any] Stop and go on sending; intake goes on meanwhile. */
    playsync_status (*pause)(playsync_instance*) PLAYSYNC_NOEXCEPT;
    playsync_status (*resume)(playsync_instance*) PLAYSYNC_NOEXCEPT;
    /* [any] Look for due changes now instead of at the next poll. */
    playsync_status (*process_queue)(playsync_instance*) PLAYSYNC_NOEXCEPT;
    /* [any] Makes the dead changes of `target` pending again; NULL or "": of all targets. */
    playsync_status (*retry_failed)(playsync_instance*, char const* target) PLAYSYNC_NOEXCEPT;
    /* [any] Sends what waits for `item` without its backoff; NULL: what waits at all. A service's
     * rate limit still holds. */
    playsync_status (*sync_now)(playsync_instance*, playsync_item const* item) PLAYSYNC_NOEXCEPT;
    /* [any] Returns when every event accepted before the call is on disk. */
    playsync_status (*flush)(playsync_instance*, uint32_t timeout_ms) PLAYSYNC_NOEXCEPT;
    /* [any] Reads the configuration again; what is wrong is logged and the running one stays. */
    playsync_status (*reload_config)(playsync_instance*) PLAYSYNC_NOEXCEPT;

    /* [control] An optional power of the plugin by its id ("playsync.admin/1"), or NULL. */
    void const* (*get_extension)(playsync_instance*, char const* id)PLAYSYNC_NOEXCEPT;
} playsync_plugin;

/* The one exported symbol. `host_abi` is the host's PLAYSYNC_ABI_VERSION. NULL: another major. */
#define PLAYSYNC_ENTRY_SYMBOL "playsync_plugin_entry"
typedef playsync_plugin const* (*playsync_entry_function)(uint32_t host_abi)PLAYSYNC_NOEXCEPT;

PLAYSYNC_EXPORT playsync_plugin const* playsync_plugin_entry(uint32_t host_abi) PLAYSYNC_NOEXCEPT;

#endif
