// What the service needs to start: seal, own PKI, configuration, and what it refuses.
#include <cjose/cjose.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "reference-impl/api/config.hpp"
#include "reference-impl/api/program.hpp"
#include "reference-impl/api/service_pki.hpp"
#include "reference-impl/evidence/seal.hpp"
#include "reference-impl/liveness/policy.hpp"
#include "tests/http/certificates.hpp"

namespace proofmark::api {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using proofmark::testing::TemporaryFolder;

const Instant now = std::chrono::sys_days{std::chrono::year{2026} / 3 / 2};
const fs::path source = PROOFMARK_SOURCE_DIR;

// The payload, if the JWS is valid under the first certificate of its x5c.
// cjose reads base64url leniently: the two to four bits that the last character of a part does not use may be anything
// there (RFC 4648 clause 3.5 lets a reader refuse them). This receiver refuses them, so that one seal has one spelling.
std::string open_seal(const std::string& jws) {
  for (std::size_t begin = 0; begin <= jws.size();) {
    const std::size_t end = std::min(jws.find('.', begin), jws.size());
    if (!from_base64url(std::string_view(jws).substr(begin, end - begin))) return {};
    begin = end + 1;
  }
  cjose_err problem{};
  cjose_jws_t* parsed = cjose_jws_import(jws.data(), jws.size(), &problem);
  if (parsed == nullptr) return {};
  std::string payload;
  const json header =
      json::parse(to_text(from_base64url(jws.substr(0, jws.find('.'))).value_or(Bytes{})), nullptr, false);
  const bool usable = header.is_object() && header.contains("alg") && header["alg"] == "ES256" &&
                      header.contains("x5c") && header["x5c"].is_array() && header["x5c"][0].is_string();
  if (usable) {
    const std::string base64 = header["x5c"][0].get<std::string>();
    std::string wrapped = "-----BEGIN CERTIFICATE-----\n";  // PEM readers want lines of at most 76 characters
    for (std::size_t i = 0; i < base64.size(); i += 64) wrapped += base64.substr(i, 64) + "\n";
    wrapped += "-----END CERTIFICATE-----\n";
    BIO* reader = BIO_new_mem_buf(wrapped.data(), static_cast<int>(wrapped.size()));
    X509* certificate = PEM_read_bio_X509(reader, nullptr, nullptr, nullptr);
    BIO_free(reader);
    if (certificate != nullptr) {
      unsigned char* der = nullptr;
      const int size = i2d_PUBKEY(X509_get0_pubkey(certificate), &der);
      // The last 64 bytes of a P-256 SubjectPublicKeyInfo are the point.
      constexpr int p256_key_size = 91;  // an altered certificate may hold anything
      cjose_jwk_t* key = nullptr;
      if (size == p256_key_size) {
        cjose_jwk_ec_keyspec spec{};
        spec.crv = CJOSE_JWK_EC_P_256;
        spec.x = der + size - 64;
        spec.xlen = 32;
        spec.y = der + size - 32;
        spec.ylen = 32;
        key = cjose_jwk_create_EC_spec(&spec, &problem);
      }
      std::uint8_t* plain = nullptr;
      std::size_t length = 0;
      if (key != nullptr && cjose_jws_verify(parsed, key, &problem) &&
          cjose_jws_get_plaintext(parsed, &plain, &length, &problem))
        payload.assign(reinterpret_cast<const char*>(plain), length);
      cjose_jwk_release(key);
      OPENSSL_free(der);
      X509_free(certificate);
    }
  }
  cjose_jws_release(parsed);
  return payload;
}

class StartTest : public ::testing::Test {
 protected:
  [[nodiscard]] fs::path path(const std::string& name) const { return folder_.path() / name; }
  TemporaryFolder folder_;
};

TEST_F(StartTest, TheSealVerifiesAndNoCharacterOfItMayChange) {
  ASSERT_TRUE(prepare_pki(path("pki"), "localhost", now));
  const auto sealer = evidence::Sealer::load(path("pki") / "seal.pem", path("pki") / "seal.key");
  ASSERT_TRUE(sealer) << sealer.error().line();
  const std::string claims = R"({"decision":"refused","surname":"Šapkaitė"})";
  const auto jws = (*sealer)->seal(claims);
  ASSERT_TRUE(jws) << jws.error().line();
  EXPECT_EQ(open_seal(*jws), claims);
  const json header = json::parse(to_text(*from_base64url(jws->substr(0, jws->find('.')))));
  EXPECT_EQ(header["typ"], "identity-package+jwt");
  EXPECT_EQ(header["x5c"].size(), 2U);
  for (std::size_t i = 0; i < jws->size(); ++i) {
    std::string altered = *jws;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(open_seal(altered), "") << i;
  }
}

TEST_F(StartTest, ASealNeedsItsOwnKey) {
  ASSERT_TRUE(prepare_pki(path("pki"), "localhost", now));
  EXPECT_FALSE(evidence::Sealer::load(path("pki") / "seal.pem", path("pki") / "server.key"));
  EXPECT_FALSE(evidence::Sealer::load(path("pki") / "seal.key", path("pki") / "seal.key"));
  EXPECT_FALSE(evidence::Sealer::load(path("none"), path("none")));
}

TEST_F(StartTest, ThePkiIsPrivateCompleteAndKept) {
  ASSERT_TRUE(prepare_pki(path("pki"), "idp.example", now));
  struct stat info {};
  ASSERT_EQ(::stat(path("pki").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0700U);
  for (const char* key : {"server.key", "relying-client.key", "seal.key"}) {
    ASSERT_EQ(::stat((path("pki") / key).c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U) << key;
  }
  EXPECT_FALSE(fs::exists(path("pki") / "ca.key"));
  const auto before = read_file(path("pki") / "server.pem");
  ASSERT_TRUE(prepare_pki(path("pki"), "idp.example", now));
  EXPECT_EQ(*read_file(path("pki") / "server.pem"), *before);
  EXPECT_FALSE(prepare_pki(path("pki"), "other.example", now)) << "a certificate for another name";
  EXPECT_FALSE(prepare_pki(path("pki"), "idp.example", now + std::chrono::hours{24 * 1000})) << "expired";
  fs::remove(path("pki") / "seal.key");
  EXPECT_FALSE(prepare_pki(path("pki"), "idp.example", now)) << "incomplete";
  EXPECT_FALSE(prepare_pki(path("no") / "such" / "pki", "localhost", now));
}

TEST_F(StartTest, TheConfigurationsInTheTreeAreValid) {
  for (const char* folder : {"reference-impl/config", "reference-impl/config/population"}) {
    const auto config = read_config(source / folder / "service.json", {.trust = path("trust"), .models = {}});
    ASSERT_TRUE(config) << config.error().line();
    EXPECT_TRUE(fs::exists(config->model_manifest));
    const auto policy = liveness::read_video_policy(config->thresholds);
    EXPECT_TRUE(policy) << policy.error().line();
  }
}

TEST_F(StartTest, WrongConfigurationsNameTheField) {
  const json good = {{"trust", "t"}, {"models", "m"}, {"model_manifest", "x"}, {"thresholds", "y"}};
  const auto message = [&](const json& config) {
    EXPECT_TRUE(write_text(path("c.json"), config.dump()));
    const auto read = read_config(path("c.json"));
    return read ? std::string() : read.error().line();
  };
  EXPECT_EQ(message(good), "");
  for (const auto& [name, value] : good.items()) {
    json without = good;
    without.erase(name);
    EXPECT_NE(message(without).find(name), std::string::npos) << message(without);
  }
  const auto with = [&](const char* pointer, const json& value) {
    json changed = good;
    changed[json::json_pointer(pointer)] = value;
    return message(changed);
  };
  EXPECT_NE(with("/colour", "red").find("colour"), std::string::npos);
  EXPECT_NE(with("/name", "not a name").find("name"), std::string::npos);
  EXPECT_NE(with("/issuer", 7).find("issuer"), std::string::npos);
  EXPECT_NE(with("/limits/chip_s", 0).find("limits.chip_s"), std::string::npos);
  EXPECT_NE(with("/limits/video_s", "60").find("limits.video_s"), std::string::npos);
  EXPECT_NE(with("/limits/patience", 1).find("patience"), std::string::npos);
  EXPECT_NE(with("/limits/concurrent_steps", 1.5).find("concurrent_steps"), std::string::npos);
  EXPECT_EQ(with("/limits/chip_s", 90), "");
  const auto told = [&](const std::string& text) {
    EXPECT_TRUE(write_text(path("c.json"), text));
    const auto read = read_config(path("c.json"));
    return read ? std::string() : read.error().line();
  };
  EXPECT_NE(told("{").find("c.json"), std::string::npos);
  const std::string text = good.dump();
  EXPECT_NE(told("{\"trust\":\"u\"," + text.substr(1)).find("two fields named 'trust'"), std::string::npos);
  EXPECT_NE(told(text + std::string("\0{}", 3)).find("at byte " + std::to_string(text.size() + 1)), std::string::npos);
  EXPECT_FALSE(read_config(path("none.json")));
}

// The refusals that come before anything is written.
TEST_F(StartTest, ASeedNeedsASimulatedClockAndLoopback) {
  const auto clock = SimulatedClock::create(path("clock"), now);
  ASSERT_TRUE(clock);
  Options options;
  options.state = path("state");
  options.config = path("none.json");
  options.challenge_seed = std::string(64, 'a');
  const auto refused_for = [&] {
    const auto started = Program::start(options);
    return started ? std::string("nothing") : started.error().clause;
  };
  EXPECT_EQ(refused_for(), "option --challenge-seed") << "the system's clock";
  options.clock = "simulated:" + path("clock").string();
  EXPECT_EQ(refused_for(), "input file") << "this far the seed was in order";
  options.device = "0.0.0.0:0";
  EXPECT_EQ(refused_for(), "option --challenge-seed");
  options.device = "127.0.0.1:0";
  options.relying = "[::]:0";
  EXPECT_EQ(refused_for(), "option --challenge-seed");
  options.relying = "[::1]:0";
  EXPECT_EQ(refused_for(), "input file");
  for (const std::string& seed : {std::string(63, 'a'), std::string(66, 'a'), std::string(64, 'g'), std::string("1")}) {
    options.challenge_seed = seed;
    EXPECT_EQ(refused_for(), "option --challenge-seed") << seed;
  }
  EXPECT_FALSE(fs::exists(path("state")));
}

TEST_F(StartTest, WrongOptionsAreNamed) {
  Options options;
  options.state = path("state");
  options.config = path("none.json");
  const auto refused_for = [&] {
    const auto started = Program::start(options);
    return started ? std::string("nothing") : started.error().clause;
  };
  for (const char* listener : {"", "127.0.0.1", ":1", "127.0.0.1:x", "127.0.0.1:70000", "127.0.0.1:1 "}) {
    options.relying = listener;
    EXPECT_EQ(refused_for(), "option --relying") << listener;
  }
  options.relying = "127.0.0.1:0";
  options.clock = "sundial";
  EXPECT_EQ(refused_for(), "option --clock");
  options.clock = "simulated:" + path("no-clock").string();
  EXPECT_FALSE(Program::start(options));
}

}  // namespace
}  // namespace proofmark::api
