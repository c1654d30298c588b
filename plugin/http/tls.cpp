// SPDX-License-Identifier: MIT
#include "plugin/http/tls.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <openssl/ssl.h>

#include <stdexcept>

namespace playsync::http {

namespace ssl = net::ssl;
using boost::system::error_code;

ssl::context make_tls(ClientOptions const& options)
{
    ssl::context tls{ssl::context::tls_client};
    SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
    tls.set_verify_mode(options.fingerprint.empty() ? ssl::verify_peer : ssl::verify_none);
    error_code error;
    if (options.ca_file.empty())
        tls.set_default_verify_paths(error);
    else
        tls.load_verify_file(options.ca_file, error);
    if (error)
        throw std::runtime_error{
            (options.ca_file.empty() ? "the system's certificates" : options.ca_file) +
            " cannot be used: " + error.message()};
    return tls;
}

/// Only the names that a certificate is for count (RFC 9525 section 6): not its subject's, and no
/// wildcard that is a part of a name.
void expect_host(SSL* session, std::string const& host)
{
    error_code no_literal;
    net::ip::make_address(host, no_literal);
    auto* const rules = SSL_get0_param(session);
    if (!no_literal) {
        X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str());
        return;
    }
    SSL_set_tlsext_host_name(session, host.c_str());
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
                                               X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size());
}

bool is_verdict(error_code const& error) noexcept
{
    return error.category() == net::error::get_ssl_category() &&
           ERR_GET_REASON(static_cast<unsigned long>(error.value())) ==
               SSL_R_CERTIFICATE_VERIFY_FAILED;
}

std::string fingerprint_of(SSL* session)
{
    std::unique_ptr<X509, decltype(&X509_free)> const certificate{
        SSL_get1_peer_certificate(session), X509_free};
    std::string digest(32, '\0');
    unsigned size = 0;
    if (!certificate || X509_digest(certificate.get(), EVP_sha256(),
                                    reinterpret_cast<unsigned char*>(digest.data()), &size) != 1)
        return {};
    return digest;
}

} // namespace playsync::http
