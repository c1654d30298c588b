/* SPDX-License-Identifier: MIT
 * What a host tells the plugin: who plays what, and how far.
 * All strings are UTF-8, NUL-terminated, and borrowed until the call returns; NULL and "" both
 * mean "unknown". All integers are in the host's byte order. */
#ifndef PLAYSYNC_EVENT_H
#define PLAYSYNC_EVENT_H

#include <stddef.h>

#include "playsync/version.h"

typedef uint32_t playsync_event_kind;
#define PLAYSYNC_EVENT_START 1u    /* a playback began; the item is complete */
#define PLAYSYNC_EVENT_PROGRESS 2u /* it plays; as often as the host likes */
#define PLAYSYNC_EVENT_PAUSE 3u
#define PLAYSYNC_EVENT_RESUME 4u
#define PLAYSYNC_EVENT_SEEK 5u      /* position_ms is where it went to */
#define PLAYSYNC_EVENT_STOP 6u      /* position_ms is the last one seen */
#define PLAYSYNC_EVENT_WATCHED 7u   /* the host's own mark; stronger than any threshold */
#define PLAYSYNC_EVENT_UNWATCHED 8u /* taken back by a person */

typedef uint32_t playsync_item_kind;
#define PLAYSYNC_ITEM_VIDEO 0u /* a film or clip nothing more is known of */
#define PLAYSYNC_ITEM_MOVIE 1u
#define PLAYSYNC_ITEM_EPISODE 2u
#define PLAYSYNC_ITEM_TRACK 3u

/* An id some catalogue gave the item: {"imdb", "tt0113277"}, {"tmdb", "949"}, {"tvdb", …},
 * {"mbid", …} (recording), {"mbid_release", …}, {"mbid_artist", "UUID; UUID"} (of each artist,
 * also one by one and as {"mbid_artists", …} or {"artist_mbids", …}), {"show.tvdb", …} for an
 * episode's series. */
typedef struct playsync_id {
    char const* scheme;
    char const* value;
} playsync_id;

typedef struct playsync_item {
    uint32_t size;           /* sizeof(playsync_item) in the sender's build */
    playsync_item_kind kind; /* an unknown kind is read as PLAYSYNC_ITEM_VIDEO */
    char const* title;
    char const* show;
    char const* artist;
    char const* album;
    char const* uri;      /* absolute path or URL of the media */
    char const* host_key; /* the host's own stable id; names the item when no other id does */
    playsync_id const* ids;
    uint32_t id_count;
    int32_t year;        /* 0: unknown */
    int32_t season;      /* -1: unknown; 0 is "specials" */
    int32_t episode;     /* -1: unknown */
    int64_t duration_ms; /* 0: unknown */
    /* Since 1.1 */
    int32_t episode_end; /* the last episode of a file that holds several in a row, `episode` being
                            the first; -1, or not above `episode`: it holds one */
} playsync_item;

typedef struct playsync_event {
    uint32_t size;            /* sizeof(playsync_event) in the sender's build */
    playsync_event_kind kind; /* a plugin ignores kinds it does not know */
    uint64_t session;         /* the same from START to STOP of one playback; 0: unknown */
    int64_t at_ms;            /* wall clock, Unix milliseconds; 0: now */
    int64_t position_ms;      /* -1: unknown */
    char const* user;         /* the host's user id; hosts without users leave it out */
    playsync_item const* item;
} playsync_event;

#endif
