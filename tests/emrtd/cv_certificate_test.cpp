// Card-verifiable certificates: what is written is read, what does not belong together is refused.
#include "common/emrtd/cv_certificate.hpp"

#include <gtest/gtest.h>

#include "common/emrtd/terminal_authentication.hpp"
#include "common/pki/rsa.hpp"

namespace proofmark::emrtd {
namespace {

using std::chrono::year;

CvCertificate content(const std::string& holder, TerminalRole role, const std::string& protocol) {
  return {"", holder, role, true, false, protocol, year(2025) / 1 / 15, year(2027) / 12 / 31};
}

struct Chain {
  pki::Key authority_key, verifier_key;
  CvCertificate authority, verifier;
  Bytes self_signed, verifier_certificate;

  explicit Chain(const std::string& protocol)
      : authority_key(make(protocol, 1)),
        verifier_key(make(protocol, 2)),
        authority(content("LTCVCA00001", TerminalRole::authority, protocol)),
        verifier(content("LTDVXX00001", TerminalRole::domestic_verifier, protocol)) {
    SeededRandom random(5, "salts");
    self_signed = make_cv_certificate(authority, authority_key, true, authority, authority_key, random).value();
    verifier_certificate = make_cv_certificate(verifier, verifier_key, false, authority, authority_key, random).value();
  }
  static pki::Key make(const std::string& protocol, std::uint64_t seed) {
    SeededRandom random(seed, "cv keys");
    if (terminal_signature(protocol)->scheme == TerminalSignature::Scheme::ecdsa)
      return pki::Key::generate(pki::Curve::brainpool_p256r1, random).value();
    return pki::generate_rsa(1280, random).value();
  }
};

class Protocols : public ::testing::TestWithParam<std::string> {};

TEST_P(Protocols, a_chain_of_two) {
  const Chain chain(GetParam());
  const auto root = parse_cv_certificate(chain.self_signed, nullptr);
  ASSERT_TRUE(root) << root.error().line();
  EXPECT_EQ(root->key.spki(), chain.authority_key.spki());
  EXPECT_EQ(root->content.role, TerminalRole::authority);
  EXPECT_EQ(root->content.authority, "LTCVCA00001");
  EXPECT_TRUE(verify_cv_certificate(*root, root->content, root->key));
  const auto below = parse_cv_certificate(chain.verifier_certificate, &root->key);
  ASSERT_TRUE(below) << below.error().line();
  EXPECT_EQ(below->key.spki(), chain.verifier_key.spki());
  EXPECT_EQ(below->content.holder, "LTDVXX00001");
  EXPECT_EQ(below->content.expiry, year(2027) / 12 / 31);
  EXPECT_TRUE(below->content.reads_fingerprints);
  EXPECT_FALSE(below->content.reads_irises);
  EXPECT_TRUE(verify_cv_certificate(*below, root->content, root->key));
  EXPECT_FALSE(verify_cv_certificate(*below, root->content, below->key)) << "another key";
  EXPECT_FALSE(verify_cv_certificate(*below, below->content, root->key)) << "another reference";
  // Every bit of the signed body counts.
  for (std::size_t at = 0; at < chain.verifier_certificate.size(); ++at) {
    Bytes altered = chain.verifier_certificate;
    altered[at] ^= 0x01U;
    const auto parsed = parse_cv_certificate(altered, &root->key);
    if (parsed) {
      EXPECT_FALSE(verify_cv_certificate(*parsed, root->content, root->key)) << at;
    }
  }
}
INSTANTIATE_TEST_SUITE_P(All, Protocols, ::testing::ValuesIn(terminal_signature_oids()),
                         [](const auto& parameter) { return "oid_" + std::to_string(parameter.index); });

TEST(CvCertificate, roles_keep_to_the_chain) {
  const Chain chain("0.4.0.127.0.7.2.2.2.2.3");
  SeededRandom random(6, "salts");
  const auto signed_by = [&](const CvCertificate& signer, TerminalRole role) {
    const Bytes encoded = make_cv_certificate(content("LTISXX00001", role, chain.authority.protocol),
                                              chain.verifier_key, false, signer, chain.authority_key, random)
                              .value();
    const auto parsed = parse_cv_certificate(encoded, &chain.authority_key);
    return verify_cv_certificate(*parsed, signer, chain.authority_key).has_value();
  };
  EXPECT_TRUE(signed_by(chain.authority, TerminalRole::authority));
  EXPECT_TRUE(signed_by(chain.authority, TerminalRole::foreign_verifier));
  EXPECT_FALSE(signed_by(chain.authority, TerminalRole::inspection_system));
  EXPECT_TRUE(signed_by(chain.verifier, TerminalRole::inspection_system));
  EXPECT_FALSE(signed_by(chain.verifier, TerminalRole::domestic_verifier));
  EXPECT_FALSE(signed_by(chain.verifier, TerminalRole::authority));
  EXPECT_FALSE(signed_by(content("LTISXX00002", TerminalRole::inspection_system, chain.authority.protocol),
                         TerminalRole::inspection_system));
}

TEST(CvCertificate, malformed_input_is_refused) {
  const Chain chain("0.4.0.127.0.7.2.2.2.2.3");
  for (std::size_t length = 0; length < chain.self_signed.size(); ++length)
    EXPECT_FALSE(parse_cv_certificate(ByteView(chain.self_signed).first(length), nullptr)) << length;
  EXPECT_FALSE(parse_cv_certificate(chain.verifier_certificate, nullptr)) << "no domain parameters";
}

TEST(TerminalAuthentication, compressed_keys_and_schemes) {
  EXPECT_EQ(compressed_key(true, *from_hex("0411223344")), *from_hex("1122"));
  EXPECT_EQ(compressed_key(true, {}), Bytes{});
  EXPECT_EQ(compressed_key(false, Bytes{1}).size(), 20U);
  EXPECT_FALSE(terminal_signature("0.4.0.127.0.7.2.2.2.2.6"));
  SeededRandom random(7, "schemes");
  const pki::Key curve = pki::Key::generate(pki::Curve::p256, random).value();
  EXPECT_FALSE(sign_for_terminal("0.4.0.127.0.7.2.2.2.1.2", curve, Bytes(3), random)) << "an RSA scheme";
}

}  // namespace
}  // namespace proofmark::emrtd
