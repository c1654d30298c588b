// SPDX-License-Identifier: MIT
// A store's file with any bytes in it: what the scan calls sound can be opened and read.
#include <unistd.h>

#include <fstream>

#include "storage/lmdb_queue.hpp"
#include "storage/store_check.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/temp_dir.hpp"

using namespace playsync;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    static test::TempDir const dir;
    std::filesystem::path const file = dir / "data.mdb";
    {
        std::ofstream out{file, std::ios::binary | std::ios::trunc};
        out.write(reinterpret_cast<char const*>(data), static_cast<std::streamsize>(size));
    }
    visit_intact_entries(file, [](auto, auto, auto) {});
    if (size == 0 || find_damage(file, true))
        return 0;
    try {
        StoreOptions options;
        options.first_size = 1 << 20;
        LmdbQueue queue{dir.path(), options};
        static_cast<void>(queue.due(1, 1'785'000'000'000, 100));
        static_cast<void>(queue.list({}));
    } catch (std::exception const&) {
        return 0; // another schema, or a truth of LMDB's own
    }
    return 0;
}
