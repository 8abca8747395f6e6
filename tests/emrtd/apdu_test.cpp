#include "common/emrtd/apdu.hpp"

#include <gtest/gtest.h>

namespace proofmark::emrtd {
namespace {

Bytes hex(std::string_view text) {
  return *from_hex(text);
}

struct Case {
  const char* name;
  Command command;
  std::string apdu;
};

std::vector<Case> cases() {
  const Bytes long_data(256, 0xAB);
  std::vector<Case> all;  // one by one: g++ 12 warns falsely about an initialiser list of these
  const auto add = [&](const char* name, std::uint8_t cla, std::uint8_t ins, std::uint8_t p1, std::uint8_t p2,
                       Bytes data, std::optional<std::uint32_t> le, bool extended, std::string apdu) {
    all.push_back({name, {cla, ins, p1, p2, std::move(data), le, extended}, std::move(apdu)});
  };
  add("case 1", 0x00, 0xA4, 0x00, 0x0C, {}, {}, false, "00a4000c");
  add("case 2 short", 0x00, 0xB0, 0x00, 0x00, {}, 4U, false, "00b0000004");
  add("case 2 short, all", 0x00, 0xB0, 0x00, 0x00, {}, 256U, false, "00b0000000");
  add("case 2 extended", 0x00, 0xB0, 0x00, 0x00, {}, 257U, true, "00b00000000101");
  add("case 2 extended, all", 0x00, 0xB0, 0x00, 0x00, {}, 65536U, true, "00b00000000000");
  add("case 3 short", 0x00, 0xA4, 0x02, 0x0C, {0x01, 0x1E}, {}, false, "00a4020c02011e");
  add("case 3 extended", 0x00, 0xD6, 0x00, 0x00, long_data, {}, true, "00d60000000100" + to_hex(long_data));
  add("case 4 short", 0x10, 0x86, 0x00, 0x00, {0x7C, 0x00}, 256U, false, "10860000027c0000");
  add("case 4 extended", 0x00, 0x86, 0x00, 0x00, {0x7C, 0x00}, 65536U, true, "008600000000027c000000");
  return all;
}

TEST(Apdu, every_case_both_ways) {
  for (const Case& c : cases()) {
    const auto encoded = encode_command(c.command);
    ASSERT_TRUE(encoded) << c.name;
    EXPECT_EQ(to_hex(*encoded), c.apdu) << c.name;
    const auto parsed = parse_command(*encoded);
    ASSERT_TRUE(parsed) << c.name;
    EXPECT_EQ(parsed->data, c.command.data) << c.name;
    EXPECT_EQ(parsed->le, c.command.le) << c.name;
    EXPECT_EQ(parsed->extended, c.command.extended) << c.name;
    EXPECT_EQ(parsed->p2, c.command.p2) << c.name;
  }
}

TEST(Apdu, data_or_le_that_do_not_fit_short_lengths_make_both_extended) {
  const auto apdu = encode_command({0x00, 0x86, 0x00, 0x00, Bytes(300, 1), 256U, false});
  ASSERT_TRUE(apdu);
  EXPECT_EQ(to_hex(ByteView(*apdu).first(7)), "0086000000012c");
  EXPECT_EQ(to_hex(ByteView(*apdu).last(2)), "0100");
}

class MalformedCommand : public ::testing::TestWithParam<const char*> {};
TEST_P(MalformedCommand, is_refused) {
  EXPECT_FALSE(parse_command(hex(GetParam())));
}
INSTANTIATE_TEST_SUITE_P(Cases, MalformedCommand,
                         ::testing::Values("", "00A402",          // header cut
                                           "00A4020C0201",        // data shorter than Lc
                                           "00A4020C02011E0000",  // two bytes too many
                                           "00A4020C0000",        // neither extended nor short
                                           "00A4020C00000000",    // extended Lc of zero
                                           "00A4020C00000201",    // extended data cut
                                           "00A4020C000001AA00"   // extended data, Le of one byte
                                           ));

TEST(Apdu, refuses_to_encode_what_does_not_fit) {
  EXPECT_FALSE(encode_command({0, 0xB0, 0, 0, {}, 0U, false}));
  EXPECT_FALSE(encode_command({0, 0xB0, 0, 0, {}, 65537U, false}));
  EXPECT_FALSE(encode_command({0, 0xD6, 0, 0, Bytes(65536), {}, false}));
}

TEST(Apdu, responses) {
  const auto response = parse_response(hex("AABB6A82"));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->sw, 0x6A82);
  EXPECT_EQ(to_hex(response->data), "aabb");
  EXPECT_FALSE(response->ok());
  EXPECT_EQ(to_hex(encode_response(*response)), "aabb6a82");
  EXPECT_FALSE(parse_response(hex("90")));
  EXPECT_FALSE(parse_response({}));
  EXPECT_FALSE(parse_response(Bytes(65539)));
}

}  // namespace
}  // namespace proofmark::emrtd
