// The value of --subject, and what is opened for it.
#include "scenarios/subjects/open.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "scenarios/subjects/mapping.hpp"
#include "scenarios/subjects/null_subject.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::subjects {
namespace {

using reports::Level;
using Words = std::vector<std::string>;

TEST(Choice, EveryKindIsReadAndWritten) {
  for (const char* text :
       {"reference", "https:provider.json", "stdio:python3 a.py --x 'a b'", "null:accept", "null:refuse"}) {
    const auto choice = parse_choice(text);
    ASSERT_TRUE(choice) << text;
    EXPECT_EQ(to_text(*choice), text);
  }
  EXPECT_EQ(name_of(parse_choice("stdio:a")->kind), "stdio");
  EXPECT_EQ(name_of(parse_choice("null:refuse")->kind), "null");
}

TEST(Choice, EverythingElseIsRefusedWithTheList) {
  for (const char* text : {"", "references", "https", "https:", "stdio", "stdio:", "stdio:   ", "null", "null:maybe",
                           "stdio:a 'b", "reference:x"}) {
    const auto choice = parse_choice(text);
    ASSERT_FALSE(choice) << text;
    EXPECT_NE(choice.error().line().find("--subject"), std::string::npos);
  }
}

TEST(Choice, CommandLinesAreSplitAsAShellWould) {
  EXPECT_EQ(*split_command("a b  c"), (Words{"a", "b", "c"}));
  EXPECT_EQ(*split_command(R"(a 'b c' "d \" e" f\ g '')"), (Words{"a", "b c", "d \" e", "f g", ""}));
  EXPECT_EQ(*split_command(R"(x'y'"z")"), (Words{"xyz"}));
}

TEST(NullSubject, AnswersAlikeAtEveryLevel) {
  for (const bool accepts : {true, false}) {
    const auto session = make_null_subject(Level::full_service, accepts)->session({}).observation;
    EXPECT_EQ(session.decision, accepts ? reports::Decision::accepted : reports::Decision::refused);
    EXPECT_EQ(session.checks.size(), 13U);
    const auto chip = make_null_subject(Level::chip_inspection, accepts)->inspect({}).observation;
    EXPECT_EQ(chip.decision, accepts ? reports::Decision::accepted : reports::Decision::refused);
    for (const auto& check : chip.checks) EXPECT_EQ(check.result == reports::CheckResult::passed, accepts);
    const auto film = make_null_subject(Level::pad, accepts)->judge({}).observation;
    EXPECT_EQ(film.pad->attack, !accepts);
    EXPECT_EQ(film.pad->score >= film.pad->threshold, accepts);
    const auto pair = make_null_subject(Level::comparison, accepts)->compare({}).observation;
    EXPECT_EQ(pair.comparison->score >= pair.comparison->threshold, accepts);
    for (auto observation : {session, chip, film, pair}) {
      observation.attempt = "a";
      EXPECT_TRUE(reports::validate(observation)) << reports::validate(observation).error().line();
    }
    EXPECT_EQ(make_null_subject(Level::pad, accepts)->compare({}).observation.outcome, reports::Outcome::harness_error);
  }
}

TEST(Opened, TheNullSubjectSaysWhatItIs) {
  OpenOptions options;
  options.choice = *parse_choice("null:accept");
  options.level = Level::comparison;
  const auto opened = open(options);
  ASSERT_TRUE(opened);
  const auto subject = (*opened)->describe();
  ASSERT_TRUE(subject);
  EXPECT_EQ(subject->reached_by, "null");
  EXPECT_EQ(subject->level, Level::comparison);
  EXPECT_TRUE((*opened)->start(testing::noon));
}

TEST(Opened, AProgramIsDescribedByItself) {
  testing::TemporaryFolder temporary;
  OpenOptions options;
  options.choice.kind = Choice::Kind::stdio;
  options.choice.argument = testing::write_script(temporary.path() / "adapter", R"(read hello
echo "$hello" > )" + (temporary.path() / "hello").string() + R"(
echo '{"type":"ready","name":"acme","version":"9","settings":{"t":0.4},"thresholds_set_on":"their own data"}'
read more)")
                                .string();
  options.level = Level::chip_inspection;
  auto opened = open(options);
  ASSERT_TRUE(opened) << opened.error().line();
  const auto subject = (*opened)->describe();
  ASSERT_TRUE(subject) << subject.error().line();
  EXPECT_EQ(subject->name + subject->version + subject->reached_by, "acme9stdio");
  EXPECT_EQ(subject->thresholds_set_on, "their own data");
  ASSERT_EQ(subject->settings.size(), 1U);
  EXPECT_NE(testing::slurp(temporary.path() / "hello").find(R"("level":"chip_inspection","trust":"/)"),
            std::string::npos);

  // Neither the folder's name nor its contents speak of a test.
  const std::string hello = testing::slurp(temporary.path() / "hello");
  for (const char* word : {"proofmark-run", "suite", "test", "attack", "seed"})
    EXPECT_EQ(hello.substr(hello.find("trust")).find(word), std::string::npos) << word;

  const auto note = temporary.path() / "note";
  ASSERT_TRUE((*opened)->leave_note(note));
  const std::string folder = testing::slurp(note);
  const std::filesystem::path path = folder.substr(0, folder.find('\n'));
  EXPECT_TRUE(std::filesystem::exists(path));
  opened->reset();
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(note));
}

class MappingTest : public ::testing::Test {
 protected:
  MappingTest() {
    for (const char* file : {"ca.pem", "client.pem", "client.key", "seal.pem"})
      testing::write_file(temporary.path() / file, "x");
    testing::write_file(temporary.path() / "token", "s3cret\n");
    mapping = {{"format", "proofmark-mapping/1"},
               {"name", "Provider"},
               {"relying",
                {{"url", "https://relying.example:8443"},
                 {"ca", "ca.pem"},
                 {"client_certificate", "client.pem"},
                 {"client_key", "client.key"},
                 {"bearer_file", "token"}}},
               {"device", {{"url", "https://device.example:8444"}, {"ca", "ca.pem"}}},
               {"seal_ca", "seal.pem"},
               {"thresholds_set_on", "their data"},
               {"paths", {{"createOrder", "/api/identifications"}, {"openChip", "/api/s/{session}/nfc"}}},
               {"fields", {{"token", "ticket"}, {"decision", "outcome"}, {"id", "name"}}},
               {"words", {{"decision", {{"accepted", "APPROVED"}, {"refused", "REJECTED"}}}}}};
  }
  Result<Mapping> read() {
    testing::write_file(temporary.path() / "mapping.json", mapping.dump());
    return read_mapping(temporary.path() / "mapping.json");
  }
  std::string error() {
    const auto result = read();
    return result ? "none" : result.error().line();
  }
  testing::TemporaryFolder temporary;
  nlohmann::json mapping;
};

TEST_F(MappingTest, IsReadWhole) {
  const auto result = read();
  ASSERT_TRUE(result) << result.error().line();
  EXPECT_EQ(result->name, "Provider");
  const centre::Access& relying = result->route.relying;
  EXPECT_EQ(relying.url, "https://relying.example:8443");
  EXPECT_EQ(relying.ca, temporary.path() / "ca.pem");
  EXPECT_EQ(relying.bearer, "s3cret");
  EXPECT_EQ(relying.dialect.path("createOrder"), "/api/identifications");
  EXPECT_EQ(relying.dialect.path("openChip", "7"), "/api/s/7/nfc");
  EXPECT_EQ(relying.dialect.path("readPackage", "7"), "/v1/orders/7/package");
  EXPECT_EQ(result->thresholds_set_on, "their data");
}

TEST_F(MappingTest, WordsAreRewrittenBothWays) {
  const auto dialect = read()->route.relying.dialect;
  EXPECT_EQ(dialect.to_provider(R"({"token":"x"})"), R"({"ticket":"x"})");
  EXPECT_EQ(dialect.from_provider(R"({"checks":[{"name":"a"}],"outcome":"APPROVED"})"),
            R"({"checks":[{"id":"a"}],"decision":"accepted"})");
  EXPECT_EQ(dialect.from_provider("no json"), "no json");
}

TEST_F(MappingTest, StepsOfAnInspectionHaveTheProvidersWords) {
  mapping["fields"] = {{"inspection", "nfc"}, {"steps", "parts"}, {"id", "name"}};
  mapping["words"] = {{"result", {{"successful", "OK"}, {"not_supported", "NA"}}},
                      {"id", {{"passive.hash.dg1", "DG1_HASH"}, {"chip.genuine", "NFC_CLONE"}}}};
  const auto result = read();
  ASSERT_TRUE(result) << result.error().line();
  EXPECT_EQ(result->route.relying.dialect.from_provider(
                R"({"nfc":{"parts":[{"name":"DG1_HASH","reason":"","result":"OK"}],"readings":1}})"),
            R"({"inspection":{"readings":1,"steps":[{"id":"passive.hash.dg1","reason":"","result":"successful"}]}})");
  mapping["words"]["id"]["hash.dg1"] = "x";  // begins with no word of the interface
  EXPECT_NE(error().find("words.id.hash.dg1"), std::string::npos) << error();
}

TEST_F(MappingTest, AnErrorNamesTheField) {
  const std::vector<std::pair<std::string, nlohmann::json>> wrong = {
      {"/format", "proofmark-mapping/2"},
      {"/name", ""},
      {"/relying/url", "http://x"},
      {"/relying/url", "https://x/path"},
      {"/relying/ca", "missing.pem"},
      {"/relying/client_key", "missing.pem"},
      {"/relying/bearer_file", "missing"},
      {"/device/url", 7},
      {"/device/ca", "missing.pem"},
      {"/seal_ca", "missing.pem"},
      {"/paths/createOrders", "/x"},
      {"/paths/createOrder", "x"},
      {"/paths/openChip", "/without"},
      {"/fields/tokens", "x"},
      {"/fields/key", "ticket"},
      {"/words/decision/refused", "APPROVED"},
      {"/fields/key", "order"},  // the interface's own name of something else
      {"/words/decision", {{"accepted", "refused"}}},
      {"/words/decision", "APPROVED"},
      {"/words/type", nlohmann::json::array({"a"})},
      {"/words/reason", nlohmann::json::object()},
      {"/extra", 1},
      {"/relying/extra", 1},
  };
  const nlohmann::json good = mapping;
  for (const auto& [pointer, value] : wrong) {
    mapping = good;
    mapping[nlohmann::json::json_pointer(pointer)] = value;
    std::string field = pointer.substr(1);
    field = field.substr(field.rfind('/') == std::string::npos ? 0 : field.rfind('/') + 1);
    // Of two equal words either may be the one that is one too many.
    const bool named = error().find(field) != std::string::npos || pointer == "/fields/key" ||
                       (pointer == "/words/decision/refused" && error().find("words.decision") != std::string::npos);
    EXPECT_TRUE(named) << pointer << ": " << error();
    EXPECT_NE(error().find("mapping.json"), std::string::npos) << error();
    EXPECT_NE(error(), "none") << pointer;
  }
  for (const char* field : {"format", "name", "relying", "device", "seal_ca"}) {
    mapping = good;
    mapping.erase(field);
    EXPECT_NE(error().find(field), std::string::npos) << error();
  }
}

TEST_F(MappingTest, ASecretIsOneToken) {
  testing::write_file(temporary.path() / "token", "two words");
  EXPECT_NE(error().find("bearer_file"), std::string::npos);
}

TEST_F(MappingTest, HttpsNeedsAFullServiceSuite) {
  ASSERT_TRUE(read());
  OpenOptions options;
  options.choice = {Choice::Kind::https, (temporary.path() / "mapping.json").string()};
  options.level = Level::pad;
  const auto opened = open(options);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().line().find("full_service"), std::string::npos);
}

// The operations of the client are those of the description, with the same paths.
TEST(Description, TheClientKnowsEveryOperation) {
  std::map<std::string, std::string> described;
  std::istringstream lines(testing::slurp(PROOFMARK_SOURCE_DIR "/reference-impl/api/openapi.yaml"));
  std::string path;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("  /v1/", 0) == 0) path = line.substr(2, line.size() - 3);
    if (const auto at = line.find("operationId: "); at != std::string::npos) described[line.substr(at + 13)] = path;
  }
  EXPECT_EQ(described, centre::operations());
}

}  // namespace
}  // namespace proofmark::subjects
