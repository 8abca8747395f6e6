// The service's questions against the simulated registers, and what follows from each answer.
#include "reference-impl/registers/registers.hpp"

#include <gtest/gtest.h>

#include "common/http/server.hpp"
#include "simulators/centre/state_registers.hpp"
#include "tests/http/certificates.hpp"

namespace proofmark::registers {
namespace {

using centre::RegisterAnswer;
using centre::StateRegisters;
using decision::Check;
using decision::CheckResult;

class Asked : public ::testing::Test {
 protected:
  void SetUp() override {
    auto started = StateRegisters::start(folder_.path());
    ASSERT_TRUE(started) << started.error().line();
    state_ = *std::move(started);
    settings_.url = state_->access().url;
    settings_.ca = state_->access().ca;
    settings_.client_certificate = state_->access().client_certificate;
    settings_.client_key = state_->access().client_key;
    settings_.wait = std::chrono::milliseconds{700};
  }
  [[nodiscard]] std::unique_ptr<Registers> connected() const {
    auto made = connect(settings_, std::make_shared<SystemClock>());
    EXPECT_TRUE(made) << made.error().line();
    return made ? *std::move(made) : nullptr;
  }
  testing::TemporaryFolder folder_;
  std::unique_ptr<StateRegisters> state_;
  Settings settings_;
  const DocumentQuestion document_{"LTU", "I", "12345678"};
};

TEST_F(Asked, every_status_arrives) {
  const auto registers = connected();
  const std::pair<RegisterAnswer, DocumentStatus> documents[] = {{RegisterAnswer::good, DocumentStatus::valid},
                                                                 {RegisterAnswer::lost, DocumentStatus::lost},
                                                                 {RegisterAnswer::stolen, DocumentStatus::stolen},
                                                                 {RegisterAnswer::invalid, DocumentStatus::invalid},
                                                                 {RegisterAnswer::unknown, DocumentStatus::unknown}};
  for (const auto& [said, status] : documents) {
    state_->answer_document(document_.number, said);
    const auto answer = registers->document(document_);
    ASSERT_TRUE(answer) << answer.error().line();
    EXPECT_EQ(*answer, status);
  }
  EXPECT_EQ(state_->asked_document(document_.number), 5);
  const std::pair<RegisterAnswer, PersonStatus> persons[] = {{RegisterAnswer::good, PersonStatus::alive},
                                                             {RegisterAnswer::dead, PersonStatus::dead},
                                                             {RegisterAnswer::unknown, PersonStatus::unknown}};
  for (const auto& [said, status] : persons) {
    state_->answer_person("49001010001", said);
    const auto answer = registers->person("49001010001");
    ASSERT_TRUE(answer) << answer.error().line();
    EXPECT_EQ(*answer, status);
  }
  EXPECT_EQ(state_->asked_person("49001010001"), 3);
  EXPECT_EQ(state_->asked_person("38001010001"), 0);
}

TEST_F(Asked, what_is_no_answer_is_an_error_in_time) {
  const auto registers = connected();
  for (const RegisterAnswer said : {RegisterAnswer::silent, RegisterAnswer::slow, RegisterAnswer::garbage,
                                    RegisterAnswer::refused, RegisterAnswer::dead}) {
    state_->answer_document(document_.number, said);
    const auto began = std::chrono::steady_clock::now();
    EXPECT_FALSE(registers->document(document_)) << static_cast<int>(said);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{5});
  }
  state_->answer_person("49001010001", RegisterAnswer::lost);
  EXPECT_FALSE(registers->person("49001010001")) << "a word for documents";
}

// An answer that two readers may take in two ways says nothing.
TEST_F(Asked, an_ambiguous_answer_is_none) {
  std::string body;
  const auto file = [&](const char* name) { return folder_.path() / name; };
  const auto tls = http::TlsContext::server({file("server.pem"), file("server.key"), file("ca.pem")},
                                            std::make_shared<SystemClock>());
  ASSERT_TRUE(tls) << tls.error().line();
  http::Routes routes;
  routes.on("POST", "/v1/documents", [&](const http::Request&) { return http::json_response(200, body); });
  const auto other = http::Server::start({}, *tls, std::move(routes));
  ASSERT_TRUE(other) << other.error().line();
  settings_.url = (*other)->url();
  const auto registers = connected();
  body = R"({"status":"valid"})";
  EXPECT_TRUE(registers->document(document_));
  for (const std::string& said : {std::string(R"({"status":"stolen","status":"valid"})"), body + std::string("\0}", 2),
                                  body + body, std::string(100000, '[')}) {
    body = said;
    const auto answer = registers->document(document_);
    ASSERT_FALSE(answer) << said;
    EXPECT_NE(answer.error().expected.find("status"), std::string::npos) << answer.error().line();
  }
}

TEST_F(Asked, a_register_that_is_not_there_or_not_the_right_one) {
  testing::TemporaryFolder elsewhere;
  const auto other = StateRegisters::start(elsewhere.path());
  ASSERT_TRUE(other);
  Settings wrong = settings_;
  wrong.ca = (*other)->access().ca;
  auto stranger = connect(wrong, std::make_shared<SystemClock>());
  ASSERT_TRUE(stranger);
  EXPECT_FALSE((*stranger)->document(document_)) << "another authority's certificate";
  wrong = settings_;
  wrong.client_certificate = (*other)->access().client_certificate;
  wrong.client_key = (*other)->access().client_key;
  stranger = connect(wrong, std::make_shared<SystemClock>());
  ASSERT_TRUE(stranger);
  EXPECT_FALSE((*stranger)->document(document_)) << "a client that the register does not know";
  EXPECT_EQ(state_->asked_document(document_.number), 0);
  const auto registers = connected();
  state_.reset();
  EXPECT_FALSE(registers->document(document_)) << "nobody listens";
  wrong.ca = folder_.path() / "absent.pem";
  EXPECT_FALSE(connect(wrong, std::make_shared<SystemClock>()));
}

TEST(Judged, documents) {
  const Check good{"document.validity", CheckResult::passed, "valid to 2030-01-01"};
  const Policy policy;
  EXPECT_EQ(judge_document(good, DocumentStatus::valid, policy).result, CheckResult::passed);
  for (const auto status :
       {DocumentStatus::lost, DocumentStatus::stolen, DocumentStatus::invalid, DocumentStatus::unknown}) {
    const Check judged = judge_document(good, status, policy);
    EXPECT_EQ(judged.result, CheckResult::failed) << name_of(status);
    EXPECT_EQ(judged.id, "document.validity");
    EXPECT_NE(judged.reason.find(name_of(status)), std::string::npos) << judged.reason;
  }
  const Result<DocumentStatus> none = fail("register", "an answer", "none", "");
  EXPECT_EQ(judge_document(good, none, policy).result, CheckResult::undetermined);
  Policy lenient;
  lenient.tolerate_silence = true;
  lenient.unknown_is_open = true;
  const Check tolerated = judge_document(good, none, lenient);
  EXPECT_EQ(tolerated.result, CheckResult::passed);
  EXPECT_NE(tolerated.reason.find("without the document register"), std::string::npos) << tolerated.reason;
  EXPECT_EQ(judge_document(good, DocumentStatus::unknown, lenient).result, CheckResult::undetermined);
  EXPECT_EQ(judge_document(good, DocumentStatus::stolen, lenient).result, CheckResult::failed);
  // What has not passed is no better for a good answer.
  const Check expired{"document.validity", CheckResult::failed, "expired"};
  EXPECT_EQ(judge_document(expired, DocumentStatus::valid, lenient).reason, "expired");
  EXPECT_EQ(judge_document(expired, none, lenient).result, CheckResult::failed);
}

TEST(Judged, persons) {
  const Check good{"order.match", CheckResult::passed, "the document names the person"};
  EXPECT_EQ(judge_person(good, PersonStatus::alive, {}).result, CheckResult::passed);
  EXPECT_EQ(judge_person(good, PersonStatus::dead, {}).result, CheckResult::failed);
  EXPECT_EQ(judge_person(good, PersonStatus::unknown, {}).result, CheckResult::failed);
  EXPECT_EQ(judge_person(good, fail("register", "an answer", "none", ""), {}).result, CheckResult::undetermined);
}

}  // namespace
}  // namespace proofmark::registers
