// SPDX-License-Identifier: MIT
// Whom we believe to be the server.
#pragma once

#include <boost/asio/ssl/context.hpp>

#include "plugin/http/client.hpp"

namespace playsync::http {

/// TLS 1.2 or newer. Throws std::runtime_error when the certificates to trust cannot be read.
net::ssl::context make_tls(ClientOptions const& options);

/// Before the handshake: whose certificate it has to be.
void expect_host(SSL* session, std::string const& host);
/// Whether `error` of a handshake is the verdict on a certificate.
bool is_verdict(boost::system::error_code const& error) noexcept;
/// After the handshake: SHA-256 of the server's certificate, 32 bytes; empty: it has none.
std::string fingerprint_of(SSL* session);

} // namespace playsync::http
