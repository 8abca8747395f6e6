// What the chip step makes of the registers' answers, and the configuration that names them.
#include "reference-impl/registers/registers.hpp"

#include "reference-impl/api/config.hpp"
#include "tests/service/fixture.hpp"

namespace proofmark::testing {
namespace {

using registers::DocumentStatus;
using registers::PersonStatus;

class Scripted final : public registers::Registers {
 public:
  Result<DocumentStatus> document(const registers::DocumentQuestion& question) const override {
    documents.push_back(question.issuer + " " + question.type + " " + question.number);
    return document_answer;
  }
  Result<PersonStatus> person(const std::string& personal_code) const override {
    persons.push_back(personal_code);
    return person_answer;
  }
  Result<DocumentStatus> document_answer = DocumentStatus::valid;
  Result<PersonStatus> person_answer = PersonStatus::alive;
  mutable std::vector<std::string> documents, persons;
};

class RegisterStep : public ServiceTest {
 protected:
  void SetUp() override {
    asked = std::make_shared<Scripted>();
    registers = asked;
    ServiceTest::SetUp();
  }
  std::shared_ptr<Scripted> asked;
};

TEST_F(RegisterStep, good_answers_let_the_session_go_on) {
  const Opened opened = open_with_consent();
  EXPECT_EQ(play_chip(opened), "video");
  EXPECT_EQ(asked->documents, (std::vector<std::string>{"LTU I 12345678"}));
  EXPECT_EQ(asked->persons, (std::vector<std::string>{"49001010001"}));
}

TEST_F(RegisterStep, a_document_that_is_not_valid_ends_it) {
  asked->document_answer = DocumentStatus::stolen;
  const Opened opened = open_with_consent();
  EXPECT_EQ(play_chip(opened), "end");
  const json package = claims(opened);
  EXPECT_EQ(package["decision"], "refused");
  EXPECT_EQ(result_of(package, "document.validity"), "failed");
  EXPECT_EQ(result_of(package, "order.match"), "passed");
  EXPECT_TRUE(asked->persons.empty()) << "nobody needs to hear of the person any more";
}

TEST_F(RegisterStep, a_person_who_does_not_live_ends_it) {
  asked->person_answer = PersonStatus::dead;
  const Opened opened = open_with_consent();
  EXPECT_EQ(play_chip(opened), "end");
  EXPECT_EQ(result_of(claims(opened), "order.match"), "failed");
}

TEST_F(RegisterStep, silence_is_undetermined) {
  asked->document_answer = fail("register", "an answer", "none", "");
  const Opened first = open_with_consent();
  EXPECT_EQ(play_chip(first), "end");
  EXPECT_EQ(result_of(claims(first), "document.validity"), "undetermined");
  asked->document_answer = DocumentStatus::valid;
  asked->person_answer = fail("register", "an answer", "none", "");
  const Opened second = open_with_consent();
  EXPECT_EQ(play_chip(second), "end");
  EXPECT_EQ(result_of(claims(second), "order.match"), "undetermined");
}

TEST_F(RegisterStep, a_refused_document_is_not_told_of) {
  script.failing = "chip.genuine";
  const Opened forged = open_with_consent();
  EXPECT_EQ(play_chip(forged), "end");
  script.failing = "";
  document.personal_code = "38001010001";
  const Opened stranger = open_with_consent();
  EXPECT_EQ(play_chip(stranger), "end");
  EXPECT_TRUE(asked->documents.empty());
  EXPECT_TRUE(asked->persons.empty());
}

class RegisterConfig : public ::testing::Test {
 protected:
  Result<api::Config> read(const std::string& registers_text) {
    const auto file = folder_.path() / "service.json";
    EXPECT_TRUE(write_text(file, R"({"trust":"t","models":"m","model_manifest":"f","thresholds":"h","registers":)" +
                                     registers_text + "}"));
    return api::read_config(file);
  }
  TemporaryFolder folder_;
};

TEST_F(RegisterConfig, is_read_whole) {
  const auto config = read(R"({"url":"https://127.0.0.1:1","ca":"ca.pem","client_certificate":"c.pem",
    "client_key":"/k.pem","wait_ms":500,"silence":"tolerate","unknown_document":"open"})");
  ASSERT_TRUE(config) << config.error().line();
  EXPECT_EQ(config->registers.ca, folder_.path() / "ca.pem");
  EXPECT_EQ(config->registers.client_key, "/k.pem");
  EXPECT_EQ(config->registers.wait, std::chrono::milliseconds{500});
  EXPECT_TRUE(config->registers.policy.tolerate_silence);
  EXPECT_TRUE(config->registers.policy.unknown_is_open);
  const auto safe =
      read(R"({"url":"https://127.0.0.1:1","ca":"ca.pem","client_certificate":"c.pem","client_key":"k.pem"})");
  ASSERT_TRUE(safe);
  EXPECT_FALSE(safe->registers.policy.tolerate_silence);
  EXPECT_FALSE(safe->registers.policy.unknown_is_open);
}

TEST_F(RegisterConfig, errors_name_the_field) {
  const std::string good = R"("ca":"ca.pem","client_certificate":"c.pem","client_key":"k.pem")";
  const std::pair<std::string, std::string> wrong[] = {
      {"{}", "registers.url"},
      {R"({"url":"http://127.0.0.1:1",)" + good + "}", "registers.url"},
      {R"({"url":"https://127.0.0.1:1","ca":"ca.pem"})", "registers.client_certificate"},
      {R"({"url":"https://127.0.0.1:1","wait_ms":1,)" + good + "}", "registers.wait_ms"},
      {R"({"url":"https://127.0.0.1:1","silence":"accept",)" + good + "}", "registers.silence"},
      {R"({"url":"https://127.0.0.1:1","unknown_document":1,)" + good + "}", "registers.unknown_document"},
      {R"({"url":"https://127.0.0.1:1","user":"x",)" + good + "}", "the field user"},
  };
  for (const auto& [text, named] : wrong) {
    const auto config = read(text);
    ASSERT_FALSE(config) << text;
    EXPECT_NE(config.error().line().find(named), std::string::npos) << config.error().line();
  }
}

}  // namespace
}  // namespace proofmark::testing
