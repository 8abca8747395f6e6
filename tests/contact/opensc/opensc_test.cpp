// Debian's OpenSC as the reader: pkcs15-tool and pkcs11-tool through a private pcscd and vpcd, and OpenSSL over what
// they bring back.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "common/files.hpp"
#include "common/program.hpp"
#include "simulators/card/contact/applet.hpp"
#include "simulators/card/contact/personalise.hpp"
#include "simulators/card/pcscd.hpp"
#include "simulators/card/vpcd.hpp"

namespace proofmark::card::contact {
namespace {

// The card in a reader of its own, for as long as this lives.
class InReader {
 public:
  explicit InReader(const std::string& name) : content(make_content(name)) {
    card_ = make_contact_card(content, random_).value();
    daemon_ = PrivatePcscd::start().value();
    thread_ = std::thread([this] { served_ = serve_vpcd(*card_, "127.0.0.1", daemon_->port(), stop_); });
    folder_ = daemon_->socket().parent_path() / "files";
    std::filesystem::create_directories(folder_);
  }
  ~InReader() {
    stop_ = true;
    thread_.join();
    EXPECT_TRUE(served_.has_value()) << served_.error().line();
  }

  Result<std::string> run(std::vector<std::string> arguments) const {
    if (arguments.front() == "pkcs15-tool") arguments.insert(arguments.begin() + 1, {"--reader", "0"});
    return run_program({std::move(arguments), {{"PCSCLITE_CSOCK_NAME", daemon_->socket().string()}}, "opensc"}, "");
  }
  // The reader takes half a second to see the card.
  void wait() const {
    for (int i = 0; i < 50; ++i) {
      const auto slots = run({"pkcs15-tool", "--list-info"});
      if (slots && slots->find("PKCS#15") != std::string::npos) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    ADD_FAILURE() << "OpenSC sees no PKCS#15 card: " << run({"pkcs15-tool", "--list-info"}).value_or("error");
  }
  [[nodiscard]] std::string file(const std::string& name) const { return (folder_ / name).string(); }

  const ContactContent content;

 private:
  static ContactContent make_content(const std::string& name) {
    const auto root = std::filesystem::path(PROOFMARK_SOURCE_DIR) / "simulators";
    const auto profile = load_contact_profile(root / "card/contact/profiles" / (name + ".json")).value();
    const auto certification =
        lt_pki::load_profile(root / "lt_pki/profiles" / (profile.certification + ".json")).value();
    const SeededRandom seed(4, "opensc test");
    const auto clock = std::make_shared<SystemClock>();
    const auto civil = person::make_civil_record(seed, std::chrono::floor<std::chrono::days>(clock->now()));
    return personalise(profile, certification, civil, seed, clock).value().content;
  }

  SeededRandom random_{5, "opensc card"};
  std::unique_ptr<Card> card_;
  std::unique_ptr<PrivatePcscd> daemon_;
  std::filesystem::path folder_;
  std::atomic<bool> stop_{false};
  Result<void> served_;
  std::thread thread_;
};

::testing::AssertionResult runs(const Result<std::string>& result) {
  if (result) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << result.error().line();
}

void list_and_read(const InReader& reader) {
  const auto list = reader.run({"pkcs15-tool", "--list-certificates"});
  ASSERT_TRUE(runs(list));
  for (const char* text : {"Kvalifikuotas parašas", "Atpažinimas", "(IssuingCA)", "(PolicyCA)", "(RootCA)"})
    EXPECT_NE(list->find(text), std::string::npos) << text << "\n" << *list;
  const std::pair<const char*, const KeyPair*> pairs[] = {{"01", &reader.content.qualified},
                                                          {"02", &reader.content.authentication}};
  for (const auto& [id, pair] : pairs) {
    const auto pem = reader.run({"pkcs15-tool", "--read-certificate", id});
    ASSERT_TRUE(runs(pem));
    EXPECT_EQ(pki::Certificate::from_pem(*pem).value().der(), pair->certificate.der());
  }
  const auto keys = reader.run({"pkcs15-tool", "--list-keys"});
  ASSERT_TRUE(runs(keys));
  EXPECT_NE(keys->find("nonRepudiation"), std::string::npos) << *keys;
  const auto pins = reader.run({"pkcs15-tool", "--list-pins"});
  ASSERT_TRUE(runs(pins));
  EXPECT_NE(pins->find("[PIN]"), std::string::npos) << *pins;
  EXPECT_NE(pins->find("[PUK]"), std::string::npos) << *pins;
}

void sign_and_verify(const InReader& reader, const char* id, const KeyPair& pair) {
  const Bytes message = to_bytes("a message that the holder of the card agrees to");
  ASSERT_TRUE(write_file(reader.file("message"), message));
  ASSERT_TRUE(runs(reader.run({"pkcs11-tool", "--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", id, "--login",
                               "--pin", reader.content.pin, "--input-file", reader.file("message"), "--output-file",
                               reader.file("signature")})));
  const Bytes signature = read_file(reader.file("signature")).value();
  EXPECT_TRUE(pair.certificate.public_key()->verify(pki::Digest::sha256, message, signature)) << id;
  // And by the command, with the public key out of the certificate.
  ASSERT_TRUE(write_text(reader.file("certificate.pem"), pair.certificate.pem()));
  ASSERT_TRUE(runs(reader.run({"openssl", "x509", "-in", reader.file("certificate.pem"), "-noout", "-pubkey", "-out",
                               reader.file("key.pem")})));
  const auto verified = reader.run({"openssl", "dgst", "-sha256", "-verify", reader.file("key.pem"), "-signature",
                                    reader.file("signature"), reader.file("message")});
  ASSERT_TRUE(runs(verified));
  EXPECT_NE(verified->find("Verified OK"), std::string::npos) << *verified;
  EXPECT_FALSE(
      reader.run({"pkcs11-tool", "--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", id, "--login", "--pin", "00000000",
                  "--input-file", reader.file("message"), "--output-file", reader.file("not-signed")}));
}

class WithRsa : public ::testing::TestWithParam<const char*> {};

TEST_P(WithRsa, OpenScListsVerifiesAndSigns) {
  const InReader reader(GetParam());
  reader.wait();
  list_and_read(reader);
  EXPECT_TRUE(runs(reader.run({"pkcs15-tool", "--verify-pin", "--pin", reader.content.pin})));
  EXPECT_FALSE(reader.run({"pkcs15-tool", "--verify-pin", "--pin", "00000000"}));
  EXPECT_TRUE(runs(reader.run({"pkcs15-tool", "--verify-pin", "--pin", reader.content.pin})));
  sign_and_verify(reader, "01", reader.content.qualified);
  sign_and_verify(reader, "02", reader.content.authentication);
}
INSTANTIATE_TEST_SUITE_P(Cards, WithRsa, ::testing::Values("lt-contact-current", "lt-contact-legacy-2009"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(WithEc, OpenScListsVerifiesChangesAndUnblocks) {
  const InReader reader("lt-contact-current-ec");
  reader.wait();
  list_and_read(reader);
  const auto verify = [&](const std::string& pin) { return reader.run({"pkcs15-tool", "--verify-pin", "--pin", pin}); };
  EXPECT_TRUE(runs(verify(reader.content.pin)));
  EXPECT_TRUE(runs(reader.run(
      {"pkcs15-tool", "--change-pin", "--auth-id", "01", "--pin", reader.content.pin, "--new-pin", "13579024"})));
  EXPECT_FALSE(verify(reader.content.pin));
  EXPECT_TRUE(runs(verify("13579024")));
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(verify("00000000"));
  EXPECT_FALSE(verify("13579024")) << "blocked";
  EXPECT_TRUE(runs(reader.run(
      {"pkcs15-tool", "--unblock-pin", "--auth-id", "01", "--puk", reader.content.puk, "--new-pin", "24680135"})));
  EXPECT_TRUE(runs(verify("24680135")));
}

}  // namespace
}  // namespace proofmark::card::contact
