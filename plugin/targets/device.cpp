// SPDX-License-Identifier: MIT
#include "plugin/targets/device.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>

#include "storage/data_dir.hpp"

namespace playsync {
namespace {

constexpr std::size_t id_digits = 32;

std::string hex(std::span<unsigned char const> bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (auto const byte : bytes)
        out.append({digits[byte >> 4], digits[byte & 15]});
    return out;
}

std::string installation(std::filesystem::path const& data_dir)
{
    auto const file = data_dir / "installation";
    auto id = read_file(file).value_or("");
    id.erase(std::min(id.find_first_of(" \n"), id.size()));
    if (id.size() == id_digits)
        return id;
    std::array<unsigned char, id_digits / 2> bytes;
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error{"there is no randomness"};
    id = hex(bytes);
    write_private_file(file, id + "\n");
    return id;
}

} // namespace

std::string device_id(std::filesystem::path const& data_dir, std::string_view scope)
{
    auto const text = installation(data_dir) + " " + std::string{scope};
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error{"SHA-256 does not work"};
    return hex({digest.data(), id_digits / 2});
}

} // namespace playsync
