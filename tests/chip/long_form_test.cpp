// Lengths that are longer than they need be (ISO/IEC 7816-4 clause 5.2.2.2) in the files of a genuine chip and of one
// whose files were written anew behind the issuer's back.
#include <gtest/gtest.h>

#include "common/emrtd/lds.hpp"
#include "common/emrtd/tlv.hpp"
#include "tests/chip/support.hpp"

namespace proofmark::chip::test {
namespace {

using decision::CheckResult;

// The object with a length of four bytes around another value.
Bytes longer(const emrtd::Tlv& object, const Bytes& value) {
  const std::size_t head = object.whole.size() - object.value.size();
  const std::size_t tag = head - emrtd::encode_length(object.value.size()).size();
  Bytes made(object.whole.begin(), object.whole.begin() + static_cast<std::ptrdiff_t>(tag));
  made.push_back(0x84);
  for (int shift = 24; shift >= 0; shift -= 8)
    made.push_back(static_cast<std::uint8_t>(value.size() >> static_cast<unsigned>(shift) & 0xFFU));
  return concat({made, value});
}

// So the file's outermost object and the first one inside it.
Bytes stretched(const Bytes& file) {
  const emrtd::Tlv outer = emrtd::TlvReader(file).next().value();
  const emrtd::Tlv first = emrtd::TlvReader(outer.value).next().value();
  const ByteView rest = outer.value.subspan(first.whole.size());
  return longer(outer, concat({longer(first, Bytes(first.value.begin(), first.value.end())), rest}));
}

const std::vector<std::uint16_t> kFiles{card::kEfDg1, card::kEfDg2, card::kEfCom};

TEST(LongForm, a_chip_whose_issuer_wrote_its_lengths_so_is_read) {
  card::ChipContent chip = content("genuine");
  for (const std::uint16_t file : kFiles) {
    const Bytes before = chip.files[file];
    chip.files[file] = stretched(before);
    ASSERT_GT(chip.files[file].size(), before.size()) << file;
  }
  Inspect inspect;
  inspect.store = resign(chip, {});
  TestCard card(chip);
  Field field = card.field();
  const Inspection inspection = inspect(field);
  EXPECT_TRUE(all_passed(inspection)) << summary(inspection);
  EXPECT_EQ(inspection.portrait, card::test::input().portrait);
}

TEST(LongForm, the_same_files_behind_the_issuers_back_are_not_the_signed_ones) {
  for (const unsigned group : {1U, 2U}) {
    card::ChipContent chip = content("genuine");
    Bytes& file = chip.files[emrtd::fid_of_data_group(group)];
    file = stretched(file);
    TestCard card(chip);
    Field field = card.field();
    const Inspection inspection = Inspect{}(field);
    EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::failed) << summary(inspection);
    EXPECT_EQ(sub(inspection, "passive.hash.dg" + std::to_string(group)), SubResult::failed);
  }
}

// What is DER inside (SecurityInfos, the security object) has one form alone.
TEST(LongForm, der_stays_der) {
  card::ChipContent chip = content("genuine");
  chip.files[card::kEfDg14] = stretched(chip.files[card::kEfDg14]);  // 6E may, the SET inside may not
  Inspect inspect;
  inspect.store = resign(chip, {});
  TestCard card(chip);
  Field field = card.field();
  const Inspection inspection = inspect(field);
  EXPECT_EQ(sub(inspection, "passive.dg14_content"), SubResult::failed) << summary(inspection);
}

}  // namespace
}  // namespace proofmark::chip::test
