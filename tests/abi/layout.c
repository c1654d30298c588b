/* SPDX-License-Identifier: MIT
 * The ABI's layout on 64-bit systems, nailed down: a change here breaks every host and plugin that
 * was built before it. Only lines for appended fields may be added, and sizes may only grow. */
#include <stddef.h>

#include "playsync/event.h"
#include "playsync/ext/admin.h"
#include "playsync/ext/library.h"
#include "playsync/ext/network.h"
#include "playsync/ext/status.h"
#include "playsync/host.h"
#include "playsync/plugin.h"

#define AT(type, field, offset, bytes)                                                             \
    _Static_assert(offsetof(type, field) == (offset), #type "." #field " was moved");              \
    _Static_assert(sizeof(((type*)0)->field) == (bytes), #type "." #field " was re-typed")
#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), #type " has another size")

#if defined(__LP64__) && !defined(__CHERI_PURE_CAPABILITY__)

SIZE(playsync_status, 4);
SIZE(playsync_event_kind, 4);
SIZE(playsync_item_kind, 4);
SIZE(playsync_log_level, 4);
SIZE(playsync_report_kind, 4);

AT(playsync_id, scheme, 0, 8);
AT(playsync_id, value, 8, 8);
SIZE(playsync_id, 16); /* an array's element, without a size of its own: never grows */

AT(playsync_item, size, 0, 4);
AT(playsync_item, kind, 4, 4);
AT(playsync_item, title, 8, 8);
AT(playsync_item, show, 16, 8);
AT(playsync_item, artist, 24, 8);
AT(playsync_item, album, 32, 8);
AT(playsync_item, uri, 40, 8);
AT(playsync_item, host_key, 48, 8);
AT(playsync_item, ids, 56, 8);
AT(playsync_item, id_count, 64, 4);
AT(playsync_item, year, 68, 4);
AT(playsync_item, season, 72, 4);
AT(playsync_item, episode, 76, 4);
AT(playsync_item, duration_ms, 80, 8);
AT(playsync_item, episode_end, 88, 4);
SIZE(playsync_item, 96);

AT(playsync_event, size, 0, 4);
AT(playsync_event, kind, 4, 4);
AT(playsync_event, session, 8, 8);
AT(playsync_event, at_ms, 16, 8);
AT(playsync_event, position_ms, 24, 8);
AT(playsync_event, user, 32, 8);
AT(playsync_event, item, 40, 8);
SIZE(playsync_event, 48);

AT(playsync_host, size, 0, 4);
AT(playsync_host, abi_version, 4, 4);
AT(playsync_host, host_data, 8, 8);
AT(playsync_host, name, 16, 8);
AT(playsync_host, version, 24, 8);
AT(playsync_host, data_dir, 32, 8);
AT(playsync_host, config_dir, 40, 8);
AT(playsync_host, log, 48, 8);
AT(playsync_host, get_extension, 56, 8);
SIZE(playsync_host, 64);

AT(playsync_plugin, size, 0, 4);
AT(playsync_plugin, abi_version, 4, 4);
AT(playsync_plugin, name, 8, 8);
AT(playsync_plugin, version, 16, 8);
AT(playsync_plugin, create, 24, 8);
AT(playsync_plugin, destroy, 32, 8);
AT(playsync_plugin, activate, 40, 8);
AT(playsync_plugin, deactivate, 48, 8);
AT(playsync_plugin, on_event, 56, 8);
AT(playsync_plugin, on_network, 64, 8);
AT(playsync_plugin, pause, 72, 8);
AT(playsync_plugin, resume, 80, 8);
AT(playsync_plugin, process_queue, 88, 8);
AT(playsync_plugin, retry_failed, 96, 8);
AT(playsync_plugin, sync_now, 104, 8);
AT(playsync_plugin, flush, 112, 8);
AT(playsync_plugin, reload_config, 120, 8);
AT(playsync_plugin, get_extension, 128, 8);
SIZE(playsync_plugin, 136);

AT(playsync_totals, size, 0, 4);
AT(playsync_totals, reserved, 4, 4);
AT(playsync_totals, pending, 8, 8);
AT(playsync_totals, synced, 16, 8);
AT(playsync_totals, failed, 24, 8);
AT(playsync_totals, refused, 32, 8);
SIZE(playsync_totals, 40);

AT(playsync_plugin_admin, size, 0, 4);
AT(playsync_plugin_admin, reserved, 4, 4);
AT(playsync_plugin_admin, entry_url, 8, 8);
AT(playsync_plugin_admin, totals, 16, 8);
SIZE(playsync_plugin_admin, 24);

AT(playsync_report, size, 0, 4);
AT(playsync_report, kind, 4, 4);
AT(playsync_report, target, 8, 8);
AT(playsync_report, done, 16, 8);
AT(playsync_report, failed, 24, 8);
AT(playsync_report, left, 32, 8);
AT(playsync_report, final, 40, 4);
AT(playsync_report, reserved, 44, 4);
AT(playsync_report, item, 48, 8);
AT(playsync_report, message, 56, 8);
SIZE(playsync_report, 64);

AT(playsync_host_status, size, 0, 4);
AT(playsync_host_status, reserved, 4, 4);
AT(playsync_host_status, report, 8, 8);
SIZE(playsync_host_status, 16);

AT(playsync_host_network, size, 0, 4);
AT(playsync_host_network, reserved, 4, 4);
AT(playsync_host_network, state, 8, 8);
SIZE(playsync_host_network, 16);

AT(playsync_host_library, size, 0, 4);
AT(playsync_host_library, reserved, 4, 4);
AT(playsync_host_library, look_up, 8, 8);
SIZE(playsync_host_library, 16);

#endif

/* Numbers are a part of the layout. */
_Static_assert(PLAYSYNC_ABI_VERSION == 0x10001u, "the ABI's version");
_Static_assert(PLAYSYNC_EVENT_START == 1 && PLAYSYNC_EVENT_PROGRESS == 2 &&
                   PLAYSYNC_EVENT_PAUSE == 3 && PLAYSYNC_EVENT_RESUME == 4 &&
                   PLAYSYNC_EVENT_SEEK == 5 && PLAYSYNC_EVENT_STOP == 6 &&
                   PLAYSYNC_EVENT_WATCHED == 7 && PLAYSYNC_EVENT_UNWATCHED == 8,
               "kinds of events");
_Static_assert(PLAYSYNC_ITEM_VIDEO == 0 && PLAYSYNC_ITEM_MOVIE == 1 && PLAYSYNC_ITEM_EPISODE == 2 &&
                   PLAYSYNC_ITEM_TRACK == 3,
               "kinds of items");
_Static_assert(PLAYSYNC_OK == 0 && PLAYSYNC_BAD_ARGUMENT == -1 && PLAYSYNC_BUSY == -2 &&
                   PLAYSYNC_UNSUPPORTED == -3 && PLAYSYNC_INACTIVE == -4 &&
                   PLAYSYNC_TIMED_OUT == -5 && PLAYSYNC_TOO_SMALL == -6 && PLAYSYNC_FAILED == -7 &&
                   PLAYSYNC_WRONG_ABI == -8,
               "statuses");
_Static_assert(PLAYSYNC_LOG_DEBUG == 1 && PLAYSYNC_LOG_INFO == 2 && PLAYSYNC_LOG_WARNING == 3 &&
                   PLAYSYNC_LOG_ERROR == 4,
               "log levels");
_Static_assert(PLAYSYNC_REPORT_SYNC_STARTED == 1 && PLAYSYNC_REPORT_SYNC_PROGRESS == 2 &&
                   PLAYSYNC_REPORT_SYNC_COMPLETED == 3 && PLAYSYNC_REPORT_SYNC_FAILED == 4 &&
                   PLAYSYNC_REPORT_SYNC_PAUSED == 5 && PLAYSYNC_REPORT_SYNC_RESUMED == 6,
               "kinds of reports");
