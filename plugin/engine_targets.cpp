// SPDX-License-Identifier: MIT
// The engine's targets: a worker for each file, started, left alone, replaced and retired.
#include <algorithm>

#include "plugin/config_table.hpp"
#include "plugin/engine.hpp"
#include "storage/sometimes.hpp"

namespace playsync {
namespace {

/// What the file says may be the same while the secret it points to is another.
bool names_secret_file(TargetFile const& file)
{
    return file.text.find("\"file:") != std::string::npos;
}

} // namespace

std::vector<std::string> Engine::configure(ConfigRead const& read)
{
    std::vector<std::string> errors;
    configured_ = read;
    waits_for_store_ = false;
    config_ = read.config;
    log_.set_level(config_.log_level);
    reconcile(read.targets, errors);
    intake_.configure(config_.thresholds, config_.progress_interval_ms, addressees());
    for (auto const& worker : workers_)
        worker->ring();
    return errors;
}

/// Starts what is new, ends what is gone, restarts what changed, and leaves the rest alone: also
/// a target whose new settings have a mistake.
void Engine::reconcile(std::vector<TargetFile> const& files, std::vector<std::string>& errors)
{
    std::erase_if(retiring_, [](auto const& worker) { return worker->ended(); });
    for (auto& worker : workers_)
        if (std::ranges::find(files, worker->name(), &TargetFile::name) == files.end()) {
            auto const name = worker->name();
            retire(worker);
            audiences_.target_removed(name);
        }
    std::erase(workers_, nullptr);
    for (auto const& file : files)
        start_worker(file, errors);
    std::ranges::sort(workers_, {}, [](auto const& worker) { return worker->name(); });
}

std::unique_ptr<Target> Engine::try_target(ConfigTable& table, TargetFile const& file)
{
    return make_target_(table, context_for(file));
}

TargetContext Engine::context_for(TargetFile const& file)
{
    return {io_, data_dir_, file.name, clock_, accounts_, &page_port_};
}

void Engine::retire(std::unique_ptr<Worker>& worker)
{
    worker->retire();
    retiring_.push_back(std::move(worker));
}

/// One that follows another needs nothing of the store. Null when it is needed and does not answer;
/// once it does, all is tried again.
std::unique_ptr<Worker> Engine::make_worker(TargetFile const& file, std::unique_ptr<Target> target,
                                            Worker const* before)
{
    auto const make = [&](TargetNo number) {
        auto worker = std::make_unique<Worker>(
            WorkerContext{queue_, clock_, committer_, tasks_, config_, audiences_,
                          [this](std::string_view line) { log_.info_of_item(line); }},
            file, number, std::move(target));
        worker->set_offline(!online_);
        return worker;
    };
    std::unique_ptr<Worker> worker;
    if (before) {
        worker = make(before->number());
        worker->succeed(*before);
        sometimes("engine.target_replaced");
        return worker;
    }
    auto const make_new = [&] {
        worker = make(queue_.target(file.name));
        worker->set_paused(paused_by_);
        worker->recall();
        return true;
    };
    if (committer_.attempt(make_new, false))
        return worker;
    sometimes("engine.waits_for_store");
    waits_for_store_ = true;
    return nullptr;
}

void Engine::start_worker(TargetFile const& file, std::vector<std::string>& errors)
{
    auto const before =
        std::ranges::find(workers_, file.name, [](auto const& worker) { return worker->name(); });
    bool const known = before != workers_.end();
    if (known && (*before)->file() == file && !names_secret_file(file))
        return;
    ConfigTable table{file.text, file.path};
    auto target = make_target_(table, context_for(file));
    for (auto const& error : table.errors())
        log_.error(error);
    errors.insert(errors.end(), table.errors().begin(), table.errors().end());
    if (!target) {
        if (known)
            log_.error("target " + file.name + " goes on as it was");
        return;
    }
    auto started = make_worker(file, std::move(target), known ? before->get() : nullptr);
    if (!started) {
        errors.push_back(file.path.string() + ": the store cannot be read now");
        return;
    }
    if (known) {
        retire(*before);
        workers_.erase(before);
    }
    workers_.push_back(std::move(started));
    auto& worker = *workers_.back();
    try {
        tasks_.keep(clock_, [this, &worker] { return work(worker); });
    } catch (...) { // one that never runs never ends, and a stop would wait for it
        workers_.pop_back();
        throw;
    }
    log_.info("target " + file.name + ": " + worker.traits().service + " " +
              worker.traits().address);
}

std::vector<Addressee> Engine::addressees() const
{
    std::vector<Addressee> all;
    for (auto const& worker : workers_) {
        auto const& traits = worker->traits();
        all.push_back({worker->number(), traits.keeps, traits.users, traits.kinds,
                       traits.takes_back, traits.distinct_seconds, traits.at_rest});
    }
    return all;
}

} // namespace playsync
