// Keys that are expanded once for a session against the same operations with keys given each time.
#include <gtest/gtest.h>

#include "common/emrtd/symmetric.hpp"
#include "common/random.hpp"

namespace proofmark::emrtd {
namespace {

class OneSession : public ::testing::TestWithParam<Cipher> {};

TEST_P(OneSession, GivesWhatSingleOperationsGive) {
  const Cipher cipher = GetParam();
  SeededRandom random(31, "session cipher");
  const Bytes enc = random.bytes(key_size(cipher)), mac = random.bytes(key_size(cipher));
  const auto session = SessionCipher::start(cipher, enc, mac);
  ASSERT_TRUE(session) << session.error().line();
  const SessionCipher copy = *session;  // shares the contexts
  const std::size_t block = block_size(cipher);
  // In turn and in changing lengths, so that nothing of one message could reach the next unseen.
  for (std::size_t i = 0; i < 200; ++i) {
    const SessionCipher& end = i % 3 == 0 ? copy : *session;
    const Bytes iv = random.bytes(block), text = random.bytes(block * random.below(20));
    const auto sealed = end.encrypt_cbc(iv, text);
    ASSERT_TRUE(sealed);
    EXPECT_EQ(*sealed, encrypt_cbc(cipher, enc, iv, text).value());
    EXPECT_EQ(end.decrypt_cbc(iv, *sealed).value(), text);
    const Bytes covered = random.bytes(random.below(70));
    EXPECT_EQ(end.mac8(covered).value(), mac8(cipher, mac, covered, true).value()) << i;
  }
}

TEST_P(OneSession, AWrongMessageIsRefusedAndTheNextOneIsNot) {
  const Cipher cipher = GetParam();
  const std::size_t block = block_size(cipher);
  SeededRandom random(32, "session cipher");
  const Bytes enc = random.bytes(key_size(cipher)), mac = random.bytes(key_size(cipher));
  const auto session = SessionCipher::start(cipher, enc, mac);
  ASSERT_TRUE(session);
  const Bytes iv(block, 7), text = random.bytes(2 * block);
  EXPECT_FALSE(session->encrypt_cbc(Bytes(block - 1, 0), text));
  EXPECT_FALSE(session->encrypt_cbc(iv, Bytes(block + 1, 0)));
  EXPECT_FALSE(session->decrypt_cbc(iv, Bytes(block - 1, 0)));
  EXPECT_EQ(session->encrypt_cbc(iv, text).value(), encrypt_cbc(cipher, enc, iv, text).value());
  EXPECT_FALSE(SessionCipher::start(cipher, Bytes(key_size(cipher) - 1, 1), mac));
  EXPECT_FALSE(SessionCipher::start(cipher, enc, Bytes(key_size(cipher) + 1, 1)));
  EXPECT_FALSE(SessionCipher::start(cipher, {}, mac));
}

INSTANTIATE_TEST_SUITE_P(Ciphers, OneSession,
                         ::testing::Values(Cipher::tdes, Cipher::aes128, Cipher::aes192, Cipher::aes256));

}  // namespace
}  // namespace proofmark::emrtd
