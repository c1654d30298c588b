/* SPDX-License-Identifier: MIT
 * "playsync.status/1", offered by a host: the plugin's six reports, as they happen. */
#ifndef PLAYSYNC_EXT_STATUS_H
#define PLAYSYNC_EXT_STATUS_H

#include "playsync/version.h"

#define PLAYSYNC_EXT_STATUS "playsync.status/1"

typedef uint32_t playsync_report_kind;
#define PLAYSYNC_REPORT_SYNC_STARTED 1u   /* a run began: the target was idle and no longer is */
#define PLAYSYNC_REPORT_SYNC_PROGRESS 2u  /* changes of the run were settled */
#define PLAYSYNC_REPORT_SYNC_COMPLETED 3u /* the run ended: nothing of the target is due */
#define PLAYSYNC_REPORT_SYNC_FAILED 4u    /* one change failed; `message` says why */
#define PLAYSYNC_REPORT_SYNC_PAUSED 5u    /* `message` says by whom: "host", "page", "offline" */
#define PLAYSYNC_REPORT_SYNC_RESUMED 6u

typedef struct playsync_report {
    uint32_t size;
    playsync_report_kind kind;
    char const* target; /* NULL: all targets */
    uint64_t done;      /* of this run */
    uint64_t failed;    /* of this run */
    uint64_t left;      /* waiting for this target now */
    uint32_t final;     /* SYNC_FAILED: 1 when it will not be tried again by itself */
    uint32_t reserved;
    char const* item;    /* SYNC_FAILED: the item in words */
    char const* message; /* in words; may be NULL */
} playsync_report;

typedef struct playsync_host_status {
    uint32_t size;
    uint32_t reserved;
    /* [plugin] Must return at once; the report is borrowed. */
    void (*report)(void* host_data, playsync_report const* report) PLAYSYNC_NOEXCEPT;
} playsync_host_status;

#endif
