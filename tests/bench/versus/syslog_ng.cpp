// SPDX-License-Identifier: MIT
// syslog-ng as a process of its own, fed over TCP on loopback as fast as it reads.
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "tests/bench/versus/contenders.hpp"
#include "tests/bench/versus/sink.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync::bench {
namespace {

using boost::asio::ip::tcp;
using namespace std::chrono_literals;

std::string settings(unsigned source_port, std::string const& url)
{
    return R"(@version: 3.38
options { stats-freq(0); };
source s_net { network(ip("127.0.0.1") port()" +
           std::to_string(source_port) + R"() transport("tcp") flags(no-parse)
  log-iw-size(100000) log-fetch-limit(1000) max-connections(4)); };
destination d_http { http(url(")" +
           url + R"(") method("POST") workers(1) batch-lines(100) batch-timeout(50) delimiter("\n")
  body("${MESSAGE}")
  disk-buffer(reliable(yes) mem-buf-size(67108864) disk-buf-size(2147483648))); };
log { source(s_net); destination(d_http); flags(flow-control); };
)";
}

unsigned free_port()
{
    boost::asio::io_context io;
    tcp::acceptor const probe{io, {boost::asio::ip::address_v4::loopback(), 0}};
    return probe.local_endpoint().port();
}

class SyslogNg {
public:
    explicit SyslogNg(std::string const& url) : port_(free_port())
    {
        std::ofstream{dir_ / "syslog-ng.conf"} << settings(port_, url);
        pid_ = fork();
        if (pid_ != 0)
            return;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        auto const in = [&](char const* name) { return dir_ / name; };
        execlp("syslog-ng", "syslog-ng", "-F", "--no-caps", "-f", in("syslog-ng.conf").c_str(),
               "-R", in("persist").c_str(), "-p", in("pid").c_str(), "-c", in("control").c_str(),
               nullptr);
        _exit(127);
    }
    ~SyslogNg()
    {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    SyslogNg(SyslogNg const&) = delete;
    SyslogNg& operator=(SyslogNg const&) = delete;

    /// Waits until it listens.
    tcp::socket connect(boost::asio::io_context& io) const
    {
        for (int tries = 0; tries < 1000; ++tries) {
            if (waitpid(pid_, nullptr, WNOHANG) == pid_)
                throw std::runtime_error{"syslog-ng does not start; Debian's syslog-ng-core and "
                                         "syslog-ng-mod-http are needed"};
            tcp::socket socket{io};
            boost::system::error_code error;
            socket.connect({boost::asio::ip::address_v4::loopback(), std::uint16_t(port_)}, error);
            if (!error)
                return socket;
            std::this_thread::sleep_for(10ms);
        }
        throw std::runtime_error{"syslog-ng does not listen"};
    }

private:
    test::TempDir dir_;
    unsigned port_;
    pid_t pid_ = 0;
};

} // namespace

double run_syslog_ng(std::uint64_t events)
{
    Sink const sink;
    SyslogNg const shipper{sink.url()};
    boost::asio::io_context io{1};
    auto socket = shipper.connect(io);
    auto const start = std::chrono::steady_clock::now();
    for (std::uint64_t n = 0; n < events;) {
        std::string lines;
        for (int i = 0; i < 100 && n < events; ++i, ++n)
            lines.append(event_text(n)).push_back('\n');
        boost::asio::write(socket, boost::asio::buffer(lines));
    }
    sink.wait_for(events);
    std::chrono::duration<double> const passed = std::chrono::steady_clock::now() - start;
    return static_cast<double>(events) / passed.count();
}

} // namespace playsync::bench
