// The word lt-pki as a relying party meets it: OpenSSL's commands and curl against the provider while it serves, and
// the time limits of CP 47 and CPS 73 on its own clock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "common/files.hpp"
#include "common/pki/certificate.hpp"
#include "common/program.hpp"
#include "scenarios/runner/commands.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::runner {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kAllPassed =
    R"({"person_matches_document":true,"document_genuine_and_valid":true,"request_matches_document":true,)"
    R"("request_matches_register":true})";

// The word, running on a thread until this ends.
class Served {
 public:
  explicit Served(const std::string& profile) : folder_(temporary_.path() / "pki") {
    options_.project.root = PROOFMARK_SOURCE_DIR;
    options_.profile = profile;
    options_.person = 3;
    options_.out = folder_;
    options_.stop = &stop_;
    thread_ = std::thread([this] { code_ = command_lt_pki(options_); });
    for (int i = 0; i < 600 && url_.empty(); ++i) {
      if (const auto text = read_text(folder_ / "url")) url_ = text->substr(0, text->find('\n'));
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    EXPECT_FALSE(url_.empty()) << "it does not serve";
    const auto pem = read_text(folder_ / "qualified.pem");
    EXPECT_TRUE(pem);
    if (pem) serial_ = to_hex(pki::Certificate::from_pem(*pem).value().serial());
  }
  ~Served() {
    stop_ = true;
    thread_.join();
    EXPECT_EQ(code_, 0);
  }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  // Standard output and error of a shell command in the folder of certificates; URL and SERIAL are set for it.
  [[nodiscard]] std::string shell(const std::string& command) const {
    const auto output =
        run_program({{"sh", "-c", "exec 2>&1; cd \"$FOLDER\"; " + command + "; true"},
                     {{"URL", url_}, {"SERIAL", serial_}, {"FOLDER", folder_.string()}, {"no_proxy", "127.0.0.1"}},
                     "openssl"},
                    "");
    EXPECT_TRUE(output) << output.error().line();
    return output.value_or("");
  }
  // The status as `openssl ocsp` prints it. The provider's clock may be ahead of this machine's.
  [[nodiscard]] std::string ocsp(const std::string& trusted = "authorities.pem") const {
    return shell("openssl ocsp -issuer IssuingCA.pem -cert qualified.pem -CAfile " + trusted +
                 " -url $URL/OCSP/ocspresponder.nsc -validity_period 99999999");
  }
  // "CODE BODY" of a request.
  [[nodiscard]] std::string post(const std::string& path, const std::string& body) const {
    return shell("curl -s -o answer -w '%{http_code} ' -d '" + body + "' \"$URL" + path + "\"; cat answer");
  }
  [[nodiscard]] json get(const std::string& path) const {
    return json::parse(shell("curl -s \"$URL" + path + "\""), nullptr, false);
  }
  // Receives and decides; what the decision was answered with.
  [[nodiscard]] std::string change(const std::string& action, const std::string& checks = kAllPassed) const {
    const std::string received =
        post("/office/requests", R"({"serial":")" + serial_ + R"(","action":")" + action + "\"}");
    EXPECT_THAT(received, HasSubstr("201 ")) << action;
    const json answer = json::parse(received.substr(std::min<std::size_t>(4, received.size())), nullptr, false);
    if (!answer.contains("number")) return received;
    return post("/office/requests/" + answer["number"].dump() + "/decision", checks);
  }
  [[nodiscard]] std::string list() const {
    return shell(
        "curl -s -o list.crl \"$URL/cdp/IssuingCA.crl\" && "
        "openssl crl -inform DER -in list.crl -CAfile authorities.pem -noout -text");
  }
  void pass(int hours) const {
    EXPECT_THAT(post("/office/clock", R"({"hours":)" + std::to_string(hours) + "}"), HasSubstr("200 "));
  }
  [[nodiscard]] std::string state() const { return get("/office/certificates/" + serial_).dump(); }
  [[nodiscard]] std::string serial_in_capitals() const {
    std::string text = serial_;
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
  }

 private:
  testing::TemporaryFolder temporary_;
  std::filesystem::path folder_;
  LtPkiOptions options_;
  std::atomic<bool> stop_{false};
  int code_ = -1;
  std::string url_, serial_;
  std::thread thread_;
};

TEST(LtPki, OpenSslVerifiesWhatItFetches) {
  const Served pki("lt-contact-current-ec");
  EXPECT_THAT(pki.ocsp(), HasSubstr("Response verify OK"));
  EXPECT_THAT(pki.ocsp(), HasSubstr("qualified.pem: good"));
  EXPECT_THAT(pki.ocsp("authentication.pem"), HasSubstr("Response Verify Failure")) << "without the root in trust";
  EXPECT_THAT(pki.list(), HasSubstr("verify OK"));
  EXPECT_THAT(pki.shell("curl -s -o issuer.crt $URL/aia/IssuingCA.crt && "
                        "openssl x509 -inform DER -in issuer.crt | cmp - IssuingCA.pem && echo same"),
              HasSubstr("same"));
  EXPECT_THAT(pki.shell("curl -s -o delta.crl $URL/cdp/IssuingCA-delta.crl && "
                        "openssl crl -inform DER -in delta.crl -CAfile authorities.pem -noout -text"),
              AllOf(HasSubstr("verify OK"), HasSubstr("X509v3 Delta CRL Indicator")));
  EXPECT_THAT(pki.shell("openssl crl -inform DER -in IssuingCA.crl -out base.pem && "
                        "openssl verify -crl_check -CRLfile base.pem -CAfile authorities.pem qualified.pem"),
              HasSubstr("qualified.pem: OK"));
}

// A responder as the order of 2009 has it: a client that was told nothing about its signer refuses the answer.
TEST(LtPki, TheResponderOf2009IsRefusedByOpenSsl) {
  const Served pki("lt-contact-legacy-2009");
  EXPECT_THAT(pki.ocsp(), HasSubstr("Response Verify Failure"));
}

TEST(LtPki, SuspensionShowsAtOnceByOcspAndWithTheNextList) {
  const Served pki("lt-contact-current-ec");
  // CPS 50, 51: a suspension needs one good sign of who asks.
  EXPECT_THAT(pki.change("suspend", "{}"), AllOf(HasSubstr("409 "), HasSubstr("CPS 50")));
  EXPECT_THAT(pki.ocsp(), HasSubstr("qualified.pem: good"));
  const std::string done = pki.change("suspend", R"({"document_genuine_and_valid":true})");
  EXPECT_THAT(done, AllOf(HasSubstr("200 "), HasSubstr("in_delta_list"), HasSubstr("in_base_list")));
  EXPECT_THAT(pki.ocsp(), AllOf(HasSubstr("qualified.pem: revoked"), HasSubstr("certificateHold")));
  EXPECT_THAT(pki.list(), Not(HasSubstr(pki.serial_in_capitals()))) << "the list is of this morning";
  pki.pass(24);
  EXPECT_THAT(pki.list(), AllOf(HasSubstr(pki.serial_in_capitals()), HasSubstr("Certificate Hold")));
  EXPECT_THAT(pki.change("lift", R"({"person_matches_document":true})"), HasSubstr("409 ")) << "CPS 53 asks for four";
  EXPECT_THAT(pki.change("lift"), HasSubstr("200 "));
  EXPECT_THAT(pki.ocsp(), HasSubstr("qualified.pem: good"));
  pki.pass(24);
  EXPECT_THAT(pki.list(), Not(HasSubstr(pki.serial_in_capitals())));
}

// CPS 73: who does not ask within a month finds the certificate revoked; CP 47.4: for ever.
TEST(LtPki, ASuspensionThatRunsOutEndsInRevocation) {
  const Served pki("lt-contact-current-ec");
  ASSERT_THAT(pki.change("suspend"), HasSubstr("200 "));
  pki.pass(24 * 27);
  EXPECT_THAT(pki.state(), HasSubstr("suspended")) << "within the month";
  pki.pass(24 * 5);
  EXPECT_THAT(pki.state(), AllOf(HasSubstr("revoked"), HasSubstr("suspension ran out")));
  EXPECT_THAT(pki.ocsp(), AllOf(HasSubstr("qualified.pem: revoked"), Not(HasSubstr("certificateHold"))));
  for (const char* action : {"lift", "activate", "suspend"})
    EXPECT_THAT(pki.change(action), HasSubstr("409 ")) << action;
  EXPECT_THAT(pki.state(), HasSubstr("revoked"));
}

// CP 47.3: from request to published status at most a day; CPS 81, 82: the log says all and is signed.
TEST(LtPki, ARequestThatWaitsTooLongIsOverdueAndLogged) {
  const Served pki("lt-contact-current-ec");
  const json at_first = pki.get("/office/requests");
  const std::size_t before = at_first["requests"].size();
  EXPECT_EQ(before, 2U) << "the activations of both certificates";
  EXPECT_THAT(pki.post("/office/requests", R"({"serial":")" + pki.serial_in_capitals() + R"(","action":"revoke"})"),
              HasSubstr("201 "));
  pki.pass(23);
  EXPECT_FALSE(pki.get("/office/requests")["requests"].back()["overdue"]);
  pki.pass(2);
  const json waiting = pki.get("/office/requests")["requests"];
  ASSERT_EQ(waiting.size(), before + 1);
  EXPECT_TRUE(waiting.back()["overdue"]);
  EXPECT_FALSE(waiting.back()["done"]);
  EXPECT_THAT(pki.shell("curl -s -o log.p7m $URL/office/log && "
                        "openssl cms -verify -inform DER -in log.p7m -CAfile authorities.pem -purpose any"),
              AllOf(HasSubstr("CMS Verification successful"), HasSubstr("revoke")));
}

TEST(LtPki, ItsDoorRefusesWhatItDoesNotKnow) {
  const Served pki("lt-contact-current-ec");
  for (const char* body : {"", "[]", "nonsense", R"({"serial":"xx","action":"revoke"})", R"({"serial":"01"})",
                           R"({"serial":"01","action":"forget"})", R"({"serial":"01","action":"revoke","by":"nobody"})",
                           R"({"serial":"01","action":"revoke","more":1})"})
    EXPECT_THAT(pki.post("/office/requests", body), HasSubstr("400 ")) << body;
  EXPECT_THAT(pki.post("/office/requests", R"({"serial":"01","action":"revoke"})"), HasSubstr("404 "));
  for (const char* body : {"{}", R"({"hours":0})", R"({"hours":-5})", R"({"hours":1.5})", R"({"hours":87601})"})
    EXPECT_THAT(pki.post("/office/clock", body), HasSubstr("400 ")) << body;
  for (const char* number : {"0", "99", "x", "18446744073709551616"})
    EXPECT_THAT(pki.post(std::string("/office/requests/") + number + "/decision", kAllPassed), HasSubstr("404 "));
  EXPECT_THAT(pki.post("/office/requests/1/decision", R"({"person_matches_document":1})"), HasSubstr("400 "));
  EXPECT_THAT(pki.post("/office/requests/1/decision", kAllPassed), HasSubstr("409 ")) << "decided already";
  const auto code = [&](const std::string& words) {
    return pki.shell("curl -s -o /dev/null -w '%{http_code}' " + words);
  };
  EXPECT_EQ(code("$URL/cdp/OtherCA.crl"), "404");
  EXPECT_EQ(code("-X DELETE $URL/cdp/IssuingCA.crl"), "405");
  EXPECT_EQ(code("-d x $URL/OCSP/ocspresponder.nsc"), "415");
  EXPECT_EQ(code("-H 'Content-Type: application/ocsp-request' -d @authorities.pem $URL/OCSP/ocspresponder.nsc"), "200")
      << "the answer itself says that the request was malformed";
  EXPECT_EQ(
      pki.shell("head -c 70000 /dev/zero | curl -s -o /dev/null -w '%{http_code}' --data-binary @- $URL/office/clock"),
      "413");
  EXPECT_EQ(pki.shell("curl -s -o /dev/null -w '%{http_code}' "
                      "-H \"X-Long: $(head -c 20000 /dev/zero | tr '\\0' x)\" $URL/cdp/IssuingCA.crl"),
            "431");
}

TEST(LtPki, WrongWordsAreOneLine) {
  LtPkiOptions options;
  options.project.root = PROOFMARK_SOURCE_DIR;
  const auto said = [&] {
    ::testing::internal::CaptureStderr();
    const int code = command_lt_pki(options);
    return std::to_string(code) + " " + ::testing::internal::GetCapturedStderr();
  };
  for (const char* wrong : {"", "8080", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:99999", "here:0"}) {
    options.listen = wrong;
    options.profile = "lt-contact-current-ec";
    EXPECT_THAT(said(), AllOf(HasSubstr("2 proofmark: "), HasSubstr("127.0.0.1"))) << wrong;
  }
  options.listen = "127.0.0.1:0";
  options.profile = "genuine";
  EXPECT_THAT(said(), HasSubstr("lt-contact-current"));
}

}  // namespace
}  // namespace proofmark::runner
