#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "common/bytes.hpp"
#include "common/clock.hpp"
#include "common/files.hpp"

namespace proofmark {
namespace {

TEST(Hex, RoundTripAndRefusals) {
  EXPECT_EQ(from_hex("00 fF a5").value(), (Bytes{0x00, 0xff, 0xa5}));
  EXPECT_EQ(to_hex(Bytes{0x00, 0xff, 0xa5}), "00ffa5");
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("0g"));
}

TEST(Base64Url, Rfc4648VectorsAndRefusals) {
  EXPECT_EQ(to_base64url(to_bytes("foob")), "Zm9vYg");
  EXPECT_EQ(to_text(from_base64url("Zm9vYg").value()), "foob");
  EXPECT_FALSE(from_base64url("Zm9vYg=="));  // padding
  EXPECT_FALSE(from_base64url("Zm9vYh"));    // bits beyond the last byte
  EXPECT_FALSE(from_base64url("Zm9vY"));     // cut
}

TEST(Sha256, EmptyString) {
  EXPECT_EQ(sha256_hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Rfc3339, RoundTripAndRefusals) {
  const auto t = from_rfc3339("2028-02-29T23:59:59.25Z");
  ASSERT_TRUE(t);
  EXPECT_EQ(to_rfc3339(*t), "2028-02-29T23:59:59.250000Z");
  EXPECT_FALSE(from_rfc3339("2027-02-29T00:00:00Z"));
  EXPECT_FALSE(from_rfc3339("2027-02-28T00:00:00+02:00"));
  EXPECT_FALSE(from_rfc3339("2027-02-28T24:00:00Z"));
}

TEST(SimulatedClock, IsSharedThroughItsFileAndNeverGoesBack) {
  const auto file = std::filesystem::temp_directory_path() / ("clock-test-" + std::to_string(::getpid()));
  const Instant start = from_rfc3339("2026-03-02T09:00:00Z").value();
  auto writer = SimulatedClock::create(file, start).value();
  auto reader = SimulatedClock::open(file).value();
  writer->advance(std::chrono::milliseconds(40));
  EXPECT_EQ(reader->now() - start, std::chrono::milliseconds(40));
  writer->set(start);
  EXPECT_EQ(reader->now() - start, std::chrono::milliseconds(40));
  std::filesystem::remove(file);
  EXPECT_FALSE(SimulatedClock::open(file));
}

TEST(Files, WriteLeavesNothingHalfWritten) {
  EXPECT_FALSE(write_text("/proc/nowhere/file", "x"));
  const auto file = std::filesystem::temp_directory_path() / ("files-test-" + std::to_string(::getpid()));
  ASSERT_TRUE(write_text(file, "one"));
  ASSERT_TRUE(write_text(file, "two"));
  EXPECT_EQ(read_text(file).value(), "two");
  std::filesystem::remove(file);
  EXPECT_FALSE(read_text(file));
}

}  // namespace
}  // namespace proofmark
