#include "attacks/malformed/edit.hpp"

#include <gtest/gtest.h>

namespace proofmark::attacks::malformed {
namespace {

// 30 { 02 01 05, 30 { 06 03 551D0F, 04 02 0102 }, 30 { 06 03 551D23 } }
const char* const kSample = "301502010530090603551D0F040201023005 0603551D23";

Bytes hex(const std::string& text) {
  const auto bytes = from_hex(text);
  EXPECT_TRUE(bytes) << text;
  return bytes.value_or(Bytes{});
}

std::string after(const Edit& edit) {
  const auto made = edited(edit, hex(kSample));
  return made ? to_hex(*made) : "error: " + made.error().line();
}

TEST(Edit, WhatIsAroundAChangeIsEncodedAgain) {
  EXPECT_EQ(after({"30/02", Edit::Do::remove, {}, 0, 0}), "301230090603551d0f0402010230050603551d23");
  EXPECT_EQ(after({"30/30.1", Edit::Do::remove, {}, 0, 0}), "300e02010530090603551d0f04020102");
  EXPECT_EQ(after({"30/30[0603551D23]", Edit::Do::append, hex("0101FF"), 0, 0}),
            "301802010530090603551d0f0402010230080603551d230101ff");
  EXPECT_EQ(after({"30/30[0603551D0F]/04", Edit::Do::value, hex("AA"), 0, 0}),
            "301402010530080603551d0f0401aa30050603551d23");
  EXPECT_EQ(after({"30/02", Edit::Do::tag, hex("7F21"), 0, 0}), "30167f21010530090603551d0f0402010230050603551d23");
  EXPECT_EQ(after({"30/02", Edit::Do::whole, hex("0500"), 0, 0}), "3014050030090603551d0f0402010230050603551d23");
  EXPECT_EQ(after({"30/02", Edit::Do::before, hex("0500"), 0, 0}),
            "3017050002010530090603551d0f0402010230050603551d23");
  EXPECT_EQ(after({"30/30/04", Edit::Do::patch, hex("FF"), 1, 0}), "301502010530090603551d0f040201ff30050603551d23");
  EXPECT_EQ(after({"30/02", Edit::Do::flip, {}, 0, 0}), "301502010430090603551d0f0402010230050603551d23");
}

TEST(Edit, AFalseLengthLeavesTheBytesAsTheyAre) {
  EXPECT_EQ(after({"30", Edit::Do::length, {}, 0, 1}), "301602010530090603551d0f0402010230050603551d23");
  EXPECT_EQ(after({"30", Edit::Do::length, {}, 0, -1}), "301402010530090603551d0f0402010230050603551d23");
  // 127 bytes and one more: still one byte for the length, so that nothing else moves.
  Bytes long_one{0x04, 0x7F};
  long_one.resize(129, 0x55);
  const auto told = edited(Edit{"04", Edit::Do::length, {}, 0, 1}, long_one);
  ASSERT_TRUE(told) << told.error().line();
  EXPECT_EQ(told->size(), long_one.size());
  EXPECT_EQ((*told)[1], 0x80);
}

TEST(Edit, PathsThatLeadNowhereAreErrors) {
  for (const char* path : {"31", "30/05", "30/30.2", "30/30[0603551D0E]", "30//02", "30/zz", "30/02.x", "30/30[06", ""})
    EXPECT_FALSE(edited(Edit{path, Edit::Do::remove, {}, 0, 0}, hex(kSample))) << path;
  EXPECT_FALSE(edited(Edit{"30/30/04", Edit::Do::patch, hex("FFFF"), 1, 0}, hex(kSample)));
}

TEST(Edit, ElementsAreFound) {
  EXPECT_EQ(to_hex(value_at("30/30[0603551D0F]/04", hex(kSample)).value_or(Bytes{})), "0102");
  EXPECT_EQ(to_hex(element_at("30/30.1/06", hex(kSample)).value_or(Bytes{})), "0603551d23");
}

}  // namespace
}  // namespace proofmark::attacks::malformed
