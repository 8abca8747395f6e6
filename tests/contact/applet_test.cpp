// The contact chip by its commands: files, codes, signatures, and what a hostile reader sends.
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <functional>

#include "common/pki/rsa.hpp"
#include "tests/contact/support.hpp"

namespace proofmark::card::contact {
namespace {

using testing::Presented;

const Bytes kMessage = to_bytes("what is to be signed");

Bytes hash(pki::Digest algorithm) {
  return pki::digest(algorithm, kMessage);
}

bool verifies_pss(const pki::Certificate& certificate, pki::Digest algorithm, ByteView signature) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_PKEY_CTX* parameters = nullptr;
  const pki::Key key = certificate.public_key().value();
  return EVP_DigestVerifyInit_ex(context.get(), &parameters, pki::openssl_name(algorithm), nullptr, nullptr, key.get(),
                                 nullptr) == 1 &&
         EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), kMessage.data(), kMessage.size()) == 1;
}

TEST(Files, AreFoundByPathIdentifierAndName) {
  const Presented card("lt-contact-current-ec");
  // EF.DIR, then the application by its name, as ISO/IEC 7816-15 clause 7.4 has a reader begin.
  EXPECT_EQ(card.send("00A4080C022F00").sw, 0x9000);
  const Bytes directory = card.send("00B0000000").data;
  const Bytes& name = application_name();
  EXPECT_NE(std::search(directory.begin(), directory.end(), name.begin(), name.end()), directory.end());
  EXPECT_EQ(card.send("00A404000CA000000063504B43532D313500").sw, 0x9000);
  const auto info = card.send("00A40200024331");
  EXPECT_EQ(info.sw, 0x9000);
  const Bytes certificate = card.content.qualified.certificate.der();
  const std::string size = to_hex(Bytes{static_cast<std::uint8_t>(certificate.size() >> 8U),
                                        static_cast<std::uint8_t>(certificate.size() & 0xFFU)});
  EXPECT_EQ(to_hex(info.data), "6f0e8002" + size + "8201018302" + "4331" + "8a0105");
  EXPECT_EQ(card.read(0x4331), certificate);
  EXPECT_EQ(card.read(0x4332), card.content.authentication.certificate.der());
  EXPECT_EQ(card.read(0x4531), card.content.authorities[0].der());
  EXPECT_EQ(card.send("00A40000023F00").sw, 0x9000);
  EXPECT_EQ(card.send("00A40000025015").sw, 0x9000);
  EXPECT_EQ(card.send("00A4010C025015").sw, 0x9000);
  EXPECT_EQ(card.send("00A4090C025031").sw, 0x9000);
  EXPECT_EQ(card.send("00A4080C0650154331").sw, 0x6700) << "a length that is not that of the data";
  for (const char* missing :
       {"00A4080C024331", "00A4080C0450154399", "00A4080C064331433143310000", "00A4040C05A000000001", "00A4020C022F00",
        "00A4080C0650155031"
        "5032"})
    EXPECT_NE(card.send(missing).sw, 0x9000) << missing;
}

TEST(Files, AreReadInPartsAndNotBeyondTheirEnd) {
  const Presented card("lt-contact-current-ec");
  EXPECT_EQ(card.send("00B0000010").sw, 0x6986) << "nothing is selected";
  const Bytes whole = card.read(0x4331);
  Bytes parts;
  while (parts.size() < whole.size()) {
    const auto part = card.send(0xB0, static_cast<std::uint8_t>(parts.size() >> 8U),
                                static_cast<std::uint8_t>(parts.size() & 0xFFU), {}, 200);
    ASSERT_TRUE(part.sw == 0x9000 || part.sw == 0x6282) << parts.size();
    parts.insert(parts.end(), part.data.begin(), part.data.end());
  }
  EXPECT_EQ(parts, whole);
  const auto end = static_cast<std::uint16_t>(whole.size());
  EXPECT_EQ(card.send(0xB0, static_cast<std::uint8_t>(end >> 8U), static_cast<std::uint8_t>(end & 0xFFU), {}, 1).sw,
            0x6B00);
  EXPECT_EQ(card.send("00B08100"
                      "10")
                .sw,
            0x6A86)
      << "short file identifiers are not offered";
  card.card->reset();
  EXPECT_EQ(card.send("00B0000010").sw, 0x6986);
}

TEST(Codes, WrongPinsCountDownToBlockedAndPowerDoesNotForgive) {
  const Presented card("lt-contact-current-ec");
  EXPECT_EQ(card.tries(), 0x63C3);
  EXPECT_EQ(card.verify("000000"), 0x63C2);
  EXPECT_EQ(card.verify(card.content.pin), 0x9000);
  EXPECT_EQ(card.tries(), 0x9000) << "it is known";
  card.card->reset();
  EXPECT_EQ(card.tries(), 0x63C3) << "a right PIN fills the counter, a reset forgets that it was given";
  EXPECT_EQ(card.verify("000000"), 0x63C2);
  card.card->reset();
  EXPECT_EQ(card.verify(card.content.pin + "0"), 0x63C1);
  EXPECT_EQ(card.verify(card.content.pin.substr(1)), 0x6983);
  EXPECT_EQ(card.verify(card.content.pin), 0x6983) << "the right one comes too late";
  card.card->reset();
  EXPECT_EQ(card.verify(card.content.pin), 0x6983);
  EXPECT_EQ(card.send(0x20, 0, kPinReference, to_bytes(card.content.pin)).sw, 0x6700) << "not padded";
  EXPECT_EQ(card.send(0x20, 1, kPinReference, {}).sw, 0x6A86);
  EXPECT_EQ(card.send(0x20, 0, 0x01, {}).sw, 0x6A88);
}

TEST(Codes, AWrongPinTakesBackARightOne) {
  const Presented card("lt-contact-current-ec");
  ASSERT_EQ(card.verify(card.content.pin), 0x9000);
  ASSERT_EQ(card.choose(kAuthenticationKey), 0x9000);
  ASSERT_EQ(card.verify("000000"), 0x63C2);
  EXPECT_EQ(card.sign(hash(pki::Digest::sha256)).sw, 0x6982);
}

TEST(Codes, ThePinIsChanged) {
  const Presented card("lt-contact-current-ec");
  const CodeRules& rules = card.content.pin_rules;
  const auto pad = [&](const std::string& digits) { return padded_code(digits, rules); };
  const Bytes old = pad(card.content.pin);
  EXPECT_EQ(card.send(0x24, 0, kPinReference, concat({pad("000000"), pad("135790")})).sw, 0x63C2);
  for (const char* bad : {"12345", "1234a6", ""})
    EXPECT_EQ(card.send(0x24, 0, kPinReference, concat({old, pad(bad)})).sw, 0x6A80) << bad;
  Bytes hole = pad("135790");
  hole[3] = 0xFF;
  EXPECT_EQ(card.send(0x24, 0, kPinReference, concat({old, hole})).sw, 0x6A80) << "digits after the padding";
  EXPECT_EQ(card.tries(), 0x63C2) << "a bad new PIN costs no try";
  EXPECT_EQ(card.send(0x24, 0, kPinReference, concat({old, pad("135790")})).sw, 0x9000);
  EXPECT_EQ(card.verify(card.content.pin), 0x63C2);
  EXPECT_EQ(card.send(0x24, 1, kPinReference, pad("246801234567")).sw, 0x6982) << "not without VERIFY";
  EXPECT_EQ(card.verify("135790"), 0x9000);
  EXPECT_EQ(card.send(0x24, 1, kPinReference, pad("246801234567")).sw, 0x9000);
  EXPECT_EQ(card.verify("246801234567"), 0x9000);
  EXPECT_EQ(card.send(0x24, 2, kPinReference, pad("135790")).sw, 0x6A86);
  EXPECT_EQ(card.send(0x24, 0, kPukReference, concat({old, old})).sw, 0x6A88) << "the PUK stays";
}

TEST(Codes, ThePukUnblocksThePinUntilItIsBlockedItself) {
  const Presented card("lt-contact-pin-blocked");
  const auto pad = [&](const std::string& digits) { return padded_code(digits, card.content.pin_rules); };
  EXPECT_EQ(card.tries(), 0x6983);
  EXPECT_EQ(card.send(0x2C, 0, kPinReference, concat({pad("00000000"), pad("135790")})).sw, 0x63C9);
  EXPECT_EQ(card.send(0x2C, 0, kPinReference, concat({pad(card.content.puk), pad("135790")})).sw, 0x9000);
  EXPECT_EQ(card.verify("135790"), 0x9000);
  EXPECT_EQ(card.tries(kPukReference), 0x63CA) << "a right PUK fills its counter";
  for (int i = 0; i < 3; ++i) static_cast<void>(card.verify("000000"));
  ASSERT_EQ(card.tries(), 0x6983);
  EXPECT_EQ(card.send(0x2C, 2, kPinReference, pad("246802")).sw, 0x6982) << "not without the PUK";
  ASSERT_EQ(card.verify(card.content.puk, kPukReference), 0x9000);
  EXPECT_EQ(card.send(0x2C, 2, kPinReference, pad("246802")).sw, 0x9000);
  EXPECT_EQ(card.verify("246802"), 0x9000);
  EXPECT_EQ(card.send(0x2C, 2, kPinReference, pad("135790")).sw, 0x6982) << "the PUK counts once";

  for (unsigned left = 9; left > 0; --left)
    EXPECT_EQ(card.send(0x2C, 0, kPinReference, concat({pad("00000000"), pad("135790")})).sw, 0x63C0 + left);
  EXPECT_EQ(card.send(0x2C, 0, kPinReference, concat({pad("00000000"), pad("135790")})).sw, 0x6983);
  card.card->reset();
  EXPECT_EQ(card.send(0x2C, 0, kPinReference, concat({pad(card.content.puk), pad("135790")})).sw, 0x6983);
  EXPECT_EQ(card.verify(card.content.puk, kPukReference), 0x6983);
  EXPECT_EQ(card.verify("246802"), 0x9000) << "the PIN itself is not blocked";
}

TEST(Signatures, WithRsaKeysVerify) {
  const Presented card("lt-contact-current", lt_pki::KeyKind::rsa_2048);
  const pki::Certificate& certificate = card.content.authentication.certificate;
  ASSERT_EQ(card.verify(card.content.pin), 0x9000);
  for (const pki::Digest digest : {pki::Digest::sha1, pki::Digest::sha256, pki::Digest::sha384, pki::Digest::sha512}) {
    ASSERT_EQ(card.choose(kAuthenticationKey), 0x9000);
    const auto pkcs1 = card.sign(pki::digest_info(digest, hash(digest)));
    ASSERT_EQ(pkcs1.sw, 0x9000);
    EXPECT_TRUE(certificate.public_key()->verify(digest, kMessage, pkcs1.data));
    ASSERT_EQ(card.choose(kAuthenticationKey, kRsaPss), 0x9000);
    const auto pss = card.sign(hash(digest));
    if (digest == pki::Digest::sha1) {
      EXPECT_EQ(pss.sw, 0x6A80);
    } else {
      ASSERT_EQ(pss.sw, 0x9000);
      EXPECT_TRUE(verifies_pss(certificate, digest, pss.data));
      EXPECT_NE(card.sign(hash(digest)).data, pss.data) << "a salt of its own each time";
    }
  }
  ASSERT_EQ(card.choose(kAuthenticationKey, kRsaPkcs1), 0x9000);
  EXPECT_EQ(card.sign(hash(pki::Digest::sha256)).sw, 0x6A80) << "a bare digest is no DigestInfo";
  EXPECT_EQ(card.sign(Bytes(245, 1)).sw, 0x6A80) << "the card signs no bytes of a reader's choice";
  EXPECT_EQ(card.choose(kAuthenticationKey, kEcdsa), 0x6A80);
}

TEST(Signatures, WithEcKeysVerify) {
  const Presented card("lt-contact-current-ec");
  const pki::Certificate& certificate = card.content.authentication.certificate;
  ASSERT_EQ(card.verify(card.content.pin), 0x9000);
  ASSERT_EQ(card.choose(kAuthenticationKey), 0x9000);
  for (const pki::Digest digest : {pki::Digest::sha256, pki::Digest::sha384, pki::Digest::sha512}) {
    const auto plain = card.sign(hash(digest));
    ASSERT_EQ(plain.sw, 0x9000);
    ASSERT_EQ(plain.data.size(), 96U);
    EXPECT_TRUE(certificate.public_key()->verify(digest, kMessage, pki::ecdsa_from_plain(plain.data).value()));
  }
  EXPECT_EQ(card.sign(hash(pki::Digest::sha1)).sw, 0x6A80);
  EXPECT_EQ(card.choose(kAuthenticationKey, kRsaPkcs1), 0x6A80);
}

TEST(Signatures, TheQualifiedKeyAsksForThePinEachTime) {
  const Presented card("lt-contact-current-ec");
  ASSERT_EQ(card.choose(kQualifiedKey), 0x9000);
  EXPECT_EQ(card.sign(hash(pki::Digest::sha384)).sw, 0x6982);
  ASSERT_EQ(card.verify(card.content.pin), 0x9000);
  const auto first = card.sign(hash(pki::Digest::sha384));
  ASSERT_EQ(first.sw, 0x9000);
  EXPECT_TRUE(card.content.qualified.certificate.public_key()->verify(pki::Digest::sha384, kMessage,
                                                                      pki::ecdsa_from_plain(first.data).value()));
  EXPECT_EQ(card.sign(hash(pki::Digest::sha384)).sw, 0x6982);
  // The other key's is good until the card is reset.
  ASSERT_EQ(card.verify(card.content.pin), 0x9000);
  ASSERT_EQ(card.choose(kAuthenticationKey), 0x9000);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(card.sign(hash(pki::Digest::sha384)).sw, 0x9000);
  card.card->reset();
  EXPECT_EQ(card.sign(hash(pki::Digest::sha384)).sw, 0x6985) << "no key is chosen any more";
  ASSERT_EQ(card.choose(kAuthenticationKey), 0x9000);
  EXPECT_EQ(card.sign(hash(pki::Digest::sha384)).sw, 0x6982);
}

TEST(Signatures, AnEnvironmentThatIsNotSetSignsNothing) {
  const Presented card("lt-contact-current-ec");
  ASSERT_EQ(card.verify(card.content.pin), 0x9000);
  EXPECT_EQ(card.sign(hash(pki::Digest::sha384)).sw, 0x6985);
  EXPECT_EQ(card.choose(0x83), 0x6A88);
  EXPECT_EQ(card.send("002241B603800104").sw, 0x6A88) << "an algorithm without a key";
  EXPECT_EQ(card.send("002241B603840181").sw, 0x9000);
  EXPECT_EQ(card.send("002241B603840183").sw, 0x6A88);
  EXPECT_EQ(card.sign(hash(pki::Digest::sha384)).sw, 0x6985) << "a refused choice leaves none";
  EXPECT_EQ(card.send("002241B8"
                      "03840181")
                .sw,
            0x6A86)
      << "deciphering is not offered";
  EXPECT_EQ(card.send("002241B6"
                      "03840581")
                .sw,
            0x6A80);
}

TEST(Hostile, CommandsOfOtherClassesAreNotFollowed) {
  const Presented card("lt-contact-current-ec");
  EXPECT_EQ(card.send("0CA4000C023F00").sw, 0x6882);
  EXPECT_EQ(card.send("10A4000C023F00").sw, 0x6884);
  EXPECT_EQ(card.send("80A4000C023F00").sw, 0x6E00);
  EXPECT_EQ(card.send("00D60000020000").sw, 0x6D00) << "nothing is written";
  EXPECT_EQ(card.send("00840000"
                      "08")
                .sw,
            0x6D00);
}

// Whatever a reader sends: an answer of at least a status word, no signature without the PIN, and no try gained.
TEST(Hostile, MalformedCommandsGainNothing) {
  const Presented card("lt-contact-current-ec");
  SeededRandom random(11, "hostile reader");
  const std::vector<std::uint8_t> instructions{0xA4, 0xB0, 0x20, 0x24, 0x2C, 0x22, 0x2A, 0xCA, 0xD6, 0xFF};
  const std::vector<std::uint8_t> parameters{0x00, 0x01, 0x02, 0x04, 0x08, 0x09, 0x0C,
                                             0x41, 0x83, 0x91, 0x9A, 0x9E, 0xB6};
  unsigned answered = 0;
  for (int i = 0; i < 100000; ++i) {
    Bytes apdu{0x00, random.pick(instructions), random.pick(parameters), random.pick(parameters)};
    const Bytes tail = random.bytes(random.chance(0.5) ? 13 : random.below(30));
    apdu.insert(apdu.end(), tail.begin(), tail.end());
    if (random.chance(0.5) && apdu.size() > 5) apdu[4] = static_cast<std::uint8_t>(apdu.size() - 5);
    if (random.chance(0.05)) apdu.resize(random.below(apdu.size() + 1));
    const auto answer = emrtd::parse_response(card.card->transmit(apdu));
    ASSERT_TRUE(answer) << to_hex(apdu);
    if (apdu.size() > 1 && apdu[1] == 0x2A) {
      ASSERT_NE(answer->sw, 0x9000) << to_hex(apdu);
    }
    ++answered;
  }
  EXPECT_EQ(answered, 100000U);
  // Twelve random bytes are no PIN: long ago it has counted down to blocked.
  EXPECT_EQ(card.tries(), 0x6983);
  EXPECT_EQ(card.verify(card.content.pin), 0x6983);
}

TEST(Hostile, CodesThatBreakTheirRulesMakeNoCard) {
  const Presented card("lt-contact-current-ec");
  SeededRandom random(1, "x");
  const auto refused = [&](const std::function<void(ContactContent&)>& spoil) {
    ContactContent content = card.content;
    spoil(content);
    return !make_contact_card(content, random).has_value();
  };
  EXPECT_FALSE(refused([](ContactContent&) {}));
  EXPECT_TRUE(refused([](ContactContent& content) { content.pin = "12345"; }));
  EXPECT_TRUE(refused([](ContactContent& content) { content.pin = "12345x"; }));
  EXPECT_TRUE(refused([](ContactContent& content) { content.puk.clear(); }));
  EXPECT_TRUE(refused([](ContactContent& content) { content.pin_rules.tries = 0; }));
  EXPECT_TRUE(refused([](ContactContent& content) { content.puk_rules.tries = 16; }));
}

}  // namespace
}  // namespace proofmark::card::contact
