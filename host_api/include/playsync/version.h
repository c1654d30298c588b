/* SPDX-License-Identifier: MIT
 * ABI version, export and noexcept macros, and the status every call returns. */
#ifndef PLAYSYNC_VERSION_H
#define PLAYSYNC_VERSION_H

#include <stdint.h>

/* Same major: host and plugin work together both ways, whatever the minor.
 * Another major is refused by either side with a clear message. */
#define PLAYSYNC_ABI_MAJOR 1u
#define PLAYSYNC_ABI_MINOR 1u
#define PLAYSYNC_ABI_VERSION ((PLAYSYNC_ABI_MAJOR << 16) | PLAYSYNC_ABI_MINOR)
#define PLAYSYNC_ABI_MAJOR_OF(version) ((uint32_t)(version) >> 16)
#define PLAYSYNC_ABI_MINOR_OF(version) ((uint32_t)(version)&0xffffu)

#ifdef __cplusplus
#define PLAYSYNC_NOEXCEPT noexcept
#define PLAYSYNC_EXTERN_C extern "C"
#else
#define PLAYSYNC_NOEXCEPT
#define PLAYSYNC_EXTERN_C
#endif

#if defined(_WIN32)
#define PLAYSYNC_EXPORT PLAYSYNC_EXTERN_C __declspec(dllexport)
#else
#define PLAYSYNC_EXPORT PLAYSYNC_EXTERN_C __attribute__((visibility("default")))
#endif

/* True when `field` lies wholly inside what the struct's writer compiled. Every struct of this
 * ABI begins with `uint32_t size`; fields are only ever appended and never re-typed. */
#define PLAYSYNC_HAS(pointer, type, field)                                                         \
    ((pointer)->size >= offsetof(type, field) + sizeof((pointer)->field))

/* Statuses are fixed-width integers, not an enum: an enum's width is the compiler's choice. */
typedef int32_t playsync_status;
#define PLAYSYNC_OK 0
#define PLAYSYNC_BAD_ARGUMENT (-1) /* a null, an unreadable struct, an unknown target */
#define PLAYSYNC_BUSY (-2)         /* intake full, or the data directory has another owner */
#define PLAYSYNC_UNSUPPORTED (-3)  /* this plugin or host has no such function */
#define PLAYSYNC_INACTIVE (-4)     /* the call needs an active plugin */
#define PLAYSYNC_TIMED_OUT (-5)    /* the deadline passed first; the work goes on */
#define PLAYSYNC_TOO_SMALL (-6)    /* the caller's buffer; the needed length was written */
#define PLAYSYNC_FAILED (-7)       /* the reason is in the host's log */
#define PLAYSYNC_WRONG_ABI (-8)    /* another ABI major */

#endif
