// SPDX-License-Identifier: MIT
// The exported symbol and the table behind it: recover the object, call, turn what is thrown into
// a status. No logic.
#include "playsync/plugin.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <memory>
#include <new>
#include <shared_mutex>
#include <stdexcept>

#include "playsync/ext/admin.h"
#include "plugin/app.hpp"
#include "plugin/log.hpp"

using namespace playsync;

struct playsync_instance {
    explicit playsync_instance(playsync_host const& given) : host(given), log(host) {}

    playsync_host host;
    Log log;
    // Calls of any thread hold it shared, activate and deactivate alone.
    std::shared_mutex mutex;
    std::unique_ptr<App> app;
    std::atomic<CutTexts> said_cut{0};

    /// Once for each kind of text.
    void say_cut(CutTexts cut)
    {
        auto const fresh = cut & ~said_cut.fetch_or(cut);
        if (fresh != 0)
            log.warning("the host tells more than is kept, and it is cut: " + names_of(fresh) +
                        " (a text has at most 4,096 bytes, an item 32 ids; said once)");
    }
};

namespace {

/// Runs `body`; whatever it throws stops here and becomes a status.
template <class Body>
playsync_status guarded(Log* log, Body&& body) noexcept
{
    auto const report = [log](char const* what) {
        if (log)
            log->error(what);
    };
    try {
        return body();
    } catch (DirectoryBusy const& error) {
        report(error.what());
        return PLAYSYNC_BUSY;
    } catch (std::invalid_argument const& error) {
        report(error.what());
        return PLAYSYNC_BAD_ARGUMENT;
    } catch (std::exception const& error) {
        report(error.what());
    } catch (...) {
        report("unknown exception");
    }
    return PLAYSYNC_FAILED;
}

/// Runs `body` with the active app.
template <class Body>
playsync_status with_app(playsync_instance* self, Body&& body) noexcept
{
    if (!self)
        return PLAYSYNC_BAD_ARGUMENT;
    return guarded(&self->log, [&]() -> playsync_status {
        std::shared_lock const lock{self->mutex};
        return self->app ? body(*self->app) : PLAYSYNC_INACTIVE;
    });
}

/// Runs `action` on the engine's thread, later.
template <class Action>
playsync_status on_engine(playsync_instance* self, Action action) noexcept
{
    return with_app(self, [&](App& app) {
        app.post(std::move(action));
        return PLAYSYNC_OK;
    });
}

playsync_status create(playsync_host const* host, playsync_instance** out) noexcept
{
    if (!out)
        return PLAYSYNC_BAD_ARGUMENT;
    *out = nullptr;
    return guarded(nullptr, [&]() -> playsync_status {
        if (!host || !PLAYSYNC_HAS(host, playsync_host, data_dir) || !host->data_dir)
            return PLAYSYNC_BAD_ARGUMENT;
        if (PLAYSYNC_ABI_MAJOR_OF(host->abi_version) != PLAYSYNC_ABI_MAJOR)
            return PLAYSYNC_WRONG_ABI;
        playsync_host known{};
        std::memcpy(&known, host, std::min<std::size_t>(host->size, sizeof known));
        *out = new playsync_instance{known};
        return PLAYSYNC_OK;
    });
}

playsync_status activate(playsync_instance* self) noexcept
{
    if (!self)
        return PLAYSYNC_BAD_ARGUMENT;
    return guarded(&self->log, [&]() -> playsync_status {
        std::unique_lock const lock{self->mutex};
        if (!self->app)
            self->app = std::make_unique<App>(self->host, self->log);
        return PLAYSYNC_OK;
    });
}

playsync_status deactivate(playsync_instance* self, std::uint32_t deadline_ms) noexcept
{
    if (!self)
        return PLAYSYNC_BAD_ARGUMENT;
    return guarded(&self->log, [&]() -> playsync_status {
        std::unique_lock const lock{self->mutex};
        if (!self->app)
            return PLAYSYNC_OK;
        self->app->stop(std::chrono::milliseconds{deadline_ms});
        self->app.reset();
        return PLAYSYNC_OK;
    });
}

void destroy(playsync_instance* self) noexcept
{
    constexpr std::uint32_t deadline_ms = 2000;
    deactivate(self, deadline_ms);
    delete self;
}

playsync_status on_event(playsync_instance* self, playsync_event const* event) noexcept
{
    return with_app(self, [&](App& app) {
        if (!is_known(event))
            return PLAYSYNC_OK;
        auto read = std::make_unique<Event>(read_event(event));
        if (read->cut != 0)
            self->say_cut(read->cut);
        return app.accept(std::move(read));
    });
}

playsync_status on_network(playsync_instance* self, std::uint32_t online,
                           std::uint32_t metered) noexcept
{
    return on_engine(self, [=](Engine& engine) { engine.set_network(online != 0, metered != 0); });
}

playsync_status pause(playsync_instance* self) noexcept
{
    return on_engine(self, [](Engine& engine) { engine.pause_by({}, "host"); });
}

playsync_status resume(playsync_instance* self) noexcept
{
    return on_engine(self, [](Engine& engine) { engine.resume_by({}, "host"); });
}

playsync_status process_queue(playsync_instance* self) noexcept
{
    return on_engine(self, [](Engine& engine) { engine.process_queue(); });
}

playsync_status retry_failed(playsync_instance* self, char const* target) noexcept
{
    return on_engine(self, [name = std::string{target ? target : ""}](Engine& engine) {
        engine.retry_failed(name);
    });
}

playsync_status sync_now(playsync_instance* self, playsync_item const* item) noexcept
{
    return with_app(self, [&](App& app) {
        auto const wanted = item ? std::optional{read_item(item)} : std::nullopt;
        app.post([wanted](Engine& engine) { engine.sync_item(wanted ? &*wanted : nullptr); });
        return PLAYSYNC_OK;
    });
}

playsync_status flush(playsync_instance* self, std::uint32_t timeout_ms) noexcept
{
    return with_app(self, [&](App& app) {
        bool const done = app.flush(std::chrono::milliseconds{timeout_ms});
        return done ? PLAYSYNC_OK : PLAYSYNC_TIMED_OUT;
    });
}

playsync_status reload_config(playsync_instance* self) noexcept
{
    return with_app(self, [](App& app) {
        app.reload_config();
        return PLAYSYNC_OK;
    });
}

playsync_status entry_url(playsync_instance* self, char* buffer, std::uint32_t* length) noexcept
{
    if (!length)
        return PLAYSYNC_BAD_ARGUMENT;
    return with_app(self, [&](App& app) {
        auto const room = buffer ? *length : 0;
        constexpr std::uint32_t longest = 128; // asked before a code is made, which is used once
        *length = longest;
        if (room < longest)
            return PLAYSYNC_TOO_SMALL;
        auto const url = app.entry_url();
        if (url.empty())
            return PLAYSYNC_UNSUPPORTED;
        *length = static_cast<std::uint32_t>(url.size() + 1);
        std::memcpy(buffer, url.c_str(), url.size() + 1);
        return PLAYSYNC_OK;
    });
}

playsync_status totals(playsync_instance* self, playsync_totals* out) noexcept
{
    if (!out || out->size < sizeof(std::uint32_t))
        return PLAYSYNC_BAD_ARGUMENT;
    return with_app(self, [&](App& app) {
        auto const known = app.totals();
        auto const size = std::min<std::uint32_t>(out->size, sizeof known);
        std::memcpy(out, &known, size);
        out->size = size;
        return PLAYSYNC_OK;
    });
}

void const* get_extension(playsync_instance*, char const* id) noexcept
{
    static constexpr playsync_plugin_admin admin{sizeof(playsync_plugin_admin), 0, entry_url,
                                                 totals};
    return id && std::string_view{id} == PLAYSYNC_EXT_ADMIN ? &admin : nullptr;
}

constexpr playsync_plugin table{sizeof(playsync_plugin),
                                PLAYSYNC_ABI_VERSION,
                                "playsync",
                                PLAYSYNC_VERSION_TEXT,
                                create,
                                destroy,
                                activate,
                                deactivate,
                                on_event,
                                on_network,
                                pause,
                                resume,
                                process_queue,
                                retry_failed,
                                sync_now,
                                flush,
                                reload_config,
                                get_extension};

} // namespace

playsync_plugin const* playsync_plugin_entry(std::uint32_t host_abi) noexcept
{
    return PLAYSYNC_ABI_MAJOR_OF(host_abi) == PLAYSYNC_ABI_MAJOR ? &table : nullptr;
}
