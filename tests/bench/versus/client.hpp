// SPDX-License-Identifier: MIT
// One connection on which requests follow each other, each waiting for its answer.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <string>

namespace playsync::bench {

class Client {
public:
    explicit Client(unsigned port) : socket_(io_)
    {
        socket_.connect(
            {boost::asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port)});
        socket_.set_option(boost::asio::ip::tcp::no_delay{true});
    }

    void post(std::string body)
    {
        namespace http = boost::beast::http;
        http::request<http::string_body> request{http::verb::post, "/hook", 11, std::move(body)};
        request.set(http::field::host, "127.0.0.1");
        request.set(http::field::content_type, "application/json");
        request.prepare_payload();
        http::write(socket_, request);
        http::response<http::string_body> response;
        http::read(socket_, buffer_, response);
    }

private:
    boost::asio::io_context io_{1};
    boost::asio::ip::tcp::socket socket_;
    boost::beast::flat_buffer buffer_;
};

} // namespace playsync::bench
