// SPDX-License-Identifier: MIT
// Runs a fuzz target over its corpus, for builds without a fuzzer.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

int main(int count, char** folders)
{
    int files = 0;
    for (int n = 1; n < count; ++n)
        for (auto const& entry : std::filesystem::directory_iterator{folders[n]}) {
            std::ifstream in{entry.path(), std::ios::binary};
            std::string const bytes{std::istreambuf_iterator<char>{in}, {}};
            LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(bytes.data()),
                                   bytes.size());
            ++files;
        }
    std::printf("%d inputs\n", files);
    return files > 0 ? 0 : 1;
}
