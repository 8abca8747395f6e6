// Chips that answer a SELECT in words of their own: what is no refusal goes on, and what says "no such file" otherwise
// than with 6A82 is taken for it where not every chip has the file (ISO/IEC 7816-4 clause 5.6, ICAO 9303-10
// section 3.6).
#include <gtest/gtest.h>

#include "tests/chip/support.hpp"

namespace proofmark::chip::test {
namespace {

using decision::CheckResult;

constexpr const char* select_card_access = "00a4020c02011c";
constexpr const char* select_atr_info = "00a4020c022f01";

Bytes status(std::uint16_t sw) {
  return {static_cast<std::uint8_t>(sw >> 8U), static_cast<std::uint8_t>(sw & 0xFFU)};
}

// One command of a genuine card is answered with `sw`.
Inspection inspect_with(const char* profile, const AccessPassword& password, const std::string& command,
                        std::uint16_t sw) {
  TestCard card(profile);
  Field field = card.field();
  std::size_t answered = 0;
  field.instead = [&](std::size_t, ByteView apdu) -> std::optional<Bytes> {
    if (to_hex(apdu) != command) return std::nullopt;
    ++answered;
    return status(sw);
  };
  Inspect inspect;
  inspect.password = password;
  Inspection inspection = inspect(field);
  EXPECT_GT(answered, 0U) << "the command was not sent";
  return inspection;
}

TEST(Manners, a_warning_to_a_select_is_no_refusal) {
  for (const char* profile : {"genuine", "genuine-bac-only", "genuine-cam"})
    for (const std::uint16_t sw :
         std::initializer_list<std::uint16_t>{0x6100, 0x6108, 0x6200, 0x6282, 0x6283, 0x6284}) {
      card::ChipContent chip = content(profile);
      chip.manners.selected = sw;
      TestCard card(chip);
      Field field = card.field();
      Inspect inspect;
      inspect.password = mrz_password();
      const Inspection inspection = inspect(field);
      EXPECT_TRUE(all_passed(inspection)) << profile << " " << std::hex << sw << "\n" << summary(inspection);
    }
}

TEST(Manners, a_state_that_has_changed_is_no_selection) {
  for (const std::uint16_t sw : std::initializer_list<std::uint16_t>{0x6300, 0x63C1, 0x9100, 0x6000}) {
    card::ChipContent chip = content("genuine");
    chip.manners.selected = sw;
    TestCard card(chip);
    Field field = card.field();
    EXPECT_EQ(result_of(Inspect{}(field), "chip.access"), CheckResult::failed) << std::hex << sw;
  }
}

constexpr std::initializer_list<std::uint16_t> refusals{0x6400, 0x6700, 0x6900, 0x6982, 0x6985, 0x6986, 0x6A81,
                                                        0x6A82, 0x6A86, 0x6B00, 0x6D00, 0x6E00, 0x6F00};

// Chips of the first generation: some know no file of the master file and say so as they like.
TEST(Manners, a_chip_without_card_access_is_opened_by_its_zone) {
  for (const std::uint16_t sw : refusals) {
    const Inspection inspection = inspect_with("genuine-bac-only", mrz_password(), select_card_access, sw);
    EXPECT_TRUE(all_passed(inspection)) << std::hex << sw << "\n" << summary(inspection);
    EXPECT_EQ(sub(inspection, "access.bac"), SubResult::successful);
  }
}

TEST(Manners, a_chip_without_atr_info_is_read_in_short_answers) {
  for (const std::uint16_t sw : refusals) {
    const Inspection inspection = inspect_with("genuine-bac-only", mrz_password(), select_atr_info, sw);
    EXPECT_TRUE(all_passed(inspection)) << std::hex << sw << "\n" << summary(inspection);
    EXPECT_EQ(sub(inspection, "files.atr_info"), SubResult::not_supported);
  }
}

// Whatever the words are in which EF.CardAccess is hidden, DG14 says that the chip knows PACE.
TEST(Manners, a_hidden_offer_is_noticed_in_any_words) {
  for (const std::uint16_t sw : refusals) {
    const Inspection inspection = inspect_with("genuine", mrz_password(), select_card_access, sw);
    EXPECT_EQ(result_of(inspection, "chip.access"), CheckResult::failed) << std::hex << sw << "\n"
                                                                         << summary(inspection);
    EXPECT_NE(inspection.check("chip.access").reason.find("downgraded"), std::string::npos);
  }
}

// The application, and files that every chip has, are there or they are not.
TEST(Manners, a_mandatory_file_that_is_refused_ends_the_inspection) {
  const std::string application = "00a4040c07a0000002471001";
  for (const std::uint16_t sw : refusals) {
    const Inspection inspection = inspect_with("genuine-bac-only", mrz_password(), application, sw);
    EXPECT_EQ(result_of(inspection, "chip.access"), CheckResult::failed) << std::hex << sw;
  }
}

// A document of another state: its data are read and stand apart, confirmed by nobody, and every step says what lacks.
TEST(Manners, a_document_that_nobody_here_vouches_for_is_read_and_not_believed) {
  card::ChipContent chip = content("genuine");
  Country country;
  country.code = country.signer_code = "DE";
  static_cast<void>(resign(chip, country));
  TestCard card(chip);
  Field field = card.field();
  const Inspection inspection = Inspect{}(field);
  EXPECT_EQ(result_of(inspection, "chip.access"), CheckResult::passed) << summary(inspection);
  EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::failed);
  EXPECT_EQ(sub(inspection, "passive.trust_status"), SubResult::failed);
  EXPECT_FALSE(inspection.document);
  EXPECT_TRUE(inspection.portrait.empty());
  ASSERT_TRUE(inspection.unconfirmed);
  EXPECT_EQ(inspection.unconfirmed->number, civil().document_number);
  EXPECT_EQ(sub(inspection, "genuine.chip_authentication"), SubResult::successful) << "the protocol went through";
  EXPECT_NE(result_of(inspection, "chip.genuine"), CheckResult::passed) << "with a key that nobody confirms";
  TestCard believed("genuine");
  Field other = believed.field();
  EXPECT_FALSE(Inspect{}(other).unconfirmed) << "what is confirmed stands in one place";
}

}  // namespace
}  // namespace proofmark::chip::test
