// Long answers where chip and link can: EF.ATR/INFO (ICAO 9303-10 section 3.11.1) and the reading that follows it.
#include <gtest/gtest.h>

#include "common/emrtd/apdu.hpp"
#include "common/emrtd/tlv.hpp"
#include "tests/chip/support.hpp"

namespace proofmark::chip::test {
namespace {

using decision::CheckResult;

struct Reading {
  Inspection inspection;
  std::size_t longest_answer = 0;  // bytes of data and status word
  std::size_t extended_reads = 0;  // READ BINARY of extended length
  std::size_t commands = 0;
};
Reading read(const card::ChipContent& chip, bool link_can, const AccessPassword& password = can_password()) {
  Reading out;
  TestCard card(chip);
  Field field = card.field();
  field.extended = link_can;
  field.instead = [&](std::size_t, ByteView command) -> std::optional<Bytes> {
    const auto parsed = emrtd::parse_command(command);
    if (parsed && (parsed->ins & 0xFEU) == 0xB0 && parsed->extended) ++out.extended_reads;
    return std::nullopt;
  };
  field.alter = [&](std::size_t, Bytes& answer) { out.longest_answer = std::max(out.longest_answer, answer.size()); };
  Inspect inspect;
  inspect.password = password;
  out.inspection = inspect(field);
  out.commands = field.commands();
  return out;
}

Bytes lengths(std::uint16_t answer) {
  const Bytes number{static_cast<std::uint8_t>(answer >> 8U), static_cast<std::uint8_t>(answer & 0xFFU)};
  return emrtd::encode_tlv(0x7F66, concat({emrtd::encode_tlv(0x02, number), emrtd::encode_tlv(0x02, number)}));
}

TEST(Lengths, a_chip_is_read_alike_over_either_link) {
  for (const char* profile : {"genuine", "genuine-bac-only", "genuine-cam"}) {
    const card::ChipContent chip = content(profile);
    const Reading long_answers = read(chip, true, mrz_password());
    const Reading short_answers = read(chip, false, mrz_password());
    EXPECT_TRUE(all_passed(long_answers.inspection)) << profile << "\n" << summary(long_answers.inspection);
    EXPECT_EQ(summary(long_answers.inspection), summary(short_answers.inspection)) << profile;
    EXPECT_EQ(long_answers.inspection.portrait, short_answers.inspection.portrait) << profile;
    EXPECT_GT(long_answers.extended_reads, 0U) << profile;
    EXPECT_EQ(short_answers.extended_reads, 0U) << profile;
    EXPECT_LE(short_answers.longest_answer, 258U) << profile;
    EXPECT_LT(long_answers.commands, short_answers.commands) << profile;
  }
}

TEST(Lengths, no_answer_is_longer_than_the_chip_says) {
  for (const std::uint16_t most : std::initializer_list<std::uint16_t>{257, 300, 1000, 1920, 4000}) {
    card::ChipContent chip = content("genuine");
    chip.master_file[card::kEfAtrInfo] = lengths(most);
    const Reading reading = read(chip, true);
    EXPECT_TRUE(all_passed(reading.inspection)) << most << "\n" << summary(reading.inspection);
    EXPECT_LE(reading.longest_answer, most + 2U) << most;
  }
  card::ChipContent chip = content("genuine");
  chip.master_file[card::kEfAtrInfo] = lengths(256);
  EXPECT_EQ(read(chip, true).extended_reads, 0U);
  chip.master_file.erase(card::kEfAtrInfo);
  const Reading without = read(chip, true);
  EXPECT_TRUE(all_passed(without.inspection)) << summary(without.inspection);
  EXPECT_EQ(without.extended_reads, 0U);
  EXPECT_EQ(sub(without.inspection, "files.atr_info"), SubResult::not_supported);
}

TEST(Lengths, what_is_said_wrongly_ends_the_inspection) {
  for (const char* hex : {"7F660402020780", "7F65080202078002020780", "7F66080202078002020780FF"}) {
    card::ChipContent chip = content("genuine");
    chip.master_file[card::kEfAtrInfo] = from_hex(hex).value_or(Bytes{});
    const Reading reading = read(chip, true);
    EXPECT_EQ(result_of(reading.inspection, "chip.access"), CheckResult::failed) << hex;
    EXPECT_EQ(sub(reading.inspection, "files.atr_info"), SubResult::failed) << hex;
    EXPECT_FALSE(reading.inspection.document) << hex;
  }
}

}  // namespace
}  // namespace proofmark::chip::test
