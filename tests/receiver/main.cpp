// SPDX-License-Identifier: MIT
// playsync-receiver: see README.md.
#include <CLI/CLI.hpp>

#include <boost/asio/signal_set.hpp>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>

#include "tests/receiver/server.hpp"

int main(int argc, char** argv)
try {
    CLI::App app{"The other end of the webhook target, for tests and the demo."};
    playsync::receiver::ServerOptions options;
    std::vector<std::string> tls;
    std::filesystem::path port_file;
    app.add_option("--port", options.port, "Port on 127.0.0.1; 0: any")->capture_default_str();
    app.add_option("--tls", tls, "Certificate and key, PEM files")->expected(2);
    app.add_option("--secret", options.secret, "whsec_… that signs batches");
    app.add_option("--store", options.store, "File that keeps what was taken, as JSON Lines");
    app.add_option("--port-file", port_file, "File the port is written to");
    CLI11_PARSE(app, argc, argv);
    if (!tls.empty()) {
        options.certificate = tls[0];
        options.key = tls[1];
    }
    boost::asio::io_context io{1};
    playsync::receiver::Server const server{io, options};
    boost::asio::signal_set signals{io, SIGTERM, SIGINT};
    signals.async_wait([&io](auto, int) { io.stop(); });
    std::printf("listening on %u\n", unsigned{server.port()});
    std::fflush(stdout);
    if (!port_file.empty()) {
        auto const temporary = port_file.string() + ".new";
        std::ofstream{temporary} << server.port() << '\n';
        std::filesystem::rename(temporary, port_file);
    }
    io.run();
    return 0;
} catch (std::exception const& error) {
    std::fprintf(stderr, "playsync-receiver: %s\n", error.what());
    return 1;
}
