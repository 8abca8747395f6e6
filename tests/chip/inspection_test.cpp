// Card against service: what an inspection gives out and how it goes on.
#include <gtest/gtest.h>

#include "common/emrtd/lds.hpp"
#include "tests/chip/support.hpp"

namespace proofmark::chip::test {
namespace {

using decision::CheckResult;

TEST(Inspection, gives_out_what_the_chip_holds) {
  TestCard card("genuine");
  Field field = card.field();
  const Inspection inspection = Inspect{}(field);
  ASSERT_TRUE(inspection.document) << summary(inspection);
  const DocumentData& data = *inspection.document;
  EXPECT_EQ(data.issuer, "LTU");
  EXPECT_EQ(data.nationality, "LTU");
  EXPECT_EQ(data.number, civil().document_number);
  EXPECT_EQ(data.personal_code, civil().personal_code);
  EXPECT_EQ(data.sex, civil().sex == person::Sex::female ? "F" : "M");
  std::string surname = person::transliterate(civil().surname);
  std::replace(surname.begin(), surname.end(), '<', ' ');
  EXPECT_EQ(data.surname, surname);
  EXPECT_EQ(data.date_of_birth, to_rfc3339(std::chrono::sys_days(civil().date_of_birth)).substr(0, 10));
  EXPECT_EQ(data.date_of_expiry, to_rfc3339(std::chrono::sys_days(civil().date_of_expiry)).substr(0, 10));
  EXPECT_EQ(inspection.portrait, card::test::input().portrait);
  EXPECT_FALSE(inspection.portrait_is_jpeg2000);
  EXPECT_EQ(sub(inspection, "access.pace"), SubResult::successful);
  EXPECT_EQ(sub(inspection, "passive.hash.dg2"), SubResult::successful);
  EXPECT_EQ(sub(inspection, "genuine.chip_authentication"), SubResult::successful);
  EXPECT_EQ(sub(inspection, "access.bac"), SubResult::not_supported);
}

TEST(Inspection, is_the_same_for_the_same_seed) {
  TestCard one("genuine");
  TestCard two("genuine");
  std::vector<Bytes> commands_one;
  std::vector<Bytes> commands_two;
  Field a = one.field();
  Field b = two.field();
  a.alter = [&](std::size_t, Bytes& answer) { commands_one.push_back(answer); };
  b.alter = [&](std::size_t, Bytes& answer) { commands_two.push_back(answer); };
  EXPECT_EQ(summary(Inspect{}(a)), summary(Inspect{}(b)));
  EXPECT_EQ(commands_one, commands_two);
}

TEST(Inspection, an_older_chip_proves_itself_by_active_authentication) {
  card::ChipContent older = content("genuine-bac-only");
  TestCard card(older);
  Field field = card.field();
  Inspect inspect;
  inspect.password = mrz_password();
  const Inspection inspection = inspect(field);
  EXPECT_TRUE(all_passed(inspection)) << summary(inspection);
  EXPECT_EQ(sub(inspection, "access.bac"), SubResult::successful);
  EXPECT_EQ(sub(inspection, "genuine.active_authentication"), SubResult::successful);
}

TEST(Inspection, files_beyond_32_kib_are_read_with_the_odd_instruction) {
  card::ChipContent large = content("genuine");
  const Bytes portrait = card::test::jpeg(413, 531, 70000, 0x21);
  large.files[emrtd::fid_of_data_group(2)] = emrtd::encode_dg2({portrait, emrtd::ImageFormat::jpeg, 413, 531}).value();
  Inspect inspect;
  inspect.store = resign(large, {});
  TestCard card(large);
  Field field = card.field();
  const Inspection inspection = inspect(field);
  EXPECT_TRUE(all_passed(inspection)) << summary(inspection);
  EXPECT_EQ(inspection.portrait, portrait);
}

// 9303-11 section 4.2 knows two passwords; a refused one is followed by the other, never by a weaker protocol.
TEST(Inspection, a_refused_access_number_is_followed_by_the_zone) {
  for (const char* name : {"genuine", "genuine-mrz-only", "genuine-cam"}) {
    TestCard card(name);
    Field field = card.field();
    Inspect inspect;
    inspect.password = mrz_password();
    inspect.password.can = civil().can == "000000" ? "000001" : "000000";
    const Inspection inspection = inspect(field);
    EXPECT_TRUE(all_passed(inspection)) << name << "\n" << summary(inspection);
    EXPECT_EQ(sub(inspection, "access.pace.can"), SubResult::failed);
    EXPECT_EQ(sub(inspection, "access.pace"), SubResult::successful);
    EXPECT_EQ(sub(inspection, "access.bac"), SubResult::not_supported);
  }
}

TEST(Inspection, a_chip_that_maps_its_key_needs_no_other_proof) {
  TestCard card("genuine-cam");
  Field field = card.field();
  const Inspection inspection = Inspect{}(field);
  EXPECT_TRUE(all_passed(inspection)) << summary(inspection);
  EXPECT_EQ(sub(inspection, "genuine.chip_authentication_mapping"), SubResult::successful);
  EXPECT_EQ(sub(inspection, "passive.card_security.signature"), SubResult::successful);
  EXPECT_EQ(sub(inspection, "genuine.chip_authentication"), SubResult::not_supported);
}

TEST(Inspection, a_passport_of_the_newer_kind) {
  TestCard card("genuine-passport");
  Field field = card.field();
  Inspect inspect;
  inspect.password = mrz_password();
  const Inspection inspection = inspect(field);
  ASSERT_TRUE(inspection.document) << summary(inspection);
  EXPECT_EQ(inspection.document->type, "P");
  EXPECT_EQ(inspection.document->number, civil().document_number);
  EXPECT_EQ(inspection.document->personal_code, civil().personal_code);
  EXPECT_EQ(inspection.portrait, card::test::input().portrait);
}

TEST(Inspection, a_chip_without_card_security_proves_nothing_by_its_mapping) {
  card::ChipContent chip = content("genuine-cam");
  chip.master_file.erase(card::kEfCardSecurity);
  TestCard card(chip);
  Field field = card.field();
  const Inspection inspection = Inspect{}(field);
  EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::failed) << summary(inspection);
  EXPECT_EQ(result_of(inspection, "chip.genuine"), CheckResult::failed);
}

TEST(Inspection, misuse_is_an_error_and_reaches_no_chip) {
  TestCard card("genuine");
  Field field = card.field();
  SeededRandom random(1, "misuse");
  const auto attempt = [&](const AccessPassword& password, const TrustStore& store) {
    return inspect(field, password, store, {}, random, today()).has_value();
  };
  EXPECT_FALSE(attempt({}, trust()));
  EXPECT_FALSE(attempt({"12345", "", "", ""}, trust()));
  EXPECT_FALSE(attempt({"12345a", "", "", ""}, trust()));
  EXPECT_FALSE(attempt({"", "12345678", "", ""}, trust()));
  EXPECT_FALSE(attempt({"", "12345678", "900101", "3001-1"}, trust()));
  EXPECT_FALSE(attempt({"", "ab345678", "900101", "300101"}, trust()));
  EXPECT_FALSE(attempt(can_password(), {}));
  EXPECT_EQ(field.commands(), 0U);
}

}  // namespace
}  // namespace proofmark::chip::test
