/* SPDX-License-Identifier: MIT
 * A second, minimal plugin of the ABI: it logs and counts events and sends them nowhere. For tests
 * of hosts; as PLAYSYNC_ECHO_BUSY (refuses two of three calls), PLAYSYNC_ECHO_MAJOR (another ABI)
 * and PLAYSYNC_ECHO_INCOMPLETE (a function is missing) also of what hosts must bear. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "playsync/ext/admin.h"
#include "playsync/ext/network.h"
#include "playsync/plugin.h"

#ifndef PLAYSYNC_ECHO_MAJOR
#define PLAYSYNC_ECHO_MAJOR PLAYSYNC_ABI_MAJOR
#define PLAYSYNC_ECHO_MINOR PLAYSYNC_ABI_MINOR
#else
#define PLAYSYNC_ECHO_MINOR 0u
#endif

struct playsync_instance {
    playsync_host host;
    int active;
    uint64_t calls;
    uint64_t events;
    uint64_t refused;
};

static void say(playsync_instance const* self, char const* text)
{
    if (self->host.log)
        self->host.log(self->host.host_data, PLAYSYNC_LOG_INFO, text);
}

static char const* text_of(char const* text)
{
    return text ? text : "";
}

static playsync_status create(playsync_host const* host, playsync_instance** out)
{
    playsync_instance* self;
    if (!out)
        return PLAYSYNC_BAD_ARGUMENT;
    *out = NULL;
    if (!host || !PLAYSYNC_HAS(host, playsync_host, data_dir) || !host->data_dir)
        return PLAYSYNC_BAD_ARGUMENT;
    if (PLAYSYNC_ABI_MAJOR_OF(host->abi_version) != PLAYSYNC_ECHO_MAJOR)
        return PLAYSYNC_WRONG_ABI;
    self = calloc(1, sizeof *self);
    if (!self)
        return PLAYSYNC_FAILED;
    memcpy(&self->host, host, host->size < sizeof self->host ? host->size : sizeof self->host);
    *out = self;
    return PLAYSYNC_OK;
}

static void destroy(playsync_instance* self)
{
    free(self);
}

static playsync_status activate(playsync_instance* self)
{
    playsync_host_network const* network = NULL;
    uint32_t online = 1, metered = 0;
    if (!self)
        return PLAYSYNC_BAD_ARGUMENT;
    if (self->host.get_extension)
        network = self->host.get_extension(self->host.host_data, PLAYSYNC_EXT_NETWORK);
    if (network && PLAYSYNC_HAS(network, playsync_host_network, state) && network->state)
        network->state(self->host.host_data, &online, &metered);
    say(self, online ? "active, online" : "active, offline");
    self->active = 1;
    return PLAYSYNC_OK;
}

static playsync_status deactivate(playsync_instance* self, uint32_t deadline_ms)
{
    (void)deadline_ms;
    if (!self)
        return PLAYSYNC_BAD_ARGUMENT;
    self->active = 0;
    return PLAYSYNC_OK;
}

/* PLAYSYNC_OK when the instance may be used. */
static playsync_status standing(playsync_instance const* self)
{
    if (!self)
        return PLAYSYNC_BAD_ARGUMENT;
    return self->active ? PLAYSYNC_OK : PLAYSYNC_INACTIVE;
}

static playsync_status on_event(playsync_instance* self, playsync_event const* event)
{
    char line[512];
    playsync_status const status = standing(self);
    playsync_item const* item;
    char const* title;
    if (status != PLAYSYNC_OK)
        return status;
    if (!event || !PLAYSYNC_HAS(event, playsync_event, kind))
        return PLAYSYNC_BAD_ARGUMENT;
    if (event->kind < PLAYSYNC_EVENT_START || event->kind > PLAYSYNC_EVENT_UNWATCHED)
        return PLAYSYNC_OK;
    if (!PLAYSYNC_HAS(event, playsync_event, item) || !event->item)
        return PLAYSYNC_BAD_ARGUMENT;
#ifdef PLAYSYNC_ECHO_BUSY
    if (++self->calls % 3 != 0) {
        ++self->refused;
        return PLAYSYNC_BUSY;
    }
#endif
    item = event->item;
    title = PLAYSYNC_HAS(item, playsync_item, title) ? item->title : NULL;
    ++self->events;
    snprintf(line, sizeof line, "event %u of %s at %lld: %s", (unsigned)event->kind,
             text_of(event->user), (long long)event->position_ms, text_of(title));
    say(self, line);
    return PLAYSYNC_OK;
}

static playsync_status on_network(playsync_instance* self, uint32_t online, uint32_t metered)
{
    playsync_status const status = standing(self);
    if (status == PLAYSYNC_OK)
        say(self, !online ? "offline" : metered ? "online, metered" : "online");
    return status;
}

static playsync_status told(playsync_instance* self, char const* what)
{
    playsync_status const status = standing(self);
    if (status == PLAYSYNC_OK)
        say(self, what);
    return status;
}

static playsync_status stop_sending(playsync_instance* self)
{
    return told(self, "pause");
}

static playsync_status go_on_sending(playsync_instance* self)
{
    return told(self, "resume");
}

static playsync_status process_queue(playsync_instance* self)
{
    return told(self, "process_queue");
}

static playsync_status retry_failed(playsync_instance* self, char const* target)
{
    if (target && strcmp(target, "nobody") == 0)
        return PLAYSYNC_BAD_ARGUMENT;
    return told(self, "retry_failed");
}

static playsync_status sync_now(playsync_instance* self, playsync_item const* item)
{
    return told(self, item ? "sync_now of an item" : "sync_now");
}

static playsync_status flush(playsync_instance* self, uint32_t timeout_ms)
{
    (void)timeout_ms;
    return told(self, "flush");
}

static playsync_status reload_config(playsync_instance* self)
{
    return told(self, "reload_config");
}

static playsync_status entry_url(playsync_instance* self, char* buffer, uint32_t* length)
{
    (void)self;
    (void)buffer;
    (void)length;
    return PLAYSYNC_UNSUPPORTED;
}

static playsync_status totals(playsync_instance* self, playsync_totals* out)
{
    playsync_totals known = {0};
    if (!self || !out || out->size < sizeof out->size)
        return PLAYSYNC_BAD_ARGUMENT;
    known.size = out->size < sizeof known ? out->size : (uint32_t)sizeof known;
    known.synced = self->events;
    known.refused = self->refused;
    memcpy(out, &known, known.size);
    return PLAYSYNC_OK;
}

static playsync_plugin_admin const admin = {sizeof admin, 0, entry_url, totals};

static void const* get_extension(playsync_instance* self, char const* id)
{
    (void)self;
    return id && strcmp(id, PLAYSYNC_EXT_ADMIN) == 0 ? &admin : NULL;
}

static playsync_plugin const table = {
    .size = sizeof table,
    .abi_version = (uint32_t)PLAYSYNC_ECHO_MAJOR << 16 | PLAYSYNC_ECHO_MINOR,
    .name = "echo",
    .version = "1",
    .create = create,
    .destroy = destroy,
    .activate = activate,
    .deactivate = deactivate,
    .on_event = on_event,
    .on_network = on_network,
    .pause = stop_sending,
    .resume = go_on_sending,
    .process_queue = process_queue,
    .retry_failed = retry_failed,
    .sync_now = sync_now,
#ifndef PLAYSYNC_ECHO_INCOMPLETE
    .flush = flush,
#endif
    .reload_config = reload_config,
    .get_extension = get_extension,
};

playsync_plugin const* playsync_plugin_entry(uint32_t host_abi)
{
#ifdef PLAYSYNC_ECHO_INCOMPLETE
    (void)flush;
#endif
    return PLAYSYNC_ABI_MAJOR_OF(host_abi) == PLAYSYNC_ECHO_MAJOR ? &table : NULL;
}
