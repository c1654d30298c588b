/* SPDX-License-Identifier: MIT
 * A host in C: the life of a plugin from its entry to the unload, with the calls in wrong order
 * that a plugin must bear. Its argument is the plugin's path. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "playsync/ext/admin.h"
#include "playsync/plugin.h"

static int failures = 0;

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);              \
            ++failures;                                                                            \
        }                                                                                          \
    } while (0)

static char base[] = "/tmp/playsync-abi-XXXXXX";
static char data_dir[sizeof base + 8];
static char config_dir[sizeof base + 8];

static void log_line(void* host_data, playsync_log_level level, char const* message)
{
    ++*(int*)host_data;
    fprintf(stderr, "%u %s\n", (unsigned)level, message);
}

static playsync_host host_of(int* lines)
{
    playsync_host host = {0};
    host.size = sizeof host;
    host.abi_version = PLAYSYNC_ABI_VERSION;
    host.host_data = lines;
    host.name = "abi-test";
    host.version = "1";
    host.data_dir = data_dir;
    host.config_dir = config_dir;
    host.log = log_line;
    return host;
}

static void make_dirs(void)
{
    char path[sizeof config_dir + 16];
    FILE* file;
    CHECK(mkdtemp(base) != NULL);
    snprintf(data_dir, sizeof data_dir, "%s/data", base);
    snprintf(config_dir, sizeof config_dir, "%s/config", base);
    /* No page: its port may be somebody else's. */
    snprintf(path, sizeof path, "mkdir %s", config_dir);
    CHECK(system(path) == 0);
    snprintf(path, sizeof path, "%s/playsync.toml", config_dir);
    file = fopen(path, "w");
    CHECK(file != NULL);
    if (file) {
        fputs("[admin]\nenabled = false\n", file);
        fclose(file);
    }
}

static void entry(playsync_entry_function get)
{
    playsync_plugin const* table = get(PLAYSYNC_ABI_VERSION);
    CHECK(table && table == get(PLAYSYNC_ABI_VERSION));
    CHECK(get((PLAYSYNC_ABI_MAJOR << 16) | 0xffff) == table); /* a newer minor */
    CHECK(get((PLAYSYNC_ABI_MAJOR + 1) << 16) == NULL);
    CHECK(get(0) == NULL);
    CHECK(table->size >= sizeof *table);
    CHECK(PLAYSYNC_ABI_MAJOR_OF(table->abi_version) == PLAYSYNC_ABI_MAJOR);
    CHECK(table->name && *table->name && table->version && *table->version);
}

static void refused_hosts(playsync_plugin const* plugin)
{
    int lines = 0;
    playsync_instance* instance = (playsync_instance*)&lines;
    playsync_host host = host_of(&lines);
    CHECK(plugin->create(&host, NULL) == PLAYSYNC_BAD_ARGUMENT);
    CHECK(plugin->create(NULL, &instance) == PLAYSYNC_BAD_ARGUMENT && !instance);
    host.data_dir = NULL;
    CHECK(plugin->create(&host, &instance) == PLAYSYNC_BAD_ARGUMENT && !instance);
    host = host_of(&lines);
    host.abi_version = (PLAYSYNC_ABI_MAJOR + 1) << 16;
    CHECK(plugin->create(&host, &instance) == PLAYSYNC_WRONG_ABI && !instance);
    plugin->destroy(NULL);
}

static void without_instance(playsync_plugin const* plugin)
{
    playsync_event event = {0};
    event.size = sizeof event;
    CHECK(plugin->activate(NULL) == PLAYSYNC_BAD_ARGUMENT);
    CHECK(plugin->deactivate(NULL, 0) == PLAYSYNC_BAD_ARGUMENT);
    CHECK(plugin->on_event(NULL, &event) == PLAYSYNC_BAD_ARGUMENT);
    CHECK(plugin->on_network(NULL, 1, 0) == PLAYSYNC_BAD_ARGUMENT);
    CHECK(plugin->flush(NULL, 0) == PLAYSYNC_BAD_ARGUMENT);
}

static playsync_status tell(playsync_plugin const* plugin, playsync_instance* instance)
{
    playsync_id const ids[] = {{"imdb", "tt0113277"}};
    playsync_item item = {0};
    playsync_event event = {0};
    item.size = sizeof item;
    item.kind = PLAYSYNC_ITEM_MOVIE;
    item.title = "Heat";
    item.ids = ids;
    item.id_count = 1;
    item.season = item.episode = -1;
    event.size = sizeof event;
    event.kind = PLAYSYNC_EVENT_WATCHED;
    event.position_ms = -1;
    event.user = "alice";
    event.item = &item;
    return plugin->on_event(instance, &event);
}

static void inactive(playsync_plugin const* plugin, playsync_instance* instance)
{
    CHECK(tell(plugin, instance) == PLAYSYNC_INACTIVE);
    CHECK(plugin->on_network(instance, 1, 0) == PLAYSYNC_INACTIVE);
    CHECK(plugin->pause(instance) == PLAYSYNC_INACTIVE);
    CHECK(plugin->resume(instance) == PLAYSYNC_INACTIVE);
    CHECK(plugin->process_queue(instance) == PLAYSYNC_INACTIVE);
    CHECK(plugin->retry_failed(instance, NULL) == PLAYSYNC_INACTIVE);
    CHECK(plugin->sync_now(instance, NULL) == PLAYSYNC_INACTIVE);
    CHECK(plugin->flush(instance, 0) == PLAYSYNC_INACTIVE);
    CHECK(plugin->reload_config(instance) == PLAYSYNC_INACTIVE);
    CHECK(plugin->deactivate(instance, 100) == PLAYSYNC_OK);
}

static void active(playsync_plugin const* plugin, playsync_instance* instance)
{
    playsync_plugin_admin const* admin = plugin->get_extension(instance, PLAYSYNC_EXT_ADMIN);
    playsync_totals totals = {0};
    char url[8];
    uint32_t length = sizeof url;
    CHECK(tell(plugin, instance) == PLAYSYNC_OK);
    CHECK(plugin->on_event(instance, NULL) == PLAYSYNC_BAD_ARGUMENT);
    CHECK(plugin->on_network(instance, 1, 1) == PLAYSYNC_OK);
    CHECK(plugin->pause(instance) == PLAYSYNC_OK);
    CHECK(plugin->resume(instance) == PLAYSYNC_OK);
    CHECK(plugin->process_queue(instance) == PLAYSYNC_OK);
    CHECK(plugin->retry_failed(instance, NULL) == PLAYSYNC_OK);
    CHECK(plugin->retry_failed(instance, "") == PLAYSYNC_OK);
    CHECK(plugin->sync_now(instance, NULL) == PLAYSYNC_OK);
    CHECK(plugin->reload_config(instance) == PLAYSYNC_OK);
    CHECK(plugin->flush(instance, 10000) == PLAYSYNC_OK);
    CHECK(plugin->get_extension(instance, "playsync.nonsense/1") == NULL);
    CHECK(plugin->get_extension(instance, NULL) == NULL);
    CHECK(admin && admin->size >= sizeof *admin);
    if (!admin)
        return;
    totals.size = sizeof totals;
    CHECK(admin->totals(instance, &totals) == PLAYSYNC_OK && totals.size == sizeof totals);
    CHECK(admin->totals(instance, NULL) == PLAYSYNC_BAD_ARGUMENT);
    CHECK(admin->entry_url(instance, url, &length) != PLAYSYNC_OK);
}

static void whole_life(playsync_plugin const* plugin)
{
    int lines = 0;
    playsync_host host = host_of(&lines);
    playsync_instance* instance = NULL;
    CHECK(plugin->create(&host, &instance) == PLAYSYNC_OK && instance);
    inactive(plugin, instance);
    for (int round = 0; round < 2; ++round) {
        CHECK(plugin->activate(instance) == PLAYSYNC_OK);
        CHECK(plugin->activate(instance) == PLAYSYNC_OK); /* it is active already */
        active(plugin, instance);
        CHECK(plugin->deactivate(instance, 2000) == PLAYSYNC_OK);
        inactive(plugin, instance);
    }
    CHECK(plugin->activate(instance) == PLAYSYNC_OK);
    plugin->destroy(instance); /* deactivates first */
}

int main(int argc, char** argv)
{
    void* const library = argc > 1 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    playsync_entry_function get = NULL;
    char remove[sizeof base + 16];
    if (!library) {
        fprintf(stderr, "%s\n", argc > 1 ? dlerror() : "usage: abi_life_cycle PLUGIN");
        return 2;
    }
    /* The way of dlsym(3): ISO C turns no object pointer into a function's. */
    *(void**)&get = dlsym(library, PLAYSYNC_ENTRY_SYMBOL);
    CHECK(get != NULL);
    if (!get)
        return 1;
    make_dirs();
    entry(get);
    refused_hosts(get(PLAYSYNC_ABI_VERSION));
    without_instance(get(PLAYSYNC_ABI_VERSION));
    whole_life(get(PLAYSYNC_ABI_VERSION));
    whole_life(get(PLAYSYNC_ABI_VERSION));
    CHECK(dlclose(library) == 0);
    snprintf(remove, sizeof remove, "rm -r %s/*", base);
    CHECK(access(data_dir, F_OK) != 0 || system(remove) == 0);
    rmdir(base);
    printf("%d failures\n", failures);
    return failures ? 1 : 0;
}
