#include "common/emrtd/secure_messaging.hpp"

#include <gtest/gtest.h>

#include "common/emrtd/tlv.hpp"
#include "common/random.hpp"

namespace proofmark::emrtd {
namespace {

SessionKeys keys_for(Cipher cipher) {
  SeededRandom random(7, "secure messaging test");
  return {cipher, random.bytes(key_size(cipher)), random.bytes(key_size(cipher))};
}

class Sessions : public ::testing::TestWithParam<Cipher> {
 protected:
  SecureMessaging start() { return *SecureMessaging::start(keys_for(GetParam())); }
};

TEST_P(Sessions, carries_every_kind_of_command_and_answer) {
  SecureMessaging terminal = start();
  SecureMessaging chip = start();
  const std::vector<Command> commands{{0x00, 0xA4, 0x02, 0x0C, {0x01, 0x1E}, {}, false},
                                      {0x00, 0xB0, 0x00, 0x00, {}, 223U, false},
                                      {0x00, 0xB1, 0x00, 0x00, {0x54, 0x02, 0x80, 0x00}, 226U, false},
                                      {0x10, 0x86, 0x00, 0x00, Bytes(70, 3), 256U, false},
                                      {0x00, 0x86, 0x00, 0x00, Bytes(300, 4), 65536U, true},
                                      {0x00, 0xB0, 0x00, 0x00, {}, 4096U, true},
                                      {0x00, 0x22, 0x41, 0xA4, Bytes(16, 5), {}, false}};
  for (const Command& command : commands) {
    const auto wrapped = terminal.wrap_command(command);
    ASSERT_TRUE(wrapped) << wrapped.error().line();
    const auto plain = chip.unwrap_command(*wrapped);
    ASSERT_TRUE(plain) << plain.error().line();
    EXPECT_EQ(plain->cla, command.cla);
    EXPECT_EQ(plain->data, command.data);
    EXPECT_EQ(plain->le, command.le);
    const Response answer{Bytes(command.le ? 100 : 0, 9), 0x9000};
    const auto sealed = chip.wrap_response(answer);
    ASSERT_TRUE(sealed);
    // 9303-11 section 9.8.4: an odd instruction's data are in DO85.
    if (!answer.data.empty()) {
      EXPECT_EQ((*sealed)[0], command.ins == 0xB1 ? 0x85 : 0x87);
    }
    const auto opened = terminal.unwrap_response(*sealed);
    ASSERT_TRUE(opened) << opened.error().line();
    EXPECT_EQ(opened->data, answer.data);
    EXPECT_EQ(opened->sw, 0x9000);
  }
}

TEST_P(Sessions, every_flipped_bit_of_an_answer_is_noticed) {
  SecureMessaging chip = start();
  SecureMessaging terminal = start();
  const auto command = terminal.wrap_command({0x00, 0xB0, 0x00, 0x00, {}, 20U, false});
  ASSERT_TRUE(chip.unwrap_command(*command));
  const auto sealed = chip.wrap_response({Bytes(20, 0x77), 0x9000});
  ASSERT_TRUE(sealed);
  for (std::size_t bit = 0; bit < sealed->size() * 8; ++bit) {
    Bytes altered = *sealed;
    altered[bit / 8] = static_cast<std::uint8_t>(altered[bit / 8] ^ (1U << (bit % 8)));
    SecureMessaging fresh = terminal;
    EXPECT_FALSE(fresh.unwrap_response(altered)) << "bit " << bit;
  }
  EXPECT_TRUE(terminal.unwrap_response(*sealed));
}

TEST_P(Sessions, every_flipped_bit_of_a_command_is_noticed) {
  SecureMessaging terminal = start();
  const SecureMessaging chip = start();
  const auto sealed = terminal.wrap_command({0x00, 0xB0, 0x05, 0x00, {}, 20U, false});
  ASSERT_TRUE(sealed);
  // The last byte is the outer Le, which 9303-11 section 9.8.4 leaves outside the MAC.
  for (std::size_t bit = 0; bit < (sealed->size() - 1) * 8; ++bit) {
    Bytes altered = *sealed;
    altered[bit / 8] = static_cast<std::uint8_t>(altered[bit / 8] ^ (1U << (bit % 8)));
    SecureMessaging fresh = chip;
    EXPECT_FALSE(fresh.unwrap_command(altered)) << "bit " << bit;
  }
}

TEST_P(Sessions, replayed_reordered_and_truncated_answers_are_refused) {
  SecureMessaging chip = start();
  SecureMessaging terminal = start();
  const Command read{0x00, 0xB0, 0x00, 0x00, {}, 8U, false};
  ASSERT_TRUE(chip.unwrap_command(*terminal.wrap_command(read)));
  const auto first = chip.wrap_response({Bytes(8, 1), 0x9000});
  ASSERT_TRUE(terminal.unwrap_response(*first));
  ASSERT_TRUE(terminal.wrap_command(read));
  for (std::size_t length = 0; length < first->size(); ++length) {
    SecureMessaging fresh = terminal;
    EXPECT_FALSE(fresh.unwrap_response(ByteView(*first).first(length)));
  }
  EXPECT_FALSE(terminal.unwrap_response(*first)) << "an answer may be taken once";
}

TEST_P(Sessions, answers_in_plain_are_refused) {
  for (const char* plain : {"9000", "6A82", "6988", "AABB9000", "990290009000"}) {
    SecureMessaging terminal = start();
    ASSERT_TRUE(terminal.wrap_command({0x00, 0xB0, 0x00, 0x00, {}, 8U, false}));
    EXPECT_FALSE(terminal.unwrap_response(*from_hex(plain))) << plain;
  }
}

TEST_P(Sessions, commands_without_protection_are_refused) {
  SecureMessaging chip = start();
  EXPECT_FALSE(chip.unwrap_command(*from_hex("00B0000008")));
  EXPECT_FALSE(chip.unwrap_command(*from_hex("0CB0000008")));
  EXPECT_FALSE(is_protected(0x00));
  EXPECT_FALSE(is_protected(0x08));
  EXPECT_TRUE(is_protected(0x0C));
  EXPECT_TRUE(is_protected(0x1C));   // chained
  EXPECT_FALSE(is_protected(0x8C));  // proprietary
}

TEST_P(Sessions, keys_and_counters_of_another_size_are_refused) {
  SessionKeys keys = keys_for(GetParam());
  EXPECT_FALSE(SecureMessaging::start(keys, Bytes(4)));
  EXPECT_FALSE(SecureMessaging::start(keys, SecureMessaging::bac_counter(Bytes(2), Bytes(8))));
  keys.mac.pop_back();
  EXPECT_FALSE(SecureMessaging::start(keys));
}

INSTANTIATE_TEST_SUITE_P(Ciphers, Sessions,
                         ::testing::Values(Cipher::tdes, Cipher::aes128, Cipher::aes192, Cipher::aes256));

TEST(Padding, method_2) {
  EXPECT_EQ(to_hex(pad(Bytes{1, 2, 3}, 8)), "0102038000000000");
  EXPECT_EQ(pad(Bytes(8, 1), 8).size(), 16U);
  EXPECT_EQ(*unpad(pad(Bytes{1, 2, 3}, 16)), (Bytes{1, 2, 3}));
  EXPECT_FALSE(unpad(*from_hex("0102030000000000")));
  EXPECT_FALSE(unpad(Bytes(8, 0)));
  EXPECT_FALSE(unpad({}));
  EXPECT_FALSE(unpad(concat({Bytes{0x80}, Bytes(31, 0)})));  // more padding than a block
}

TEST(Symmetric, wrong_sizes_are_errors) {
  EXPECT_FALSE(encrypt_cbc(Cipher::aes128, Bytes(16), Bytes(16), Bytes(15)));
  EXPECT_FALSE(encrypt_cbc(Cipher::aes128, Bytes(15), Bytes(16), Bytes(16)));
  EXPECT_FALSE(encrypt_cbc(Cipher::tdes, Bytes(16), Bytes(16), Bytes(16)));
  EXPECT_FALSE(mac8(Cipher::tdes, Bytes(8), Bytes(8), false));
  EXPECT_FALSE(mac8(Cipher::aes256, Bytes(16), Bytes(8), false));
}

}  // namespace
}  // namespace proofmark::emrtd
