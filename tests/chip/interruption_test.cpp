// ETSI TS 119 461 VAL-8.3.2-04A: after an interruption the chip is read again from the beginning, and nothing of two
// readings is ever mixed.
#include <gtest/gtest.h>

#include "common/emrtd/lds.hpp"
#include "tests/chip/support.hpp"

namespace proofmark::chip::test {
namespace {

using decision::CheckResult;

// Content with a very small portrait of the given shade, so that going through every command stays quick.
card::ChipContent small(const std::string& profile, std::uint8_t shade) {
  card::ChipContent chip = content(profile);
  chip.files[emrtd::fid_of_data_group(2)] =
      emrtd::encode_dg2({card::test::jpeg(413, 531, 30, shade), emrtd::ImageFormat::jpeg, 413, 531}).value();
  return chip;
}

// The first card, and after a lost link the second.
class Exchanged final : public Transceiver {
 public:
  [[nodiscard]] bool extended_length() const override { return true; }
  Exchanged(Field& first, Field& second, std::size_t lost_at) : first_(first), second_(second), lost_at_(lost_at) {}
  Result<Bytes> transceive(ByteView command) override {
    if (gone_) return second_.transceive(command);
    if (first_.commands() == lost_at_) return fail("test", "a card in the field", "none", "");
    return first_.transceive(command);
  }
  Result<void> begin_again() override {
    if (gone_) return Transceiver::begin_again();
    gone_ = true;
    return {};
  }

 private:
  Field& first_;
  Field& second_;
  std::size_t lost_at_;
  bool gone_ = false;
};

TEST(Interruption, at_any_command_is_followed_by_a_whole_reading) {
  for (const char* name : {"genuine", "genuine-bac-only", "genuine-cam"}) {
    card::ChipContent chip = small(name, 0x21);
    Inspect inspect;
    inspect.password = mrz_password();
    if (chip.mapping_key) {
      inspect.store = trust();  // EF.CardSecurity keeps its own signer
      chip = content(name);
    } else {
      inspect.store = resign(chip, {});
    }
    TestCard whole(chip);
    Field undisturbed = whole.field();
    const Inspection expected = inspect(undisturbed);
    ASSERT_TRUE(all_passed(expected)) << summary(expected);
    EXPECT_EQ(expected.readings, 1U);
    for (std::size_t at = 0; at < undisturbed.commands(); ++at) {
      TestCard card(chip);
      Field field = card.field();
      field.lost_from = at;
      field.back = [&field] { field.lost_from.reset(); };
      const Inspection inspection = inspect(field);
      ASSERT_TRUE(all_passed(inspection)) << name << " lost at " << at << "\n" << summary(inspection);
      EXPECT_EQ(inspection.readings, 2U);
      EXPECT_EQ(inspection.commands, field.commands());
      EXPECT_EQ(inspection.commands, at + 1 + undisturbed.commands()) << "everything is read anew";
      EXPECT_EQ(inspection.portrait, expected.portrait);
      EXPECT_EQ(sub(inspection, "access.link"), SubResult::aborted);
      EXPECT_EQ(inspection.sub_checks.size(), expected.sub_checks.size() + 1) << "findings of two readings are mixed";
    }
  }
}

TEST(Interruption, as_often_as_the_policy_says) {
  TestCard card("genuine");
  Field field = card.field();
  field.lost_from = 20;
  unsigned returns = 0;
  field.back = [&] {
    ++returns;
    field.lost_from = field.commands() + 20;
  };
  const Inspection inspection = Inspect{}(field);
  EXPECT_EQ(inspection.readings, 3U);
  EXPECT_EQ(returns, 2U);
  EXPECT_FALSE(all_passed(inspection));
  EXPECT_FALSE(inspection.document);
  EXPECT_TRUE(inspection.portrait.empty());
  for (const decision::Check& check : inspection.checks) EXPECT_NE(check.result, CheckResult::failed) << check.id;
  Inspect once;
  once.policy.readings = 1;
  TestCard other("genuine");
  Field lost = other.field();
  lost.lost_from = 20;
  lost.back = [&] { ADD_FAILURE() << "the policy allows one reading"; };
  EXPECT_EQ(once(lost).readings, 1U);
}

// Two documents with one access number: somebody changes them while the link is lost.
TEST(Interruption, another_card_gives_nothing_but_its_own_data) {
  const Country country;
  card::ChipContent first = small("genuine", 0x21);
  card::ChipContent second = small("genuine", 0x77);
  const std::string zone = emrtd::parse_dg1(first.files.at(emrtd::fid_of_data_group(1))).value();
  std::string renamed = zone;
  renamed.replace(60, 8, "STRANGER");
  second.files[emrtd::fid_of_data_group(1)] = emrtd::encode_dg1(renamed);
  Inspect inspect;
  inspect.store = resign(first, country);
  ASSERT_EQ(inspect.store.csca.size(), resign(second, country).csca.size());
  TestCard undisturbed(second);
  Field alone = undisturbed.field();
  const Inspection expected = inspect(alone);
  ASSERT_TRUE(expected.document) << summary(expected);
  for (std::size_t at = 0; at < alone.commands(); ++at) {
    TestCard card_one(first);
    TestCard card_two(second);
    Field one = card_one.field();
    Field two = card_two.field();
    Exchanged field(one, two, at);
    const Inspection inspection = inspect(field);
    ASSERT_TRUE(inspection.document) << "lost at " << at << "\n" << summary(inspection);
    EXPECT_EQ(inspection.document->surname, expected.document->surname) << "lost at " << at;
    EXPECT_EQ(inspection.document->given_names, expected.document->given_names);
    EXPECT_EQ(inspection.portrait, expected.portrait);
    EXPECT_EQ(two.commands(), alone.commands()) << "the second card is read whole";
  }
}

// A clone that takes over in the middle of the reading has no key of the session: nothing of the first card helps it.
TEST(Interruption, a_card_exchanged_without_a_new_session_is_refused) {
  card::ChipContent chip = small("genuine", 0x21);
  Inspect inspect;
  inspect.store = resign(chip, {});
  TestCard counting(chip);
  Field counted = counting.field();
  static_cast<void>(inspect(counted));
  for (std::size_t at = 1; at < counted.commands(); ++at) {
    TestCard card_one(chip);
    TestCard card_two(chip);
    Field one = card_one.field();
    Field two = card_two.field();
    one.instead = [&](std::size_t index, ByteView command) -> std::optional<Bytes> {
      if (index < at) return std::nullopt;
      return two.transceive(command).value();
    };
    // Until the first step of PACE nothing has been asked but EF.CardAccess, which both have.
    EXPECT_TRUE(at <= 5 || !all_passed(inspect(one))) << "exchanged at " << at;
  }
}

}  // namespace
}  // namespace proofmark::chip::test
