// SPDX-License-Identifier: MIT
#include "plugin/secret_source.hpp"

#include <cstdlib>

#include "storage/data_dir.hpp"

namespace playsync {
namespace {

constexpr std::string_view variable = "env:", file = "file:";

Secret read_secret(std::filesystem::path const& path, std::string& wrong)
{
    auto content = read_file(path);
    if (!content) {
        wrong = "names the file " + path.string() + ", which cannot be read";
        return {};
    }
    while (!content->empty() && (content->back() == '\n' || content->back() == '\r'))
        content->pop_back();
    return Secret{*std::move(content)};
}

} // namespace

Secret resolve_secret(std::string const& value, std::filesystem::path const& folder,
                      std::string& wrong)
{
    if (value.starts_with(file))
        return read_secret(folder / value.substr(file.size()), wrong);
    if (!value.starts_with(variable))
        return Secret{value};
    auto const name = value.substr(variable.size());
    auto const* found = std::getenv(name.c_str());
    if (!found)
        wrong = "names the environment variable " + name + ", which is not set";
    return Secret{found ? found : ""};
}

} // namespace playsync
