// Passive authentication, revocation and proof of a genuine chip: documents that are wrong in one thing each.
#include <gtest/gtest.h>

#include "common/emrtd/lds.hpp"
#include "common/emrtd/tlv.hpp"
#include "tests/chip/support.hpp"

namespace proofmark::chip::test {
namespace {

using decision::CheckResult;
using emrtd::fid_of_data_group;

Inspection run(const card::ChipContent& chip, const Inspect& inspect = {}) {
  TestCard card(chip);
  Field field = card.field();
  return inspect(field);
}

TEST(Passive, a_country_of_the_test_itself_passes) {
  card::ChipContent chip = content("genuine");
  Inspect inspect;
  inspect.store = resign(chip, {});
  const Inspection inspection = run(chip, inspect);
  EXPECT_TRUE(all_passed(inspection)) << summary(inspection);
}

struct Fault {
  const char* name;
  Country country;
  const char* sub_check;
};

std::vector<Fault> faults() {
  std::vector<Fault> all;
  const auto add = [&](const char* name, const char* sub_check, auto change) {
    Fault fault{name, {}, sub_check};
    change(fault.country);
    all.push_back(fault);
  };
  add("csca expired", "passive.csca_validity", [](Country& c) { c.csca_to = today() - std::chrono::days(1); });
  add("csca not yet valid", "passive.csca_validity", [](Country& c) { c.csca_from = today() + std::chrono::days(1); });
  add("signer expired", "passive.ds_validity", [](Country& c) { c.signer_to = today() - std::chrono::days(1); });
  add("signer not yet valid", "passive.ds_validity",
      [](Country& c) { c.signer_from = today() + std::chrono::days(1); });
  add("signer of another country", "passive.ds_country", [](Country& c) { c.signer_code = "LV"; });
  add("document of another country", "passive.dg1_state_vs_ds_country",
      [](Country& c) { c.code = c.signer_code = "LV"; });
  add("signed by the CA itself", "passive.ds_usage", [](Country& c) { c.signer_is_csca = true; });
  add("hashes with SHA-1", "passive.digest_algorithm", [](Country& c) {
    c.digest_oid = "1.3.14.3.2.26";
    c.digest = pki::Digest::sha1;
  });
  add("unknown digest", "passive.digest_algorithm", [](Country& c) { c.digest_oid = "1.2.3.4"; });
  add("hashes with another digest than named", "passive.hash.dg1", [](Country& c) { c.digest = pki::Digest::sha512; });
  add("content of another kind", "passive.sod_signature", [](Country& c) { c.content_type = "1.2.840.113549.1.7.1"; });
  return all;
}

TEST(Passive, each_fault_fails_in_its_own_sub_check) {
  for (const Fault& fault : faults()) {
    card::ChipContent chip = content("genuine");
    Inspect inspect;
    inspect.store = resign(chip, fault.country);
    const Inspection inspection = run(chip, inspect);
    EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::failed) << fault.name << "\n" << summary(inspection);
    EXPECT_EQ(sub(inspection, fault.sub_check), SubResult::failed) << fault.name;
    EXPECT_FALSE(inspection.document) << fault.name;
    EXPECT_TRUE(inspection.portrait.empty()) << fault.name;
    EXPECT_NE(result_of(inspection, "chip.genuine"), CheckResult::failed) << fault.name;
  }
}

TEST(Passive, sha1_only_where_the_policy_allows_it) {
  card::ChipContent chip = content("genuine");
  Country country;
  country.digest_oid = "1.3.14.3.2.26";
  country.digest = pki::Digest::sha1;
  Inspect inspect;
  inspect.store = resign(chip, country);
  inspect.policy.allow_sha1 = true;
  EXPECT_TRUE(all_passed(run(chip, inspect)));
}

TEST(Passive, every_data_group_is_bound) {
  for (const unsigned number : {1U, 2U, 14U, 15U}) {
    card::ChipContent chip = content("genuine");
    Bytes& file = chip.files[fid_of_data_group(number)];
    file.back() = static_cast<std::uint8_t>(file.back() ^ 0x01U);
    const Inspection inspection = run(chip);
    EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::failed) << number << summary(inspection);
    EXPECT_EQ(sub(inspection, "passive.hash.dg" + std::to_string(number)), SubResult::failed) << number;
  }
}

TEST(Passive, a_file_that_is_taken_away_is_missed) {
  for (const std::uint16_t fid : {emrtd::fid_com, emrtd::fid_sod, fid_of_data_group(1), fid_of_data_group(2),
                                  fid_of_data_group(14), fid_of_data_group(15)}) {
    card::ChipContent chip = content("genuine");
    chip.files.erase(fid);
    const Inspection inspection = run(chip);
    EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::failed) << fid << "\n" << summary(inspection);
    EXPECT_FALSE(inspection.document);
  }
}

// The copier's way around chip and active authentication: leave the keys' data groups out and say so in EF.COM.
TEST(Passive, data_groups_left_out_of_com_are_missed) {
  card::ChipContent chip = content("genuine");
  chip.files.erase(fid_of_data_group(14));
  chip.files.erase(fid_of_data_group(15));
  chip.files[emrtd::fid_com] = emrtd::encode_com({"0107", "040000", {0x61, 0x75}});
  const Inspection inspection = run(chip);
  EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::failed) << summary(inspection);
  EXPECT_EQ(sub(inspection, "passive.sod_vs_com"), SubResult::failed);
  EXPECT_NE(result_of(inspection, "chip.genuine"), CheckResult::passed);
}

TEST(Passive, garbage_in_any_file_is_a_failed_check) {
  for (const std::uint16_t fid : {emrtd::fid_com, emrtd::fid_sod, fid_of_data_group(1), fid_of_data_group(2),
                                  fid_of_data_group(14), fid_of_data_group(15)}) {
    card::ChipContent chip = content("genuine");
    chip.files[fid] = concat({Bytes{chip.files[fid][0], 0x20}, Bytes(32, 0x55)});
    const Inspection inspection = run(chip);
    EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::failed) << fid << "\n" << summary(inspection);
  }
}

TEST(Passive, signature_altered) {
  card::ChipContent chip = content("genuine");
  Bytes& sod = chip.files[emrtd::fid_sod];
  sod[sod.size() - 3] = static_cast<std::uint8_t>(sod[sod.size() - 3] ^ 0x40U);
  const Inspection inspection = run(chip);
  EXPECT_EQ(sub(inspection, "passive.sod_signature"), SubResult::failed);
  EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::failed);
  EXPECT_EQ(result_of(inspection, "chip.revocation"), CheckResult::not_performed);
  // The chip has the key of its DG14, but nobody vouches for that key.
  EXPECT_EQ(result_of(inspection, "chip.genuine"), CheckResult::undetermined);
}

TEST(Passive, the_printed_zone_is_that_of_dg1) {
  TestCard card("genuine");
  Field field = card.field();
  Inspect inspect;
  inspect.password = mrz_password();
  inspect.password.can = civil().can;  // the chip opens with the CAN, so a false zone does not show itself earlier
  inspect.password.document_number = "00000001";
  const Inspection inspection = inspect(field);
  EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::failed);
  EXPECT_EQ(sub(inspection, "passive.mrz_vs_dg1"), SubResult::failed);
}

TEST(Revocation, missing_stale_and_foreign_lists_leave_it_undetermined) {
  const card::ChipContent chip = content("genuine");
  Inspect none;
  none.store.crls.clear();
  EXPECT_EQ(result_of(run(chip, none), "chip.revocation"), CheckResult::undetermined);
  EXPECT_EQ(result_of(run(chip, none), "chip.passive"), CheckResult::passed);

  Inspect stale;
  stale.now = *issuer().crl().next_update() + std::chrono::seconds(1);
  EXPECT_EQ(result_of(run(chip, stale), "chip.revocation"), CheckResult::undetermined);
  stale.policy.revocation_list_grace = std::chrono::hours(1);
  EXPECT_EQ(result_of(run(chip, stale), "chip.revocation"), CheckResult::passed);
  Inspect last_moment;
  last_moment.now = *issuer().crl().next_update();
  EXPECT_EQ(result_of(run(chip, last_moment), "chip.revocation"), CheckResult::passed);

  card::ChipContent other = chip;
  Inspect foreign;
  foreign.store.crls = resign(other, {}).crls;
  EXPECT_EQ(result_of(run(chip, foreign), "chip.revocation"), CheckResult::undetermined);

  Inspect future;
  future.now = issuer().crl().this_update() - std::chrono::seconds(1);
  EXPECT_EQ(result_of(run(chip, future), "chip.revocation"), CheckResult::undetermined);
}

TEST(Revocation, an_old_list_that_names_the_signer_still_counts) {
  TestCard card("revoked-ds");
  Field field = card.field();
  Inspect inspect;
  inspect.now = *issuer().crl().next_update() + std::chrono::days(5);
  const Inspection inspection = inspect(field);
  EXPECT_EQ(result_of(inspection, "chip.revocation"), CheckResult::failed) << summary(inspection);
  EXPECT_NE(inspection.check("chip.revocation").reason.find("revoked"), std::string::npos);
}

TEST(Genuine, a_chip_without_any_proof_is_refused) {
  card::ChipContent chip = content("genuine");
  chip.files.erase(fid_of_data_group(14));
  chip.files.erase(fid_of_data_group(15));
  chip.master_file.erase(emrtd::fid_card_access);
  chip.files[emrtd::fid_com] = emrtd::encode_com({"0107", "040000", {0x61, 0x75}});
  chip.pace = false;
  Inspect inspect;
  inspect.password = mrz_password();
  inspect.store = resign(chip, {});
  const Inspection refused = run(chip, inspect);
  EXPECT_EQ(result_of(refused, "chip.access"), CheckResult::passed) << summary(refused);
  EXPECT_EQ(result_of(refused, "chip.passive"), CheckResult::passed) << summary(refused);
  EXPECT_EQ(result_of(refused, "chip.genuine"), CheckResult::failed);
  inspect.policy.require_chip_proof = false;
  EXPECT_EQ(result_of(run(chip, inspect), "chip.genuine"), CheckResult::not_performed);
}

TEST(Genuine, a_copied_chip_fails_by_active_authentication_too) {
  card::ChipContent chip = content("genuine-bac-only");
  SeededRandom random(77, "copier");
  chip.active_authentication = pki::Key::generate(pki::Curve::brainpool_p256r1, random).value();
  Inspect inspect;
  inspect.password = mrz_password();
  const Inspection inspection = run(chip, inspect);
  EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::passed) << summary(inspection);
  EXPECT_EQ(result_of(inspection, "chip.genuine"), CheckResult::failed);
}

TEST(Validity, to_the_end_of_the_day_of_expiry) {
  const card::ChipContent chip = content("genuine");
  const auto end = std::chrono::sys_days(civil().date_of_expiry) + std::chrono::days(1);
  Inspect inspect;
  inspect.now = Instant(end) - Duration(1);
  EXPECT_EQ(result_of(run(chip, inspect), "document.validity"), CheckResult::passed);
  inspect.now = Instant(end);
  EXPECT_EQ(result_of(run(chip, inspect), "document.validity"), CheckResult::failed);
}

TEST(Trust, is_read_from_the_operators_folder) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / "proofmark-chip-trust";
  std::filesystem::remove_all(folder);
  EXPECT_FALSE(load_trust(folder));
  ASSERT_TRUE(issuer().write_trust(folder));
  const auto store = load_trust(folder);
  ASSERT_TRUE(store) << store.error().line();
  Inspect inspect;
  inspect.store = *store;
  EXPECT_TRUE(all_passed(run(content("genuine"), inspect)));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace proofmark::chip::test
