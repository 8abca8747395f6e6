// `proofmark inspect` before a card in the virtual reader of a pcscd of this test's own: text, JSON, XML, photo, wrong
// words; and before simulated cards in process.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <thread>

#include "attacks/document/document.hpp"
#include "common/files.hpp"
#include "simulators/card/pcscd.hpp"
#include "simulators/card/vpcd.hpp"

namespace proofmark {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* now_text = "2026-03-02T09:00:00Z";

struct Outcome {
  int code = -1;
  std::string output;
};

// Standard output of the program, and with it what it says of errors.
Outcome run(const std::string& words) {
  // Simulated cards are of today.
  const std::string at = words.find("--reader") == std::string::npos ? "" : std::string(" --at ") + now_text;
  const std::string command = std::string(PROOFMARK_BINARY_DIR) + "/proofmark --project " + PROOFMARK_SOURCE_DIR +
                              " inspect" + (words.find("--at") == std::string::npos ? at : "") + " " + words + " 2>&1";
  Outcome outcome;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> part{};
  std::size_t n = 0;
  while ((n = std::fread(part.data(), 1, part.size(), pipe)) > 0) outcome.output.append(part.data(), n);
  const int status = ::pclose(pipe);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

class Inspect : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto started = card::PrivatePcscd::start();
    ASSERT_TRUE(started) << started.error().line();
    daemon = std::move(*started);
    ASSERT_TRUE(daemon->use_in_this_process());
    std::string pattern = (fs::temp_directory_path() / "proofmark-inspect-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    const Instant now = from_rfc3339(now_text).value();
    const card::IssuerPki issuer = card::IssuerPki::create(21, now).value();
    ASSERT_TRUE(issuer.write_trust(folder / "trust"));
    random = std::make_unique<SeededRandom>(22, "inspect");
    civil = person::make_civil_record(*random, std::chrono::floor<std::chrono::days>(now));
    portrait = *from_hex(
        "FFD8FFE000104A46494600010100000100010000FFC00011080213019D03012200021101031101FFDA000C03010002110311003F0011"
        "2233445566778899FFD9");
    const auto profile = card::load_profile(fs::path(PROOFMARK_SOURCE_DIR) / "simulators/card/profiles/genuine.json");
    chip = attacks::document::make_card(profile.value(), {civil, portrait, {}}, issuer, *random).value();
    thread = std::thread([] { static_cast<void>(card::serve_vpcd(*chip, "127.0.0.1", daemon->port(), stop)); });
  }
  static void TearDownTestSuite() {
    stop = true;
    if (thread.joinable()) thread.join();
    daemon.reset();
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  static std::string reader() {
    return "--reader \"Virtual PCD\" --trust " + (folder / "trust").string() + " --can " + civil.can;
  }

  static std::unique_ptr<card::PrivatePcscd> daemon;
  static fs::path folder;
  static std::unique_ptr<SeededRandom> random;
  static person::CivilRecord civil;
  static Bytes portrait;
  static std::unique_ptr<card::Card> chip;
  static std::atomic<bool> stop;
  static std::thread thread;
};
std::unique_ptr<card::PrivatePcscd> Inspect::daemon;
fs::path Inspect::folder;
std::unique_ptr<SeededRandom> Inspect::random;
person::CivilRecord Inspect::civil;
Bytes Inspect::portrait;
std::unique_ptr<card::Card> Inspect::chip;
std::atomic<bool> Inspect::stop{false};
std::thread Inspect::thread;

TEST_F(Inspect, json_and_photo_of_a_genuine_card) {
  const fs::path photo = folder / "holder.jpg";
  const Outcome outcome = run(reader() + " --json --photo " + photo.string());
  EXPECT_EQ(outcome.code, 0) << outcome.output;
  const json found = json::parse(outcome.output, nullptr, false);
  ASSERT_TRUE(found.is_object()) << outcome.output;
  EXPECT_EQ(found["accepted"], true);
  EXPECT_EQ(found["simulated"], false) << "the reader does not say what is in it";
  EXPECT_EQ(found["document"]["number"], civil.document_number);
  EXPECT_EQ(found["document"]["personal_code"], civil.personal_code);
  EXPECT_EQ(found["checks"].size(), 5U);
  EXPECT_GT(found["steps"].size(), 20U);
  EXPECT_EQ(found["photo"], "jpeg");
  EXPECT_EQ(read_file(photo).value(), portrait);
}

TEST_F(Inspect, xml_in_the_guidelines_words) {
  const Outcome outcome = run(reader() + " --xml");
  EXPECT_EQ(outcome.code, 0) << outcome.output;
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(outcome.output.c_str())) << outcome.output;
  const pugi::xml_node root = document.child("DocumentCheck");
  EXPECT_STREQ(root.attribute("result").value(), "successful");
  EXPECT_STREQ(root.child("ElectronicCheck").child("PaceCheck").attribute("result").value(), "successful");
  EXPECT_STREQ(root.child("ElectronicCheck").child("BacCheck").attribute("result").value(), "not supported");
  EXPECT_STREQ(root.child("CombinedCheck").child("DateOfExpiryCheck").attribute("result").value(), "successful");
  EXPECT_STREQ(root.child("CombinedCheck").child("MrzVsDg1Check").attribute("result").value(), "not supported");
}

TEST_F(Inspect, wrong_words_are_one_line_and_exit_code_2) {
  const std::string with_trust = "--reader \"Virtual PCD\" --trust " + (folder / "trust").string();
  for (const std::string& words :
       {with_trust + " --can 12345", with_trust + " --can 12345x", with_trust + " --mrz 12345678",
        with_trust + " --mrz 12345678,900101", with_trust + " --mrz 12345678,9O0101,300101",
        "--reader \"Virtual PCD\" --can 123456 --trust " + (folder / "absent").string(), reader() + " --json --xml",
        reader() + " --at tomorrow"}) {
    const Outcome outcome = run(words);
    EXPECT_EQ(outcome.code, 2) << words << "\n" << outcome.output;
    if (words.find("--xml") == std::string::npos) {
      EXPECT_EQ(std::count(outcome.output.begin(), outcome.output.end(), '\n'), 1) << outcome.output;
    }
  }
}

TEST_F(Inspect, a_wrong_access_number_is_no_acceptance) {
  const std::string wrong = civil.can == "000000" ? "000001" : "000000";
  const Outcome outcome = run("--reader \"Virtual PCD\" --trust " + (folder / "trust").string() + " --can " + wrong);
  EXPECT_EQ(outcome.code, 1) << outcome.output;
  EXPECT_NE(outcome.output.find("not accepted"), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find("No data of the document"), std::string::npos);
}

// A card whose state nobody here vouches for: read to the end, its own words apart, and what trust is missing said.
TEST_F(Inspect, a_document_of_an_unknown_issuer_is_read_and_not_believed) {
  const Instant now = from_rfc3339(now_text).value();
  const card::IssuerPki stranger = card::IssuerPki::create(77, now).value();
  ASSERT_TRUE(stranger.write_trust(folder / "stranger"));
  const std::string words = "--reader \"Virtual PCD\" --can " + civil.can;
  for (const std::string& trust : {" --trust " + (folder / "stranger").string(), std::string()}) {
    const Outcome outcome = run(words + trust + " --json --at " + now_text);
    EXPECT_EQ(outcome.code, 1) << outcome.output;
    const json found = json::parse(outcome.output, nullptr, false);
    ASSERT_TRUE(found.is_object()) << outcome.output;
    EXPECT_EQ(found["simulated"], false);
    EXPECT_TRUE(found["document"].is_null() && found["photo"].is_null());
    EXPECT_EQ(found["unconfirmed"]["number"], civil.document_number);
    ASSERT_EQ(found["missing_trust"].size(), trust.empty() ? 2U : 1U);
    EXPECT_NE(found["missing_trust"].back().get<std::string>().find("country signing CA"), std::string::npos);
    EXPECT_EQ(outcome.output.find("imulated\": true"), std::string::npos);
    const Outcome text = run(words + trust + " --at " + now_text);
    EXPECT_NE(text.output.find("confirmed by nobody"), std::string::npos) << text.output;
    EXPECT_NE(text.output.find("Missing trust: "), std::string::npos);
    EXPECT_EQ(text.output.find("imulated"), std::string::npos) << "a reader does not say what is in it";
  }
}

// Which states' documents are taken is the policy's: one that lists another state refuses this one by its name.
TEST_F(Inspect, by_another_policy) {
  const fs::path policy = folder / "policy.json";
  ASSERT_TRUE(write_file(policy, to_bytes(R"({"format":"proofmark-inspection-policy/1","states":["LVA"]})")));
  const Outcome other = run(reader() + " --json --policy " + policy.string());
  EXPECT_EQ(other.code, 1) << other.output;
  const json found = json::parse(other.output, nullptr, false);
  ASSERT_TRUE(found.is_object()) << other.output;
  EXPECT_EQ(found["document"]["number"], civil.document_number) << "it is genuine, and not listed";
  EXPECT_TRUE(found["missing_trust"].empty());
  ASSERT_TRUE(write_file(policy, to_bytes(R"({"format":"proofmark-inspection-policy/1","states":["LVA","LTU"]})")));
  EXPECT_EQ(run(reader() + " --policy " + policy.string()).code, 0);
  ASSERT_TRUE(write_file(policy, to_bytes(R"({"format":"proofmark-inspection-policy/1","states":"LVA"})")));
  EXPECT_EQ(run(reader() + " --policy " + policy.string()).code, 2);
}

// Simulated cards in process: one that is lost from the field is read again, a copy is refused.
TEST_F(Inspect, simulated_cards) {
  const Outcome genuine = run("--json");
  EXPECT_EQ(genuine.code, 0) << genuine.output;
  EXPECT_EQ(json::parse(genuine.output, nullptr, false).value("simulated", false), true);
  const Outcome copy = run("--profile cloned-chip");
  EXPECT_EQ(copy.code, 1) << copy.output;
  EXPECT_NE(copy.output.find("chip.genuine         failed"), std::string::npos) << copy.output;
  const Outcome unknown = run("--profile no-such-card");
  EXPECT_EQ(unknown.code, 2);
}

// The holder's name in the characters of his country, where the issuer's signature holds; else nothing of it.
TEST_F(Inspect, names_in_other_scripts) {
  const Outcome shown = run("--profile genuine-cyrillic");
  EXPECT_EQ(shown.code, 0) << shown.output;
  EXPECT_NE(shown.output.find("DG11: ШЕВЧУК АНАСТАСІЯ, born in Київ, address вул. Зразкова 1, Київ\n"),
            std::string::npos)
      << shown.output;
  const Outcome xml = run("--xml --profile genuine-arabic");
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(xml.output.c_str())) << xml.output;
  EXPECT_STREQ(document.child("DocumentCheck").child("Document").attribute("fullName").value(), "الحسن كريم");
  const Outcome hostile = run("--json --profile dg11-direction-override");
  EXPECT_EQ(hostile.code, 1);
  const json found = json::parse(hostile.output, nullptr, false);
  ASSERT_TRUE(found.is_object()) << hostile.output;
  EXPECT_TRUE(found["details"].is_null());
  EXPECT_EQ(hostile.output.find("\xE2\x80\xAE"), std::string::npos) << "the character itself is not shown";
}

}  // namespace
}  // namespace proofmark
