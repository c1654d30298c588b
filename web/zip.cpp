// SPDX-License-Identifier: MIT
#include "web/zip.hpp"

#include <boost/crc.hpp>
#include <boost/endian/arithmetic.hpp>

#include <algorithm>
#include <chrono>

namespace playsync::web {
namespace {

using boost::endian::little_uint16_t;
using boost::endian::little_uint32_t;

constexpr std::uint16_t version = 20; // 2.0: folders in names
constexpr std::uint16_t names_are_utf8 = 1 << 11;
constexpr std::uint32_t readable = 0100644u << 16;  // of Unix, "external file attributes"
constexpr std::uint16_t made_by = 3 << 8 | version; // on Unix

/// What is said of a file both before it and in the directory at the end.
struct Facts {
    little_uint16_t needed{version}, flags{names_are_utf8}, method{0}, time{0}, date{0};
    little_uint32_t crc{0}, packed{0}, size{0};
    little_uint16_t name_size{0}, extra_size{0};
};
struct LocalHeader {
    little_uint32_t signature{0x04034b50};
    Facts facts;
};
struct DirectoryEntry {
    little_uint32_t signature{0x02014b50};
    little_uint16_t made{made_by};
    Facts facts;
    little_uint16_t comment_size{0}, disk{0}, internal{0};
    little_uint32_t external{readable}, offset{0};
};
struct End {
    little_uint32_t signature{0x06054b50};
    little_uint16_t disk{0}, first_disk{0}, entries_here{0}, entries{0};
    little_uint32_t size{0}, offset{0};
    little_uint16_t comment_size{0};
};
static_assert(sizeof(LocalHeader) == 30 && sizeof(DirectoryEntry) == 46 && sizeof(End) == 22);

template <class Record>
void append(std::string& out, Record const& record)
{
    out.append(reinterpret_cast<char const*>(&record), sizeof record);
}

/// MS-DOS's: steps of two seconds, from 1980 to 2107.
void set_time(Facts& facts, UnixMs at)
{
    using namespace std::chrono;
    sys_time<milliseconds> const time{milliseconds{at}};
    auto const day = floor<days>(time);
    year_month_day const date{day};
    hh_mm_ss const clock{floor<seconds>(time - day)};
    auto const year = std::clamp(int{date.year()}, 1980, 2107) - 1980;
    facts.date =
        static_cast<std::uint16_t>(year << 9 | static_cast<int>(unsigned{date.month()}) << 5 |
                                   static_cast<int>(unsigned{date.day()}));
    facts.time = static_cast<std::uint16_t>(
        clock.hours().count() << 11 | clock.minutes().count() << 5 | clock.seconds().count() / 2);
}

Facts facts_of(ZipFile const& file, UnixMs at)
{
    boost::crc_32_type crc;
    crc.process_bytes(file.content.data(), file.content.size());
    Facts facts;
    set_time(facts, at);
    facts.crc = crc.checksum();
    facts.packed = facts.size = static_cast<std::uint32_t>(file.content.size());
    facts.name_size = static_cast<std::uint16_t>(file.name.size());
    return facts;
}

} // namespace

std::string zip_of(std::span<ZipFile const> files, UnixMs at)
{
    std::string out, directory;
    for (auto const& file : files) {
        auto const facts = facts_of(file, at);
        DirectoryEntry entry;
        entry.facts = facts;
        entry.offset = static_cast<std::uint32_t>(out.size());
        append(directory, entry);
        directory += file.name;
        LocalHeader header;
        header.facts = facts;
        append(out, header);
        out += file.name;
        out += file.content;
    }
    End end;
    end.entries_here = end.entries = static_cast<std::uint16_t>(files.size());
    end.size = static_cast<std::uint32_t>(directory.size());
    end.offset = static_cast<std::uint32_t>(out.size());
    out += directory;
    append(out, end);
    return out;
}

} // namespace playsync::web
