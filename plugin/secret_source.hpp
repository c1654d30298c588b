// SPDX-License-Identifier: MIT
// Where a secret of the configuration is: in it, in a file, or in the environment.
#pragma once

#include <filesystem>
#include <string>

#include "storage/secret.hpp"

namespace playsync {

/// `value` is the secret, "env:NAME", or "file:PATH" from `folder` on. `wrong` says what is wrong,
/// after the key's name.
Secret resolve_secret(std::string const& value, std::filesystem::path const& folder,
                      std::string& wrong);

} // namespace playsync
