#include "common/emrtd/atr_info.hpp"

#include <gtest/gtest.h>

namespace proofmark::emrtd {
namespace {

Result<LongestApdus> read(const std::string& hex) {
  return parse_atr_info(*from_hex(hex));
}

TEST(AtrInfo, says_how_long_commands_and_answers_may_be) {
  const auto plain = read("4703C421C07F66080202078002020800");
  ASSERT_TRUE(plain) << plain.error().line();
  EXPECT_EQ(plain->command, 0x0780U);
  EXPECT_EQ(plain->response, 0x0800U);
  EXPECT_EQ(read("7F660A02030100000203010000")->response, 0x10000U);
  EXPECT_EQ(read("7F66080202FFFF0202FDE8")->command, 0xFFFFU) << "no sign, though it looks like one";
  EXPECT_EQ(read("7F660C020400010000020400008000")->response, 0x8000U);
}

TEST(AtrInfo, anything_else_is_refused) {
  const std::string good = "4703C421C07F66080202078002020800";
  for (const char* hex :
       {"", "4703C421C0", "7F65080202078002020780", "7F660402020780", "7F660C020207800202078002020780", "7F6600",
        "7F6606020002020780", "7F660B0205010000000002020780", "7F66080402078002020780"})
    EXPECT_FALSE(read(hex)) << hex;
  for (std::size_t length = 0; length < good.size(); length += 2) EXPECT_FALSE(read(good.substr(0, length))) << length;
  EXPECT_NE(read("7F65080202078002020780").error().line().find("9303-10 section 3.11.1"), std::string::npos);
}

}  // namespace
}  // namespace proofmark::emrtd
