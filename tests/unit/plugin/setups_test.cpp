// SPDX-License-Identifier: MIT
// Targets' files as the page writes them: judged as at a start, whole on disk, no secret shown.
#include "plugin/setups.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include <fstream>
#include <iterator>

#include <sys/stat.h>

#include "plugin/setting_text.hpp"
#include "plugin/targets/account.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync {
namespace {

namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

constexpr char const* key = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

TEST(SettingTextTest, isReadBackAsItWas)
{
    ConfigValues const values{{"type", "webhook"},
                              {"text", "a \"b\" \\ \n\t\x7f \xc3\xa9 \xe2\x80\xae"},
                              {"odd key", std::int64_t{-5}},
                              {"real", 5.0},
                              {"small", 1e-9},
                              {"large", 1e300},
                              {"flag", false},
                              {"list", Texts{"x", "", "y,\"z\""}},
                              {"none", Texts{}}};
    auto const text = setting_text(values);
    EXPECT_NE(text.find("\n\ntype = \"webhook\"\n"), std::string::npos) << text;
    ConfigTable const table{text, "x.toml"};
    EXPECT_EQ(table.errors(), Texts{}) << text;
    EXPECT_EQ(table.values(), values);
}

class SetupsTest : public testing::Test {
protected:
    void write(std::string const& name, std::string const& text)
    {
        fs::create_directories(folder_);
        std::ofstream{folder_ / (name + ".toml")} << text;
    }
    std::string read(std::string const& name) const
    {
        std::ifstream in{folder_ / (name + ".toml")};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    static web::Given hook(std::string url = "http://home.example/hook")
    {
        return {{"type", "webhook"}, {"url", std::move(url)}, {"users", Texts{"alice"}}};
    }
    static std::string in_words(std::vector<web::SettingFault> const& faults)
    {
        std::string out;
        for (auto const& each : faults)
            out += each.key + ' ' + std::string{each.code} + '\n';
        return out;
    }

    test::TempDir dir_;
    fs::path const folder_ = dir_ / "config/targets.d";
    net::io_context io_;
    test::FakeClock clock_{io_};
    Accounts accounts_{dir_.path(), clock_};
    int changed_ = 0;
    ConfigRead read_;
    Texts removed_;
    Setups setups_{dir_ / "config",
                   {[this](ConfigTable& table, TargetFile const& file) {
                        TargetContext const context{io_, dir_.path(), file.name, clock_, accounts_};
                        return make_target(table, context);
                    },
                    [this] { ++changed_; }, [this]() -> ConfigRead const& { return read_; },
                    [this](std::string_view name) { removed_.emplace_back(name); }}};
};

TEST_F(SetupsTest, writesWhatAStartReads)
{
    auto given = hook();
    given["secret"] = key;
    given["batch"] = std::int64_t{7};
    given["ca_file"] = std::nullopt;
    EXPECT_EQ(in_words(setups_.store("home", given)), "");
    EXPECT_EQ(changed_, 1);
    auto const read_again = read_config(dir_ / "config");
    EXPECT_EQ(read_again.errors, Texts{});
    ASSERT_EQ(read_again.targets.size(), 1u);
    EXPECT_EQ(read_again.targets[0].name, "home");
    struct stat info {};
    stat((folder_ / "home.toml").c_str(), &info);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    auto const setup = setups_.find("home");
    ASSERT_TRUE(setup);
    web::Settings const expected{{"type", "webhook"},
                                 {"url", "http://home.example/hook"},
                                 {"users", Texts{"alice"}},
                                 {"batch", std::int64_t{7}}};
    EXPECT_EQ(setup->settings, expected);
    EXPECT_EQ(setup->secrets.at("secret"), true);
    EXPECT_FALSE(setup->by_hand);
    EXPECT_EQ(setup->errors, Texts{});
    EXPECT_NE(read("home").find(key), std::string::npos);
}

TEST_F(SetupsTest, withAFaultNothingIsWritten)
{
    auto given = hook("gopher://home");
    given["users"] = std::nullopt;
    given["batch"] = std::int64_t{0};
    given["colour"] = "red";
    EXPECT_EQ(in_words(setups_.store("home", given)),
              "users missing\nbatch invalid\nurl invalid\ncolour unknown\n");
    given["type"] = "pigeon";
    EXPECT_EQ(in_words(setups_.store("home", given)), "type invalid\n");
    EXPECT_EQ(in_words(setups_.store("home", {})), "type missing\n");
    EXPECT_FALSE(fs::exists(folder_ / "home.toml"));
    EXPECT_EQ(changed_, 0);
}

TEST_F(SetupsTest, aSecretStaysUnlessItIsGivenOrTakenAway)
{
    write("home", std::string{"# mine\ntype = \"webhook\"\nurl = \"http://home.example/hook\"\n"} +
                      "users = [\"alice\"]\nsecret = \"" + key + "\"\n");
    EXPECT_TRUE(setups_.find("home")->by_hand);
    EXPECT_EQ(in_words(setups_.store("home", hook("http://home.example/other"))), "");
    EXPECT_TRUE(setups_.find("home")->secrets.at("secret"));
    auto given = hook();
    given["secret"] = std::nullopt;
    EXPECT_EQ(in_words(setups_.store("home", given)), "");
    EXPECT_FALSE(setups_.find("home")->secrets.at("secret"));
    EXPECT_EQ(read("home").find(key), std::string::npos);
}

TEST_F(SetupsTest, aSecretGoesToNoOtherServer)
{
    auto given = hook();
    given["secret"] = key;
    setups_.store("home", given);
    for (auto const* url :
         {"http://other.example/hook", "https://home.example/hook", "http://home.example:81/hook"})
        EXPECT_EQ(in_words(setups_.store("home", hook(url))), "secret missing\n") << url;
    auto moved = hook("http://other.example/hook");
    moved["secret"] = key;
    EXPECT_EQ(in_words(setups_.store("home", moved)), "");
}

TEST_F(SetupsTest, aPageNamesNoFileNorVariable)
{
    for (auto const* value : {"file:/etc/passwd", "env:HOME"}) {
        auto given = hook();
        given["secret"] = value;
        EXPECT_EQ(in_words(setups_.store("home", given)), "secret invalid\n") << value;
    }
    std::ofstream{dir_ / "hook.secret"} << key;
    write("home", "type = \"webhook\"\nurl = \"http://home.example/hook\"\nusers = [\"alice\"]\n"
                  "secret = \"file:../../hook.secret\"\n");
    EXPECT_EQ(in_words(setups_.store("home", hook())), "");
    EXPECT_NE(read("home").find("file:../../hook.secret"), std::string::npos);
}

TEST_F(SetupsTest, whatMayBeSecretInAnAddressIsNotShownAndStays)
{
    setups_.store("home", hook("http://home.example/hook?token=hunter2"));
    auto const shown = std::get<std::string>(setups_.find("home")->settings.at("url"));
    EXPECT_EQ(shown, "http://home.example/hook?***");
    EXPECT_EQ(in_words(setups_.store("home", hook(shown))), "");
    EXPECT_NE(read("home").find("hunter2"), std::string::npos);
    EXPECT_EQ(in_words(setups_.store("home", hook("http://evil.example/?***"))), "url invalid\n");
    write("bad",
          "type = \"webhook\"\nurl = \"http://me:hunter2@home.example/\"\nusers = [\"a\"]\n");
    EXPECT_EQ(std::get<std::string>(setups_.find("bad")->settings.at("url")),
              "http://***@home.example/");
}

TEST_F(SetupsTest, whatNobodyAskedForIsNotShown)
{
    write("home", "type = \"pigeon\"\ncoop_key = \"hunter2\"\n");
    auto const setup = setups_.find("home");
    EXPECT_EQ(setup->settings, (web::Settings{{"type", "pigeon"}}));
    EXPECT_EQ(setup->errors.size(), 1u);
    write("torn", "type = \"web");
    EXPECT_TRUE(setups_.find("torn")->settings.empty());
    EXPECT_FALSE(setups_.find("torn")->errors.empty());
}

TEST_F(SetupsTest, whatKeepsAllFilesFromCountingIsSaid)
{
    setups_.store("home", hook());
    read_.errors = {"playsync.toml:1:1: no"};
    EXPECT_EQ(setups_.find("home")->errors, read_.errors);
}

TEST_F(SetupsTest, whatIsInForceSaysWhereItIsFrom)
{
    fs::create_directories(folder_);
    std::ofstream{dir_ / "config/playsync.toml"}
        << "[engine]\n\nattempts = 7\n[log]\nlevel = \"info\"\n";
    write("home", std::string{"type = \"webhook\"\nurl = \"http://h/?t=hunter2\"\n"} +
                      "users = [\"alice\"]\nsecret = \"" + key + "\"\n");
    read_ = read_config(dir_ / "config");
    auto const text = [](std::optional<web::Setting> const& value) -> std::string {
        if (!value)
            return "-";
        if (auto const* number = std::get_if<std::int64_t>(&*value))
            return std::to_string(*number);
        auto const* word = std::get_if<std::string>(&*value);
        return word ? *word : "?";
    };
    std::string all;
    for (auto const& each : setups_.in_force())
        all += each.key + ' ' + text(each.value) + ' ' + text(each.otherwise) + ' ' + each.origin +
               '\n';
    for (auto const* line :
         {"engine.attempts 7 5 playsync.toml:3\n", "engine.gather_ms 100 100 default\n",
          "log.level info info playsync.toml:5\n", "admin.port 8686 8686 default\n",
          "targets.home.type webhook - targets.d/home.toml:1\n",
          "targets.home.url http://h/?*** - targets.d/home.toml:2\n",
          "targets.home.users ? ? targets.d/home.toml:3\n",
          "targets.home.secret set - targets.d/home.toml:4\n",
          "targets.home.batch 100 100 default\n", "targets.home.ca_file - - default\n"})
        EXPECT_NE(all.find(line), std::string::npos) << line << all;
    EXPECT_EQ(setups_.errors(), Texts{});
    write("torn", "type = ");
    read_ = read_config(dir_ / "config");
    EXPECT_EQ(setups_.errors().size(), 1u);
}

TEST_F(SetupsTest, theVersionIsTheFiles)
{
    setups_.store("home", hook());
    auto const version = setups_.find("home")->version;
    EXPECT_EQ(setups_.find("home")->version, version);
    write("home", read("home") + "# seen\n");
    EXPECT_NE(setups_.find("home")->version, version);
}

TEST_F(SetupsTest, isRemovedForGood)
{
    setups_.store("home", hook());
    setups_.remove("home");
    EXPECT_FALSE(setups_.find("home"));
    EXPECT_EQ(removed_, Texts{"home"});
    EXPECT_EQ(changed_, 2);
}

TEST_F(SetupsTest, aFolderThatCannotBeMadeIsSaid)
{
    std::ofstream{dir_ / "config"} << "a file";
    EXPECT_THROW(setups_.store("home", hook()), std::runtime_error);
    EXPECT_FALSE(setups_.find("home"));
    EXPECT_FALSE(setups_.find("../home"));
}

} // namespace
} // namespace playsync
