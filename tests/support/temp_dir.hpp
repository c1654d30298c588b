// SPDX-License-Identifier: MIT
// A directory of a test's own, gone with the test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace playsync::test {

class TempDir {
public:
    TempDir()
    {
        auto name = (std::filesystem::temp_directory_path() / "playsync-test-XXXXXX").string();
        if (!mkdtemp(name.data()))
            throw std::runtime_error{"no temporary directory"};
        path_ = name;
    }
    ~TempDir()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempDir(TempDir const&) = delete;
    TempDir& operator=(TempDir const&) = delete;

    std::filesystem::path const& path() const noexcept { return path_; }
    std::filesystem::path operator/(std::string const& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

} // namespace playsync::test
