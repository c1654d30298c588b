// SPDX-License-Identifier: MIT
// playsync-receiver: see README.md.
#include <CLI/CLI.hpp>

#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/receiver/server.hpp"

namespace {

using namespace playsync::receiver;
namespace fs = std::filesystem;

constexpr std::chrono::milliseconds grace{2000};

struct Options {
    ServerOptions server;
    std::vector<std::string> tls;
    std::string secret;
    fs::path store;
    fs::path port_file;
    bool ids_only = false;
    bool trusting = false;
};

void add_options(CLI::App& app, Options& options)
{
    app.add_option("--port", options.server.port, "Port on 127.0.0.1; 0: any")
        ->capture_default_str();
    app.add_option("--tls", options.tls, "Certificate and key, PEM files")
        ->expected(2)
        ->check(CLI::ExistingFile);
    app.add_option("--secret", options.secret, "whsec_… that signs batches; else any is taken");
    app.add_option("--store", options.store, "File that keeps what was taken, as JSON Lines");
    app.add_option("--port-file", options.port_file, "File the port is written to");
    app.add_flag("--ids-only", options.ids_only, "Forget the changes, keep their ids");
    app.add_flag("--trust", options.trusting, "Do not check that a body is JSON throughout");
}

/// By rename: who sees the file sees the whole number.
void tell_port(std::uint16_t port, fs::path const& file)
{
    std::printf("listening on %u\n", unsigned{port});
    std::fflush(stdout);
    if (file.empty())
        return;
    auto const unfinished = fs::path{file} += ".new";
    if (!(std::ofstream{unfinished} << port << '\n').flush())
        throw std::runtime_error{unfinished.string() + " cannot be written"};
    fs::rename(unfinished, file);
}

} // namespace

int main(int argc, char** argv)
try {
    CLI::App app{"The other end of the webhook target, for tests and the demo."};
    Options options;
    add_options(app, options);
    CLI11_PARSE(app, argc, argv);
    if (!options.tls.empty()) {
        options.server.certificate = options.tls[0];
        options.server.key = options.tls[1];
    }
    Store store{options.store, options.ids_only ? Keep::ids : Keep::changes};
    Reception reception{store, options.secret, options.trusting};
    std::signal(SIGPIPE, SIG_IGN);
    boost::asio::io_context io{1};
    Server server{io, reception, options.server};
    boost::asio::signal_set signals{io, SIGTERM, SIGINT};
    signals.async_wait([&server](auto error, int) {
        if (!error)
            server.stop(grace);
    });
    tell_port(server.port(), options.port_file);
    io.run();
    return 0;
} catch (std::exception const& error) {
    std::fprintf(stderr, "playsync-receiver: %s\n", error.what());
    return 1;
}
