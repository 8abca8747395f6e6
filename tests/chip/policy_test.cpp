// What is chosen of a chip's offers, and what is too weak for the policy.
#include <gtest/gtest.h>

#include "attacks/malformed/scheme.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/pace.hpp"
#include "reference-impl/chip/pace_terminal.hpp"
#include "reference-impl/chip/strength.hpp"
#include "tests/chip/support.hpp"

namespace proofmark::chip::test {
namespace {

using decision::CheckResult;
using emrtd::Cipher;
using emrtd::Mapping;

emrtd::PaceInfo offer(Mapping mapping, bool elliptic, Cipher cipher, unsigned parameter) {
  return {emrtd::oid_of(emrtd::PaceProtocol{mapping, elliptic, cipher}).value(), 2, parameter};
}

TEST(Policy, pace_is_chosen_by_what_it_proves_and_how_strong_it_is) {
  const std::vector<emrtd::PaceInfo> by_rank{offer(Mapping::chip_authentication, true, Cipher::aes256, 16),
                                             offer(Mapping::chip_authentication, true, Cipher::aes128, 13),
                                             offer(Mapping::generic, true, Cipher::aes256, 17),
                                             offer(Mapping::integrated, true, Cipher::aes192, 16),
                                             offer(Mapping::generic, true, Cipher::aes128, 12),
                                             offer(Mapping::integrated, false, Cipher::aes128, 2),
                                             offer(Mapping::generic, true, Cipher::tdes, 12)};
  for (std::size_t best = 0; best < by_rank.size(); ++best) {
    std::vector<emrtd::PaceInfo> offered(by_rank.begin() + static_cast<std::ptrdiff_t>(best), by_rank.end());
    std::reverse(offered.begin(), offered.end());
    const PaceChoice choice = choose_pace(offered, {});
    ASSERT_NE(choice.best, nullptr);
    EXPECT_EQ(*choice.best, by_rank[best]) << describe(*choice.best) << " before " << describe(by_rank[best]);
    EXPECT_EQ(choice.known, offered.size());
  }
  EXPECT_EQ(describe(by_rank[0]), "ECDH-CAM-AES-256 on brainpoolP384r1");
}

TEST(Policy, weak_offers_are_not_followed) {
  const StrengthFloor floor;
  for (const auto& weak :
       {offer(Mapping::generic, true, Cipher::aes256, 8), offer(Mapping::generic, true, Cipher::aes256, 9),
        offer(Mapping::integrated, false, Cipher::aes256, 0)}) {
    EXPECT_EQ(choose_pace({weak}, floor).best, nullptr) << describe(weak);
    EXPECT_EQ(choose_pace({weak}, floor).known, 1U);
    EXPECT_NE(choose_pace({weak}, StrengthFloor::none()).best, nullptr);
  }
  StrengthFloor strict;
  strict.cipher = Cipher::aes192;
  EXPECT_EQ(choose_pace({offer(Mapping::generic, true, Cipher::aes128, 13)}, strict).best, nullptr);
  const emrtd::PaceInfo unknown{"0.4.0.127.0.7.2.2.4.9.9", 2, 13};
  EXPECT_EQ(choose_pace({unknown}, floor).known, 0U);
}

// A chip with weak PACE and basic access control: the weak PACE is refused and basic access control does not replace
// it.
TEST(Policy, a_weak_offer_gives_way_to_nothing_older) {
  card::ChipContent chip = content("genuine");
  emrtd::SecurityInfos infos;
  infos.pace.push_back(offer(Mapping::generic, true, Cipher::aes128, 8));
  chip.master_file[card::kEfCardAccess] = emrtd::encode_security_infos(infos).value();
  chip.bac = true;
  Inspect inspect;
  inspect.password = mrz_password();
  TestCard card(chip);
  Field field = card.field();
  const Inspection inspection = inspect(field);
  EXPECT_EQ(result_of(inspection, "chip.access"), CheckResult::failed) << summary(inspection);
  EXPECT_EQ(sub(inspection, "access.pace"), SubResult::failed);
  EXPECT_EQ(sub(inspection, "access.bac"), std::nullopt);
  EXPECT_LT(field.commands(), 6U) << "nothing is asked of the chip after its offers";
}

TEST(Policy, keys_are_judged_by_kind_and_size) {
  SeededRandom random(3, "policy keys");
  const pki::Key p256 = pki::Key::generate(pki::Curve::p256, random).value();
  StrengthFloor floor;
  EXPECT_TRUE(strong_enough(p256, floor));
  EXPECT_EQ(describe(p256), "an elliptic key of 256 bits");
  floor.elliptic_bits = 384;
  EXPECT_FALSE(strong_enough(p256, floor));
}

TEST(Policy, dsa_keys_are_judged_by_both_of_their_sizes) {
  SeededRandom random(5, "policy dsa");
  const auto key = [&](unsigned group) {
    return pki::Key::from_spki(attacks::malformed::SigningKey::dsa(group, random).value().spki()).value();
  };
  const pki::Key weak = key(0);
  const pki::Key mixed = key(1);
  const pki::Key strong = key(2);
  StrengthFloor floor;
  EXPECT_FALSE(strong_enough(weak, floor)) << "p of 1024 bits, q of 160";
  EXPECT_EQ(describe(weak), "a DSA key of 1024 and 160 bits");
  EXPECT_TRUE(strong_enough(mixed, floor));
  EXPECT_TRUE(strong_enough(strong, floor)) << describe(strong);
  floor.elliptic_bits = 256;
  EXPECT_FALSE(strong_enough(mixed, floor)) << describe(mixed);
  EXPECT_TRUE(strong_enough(strong, floor));
  floor.group_bits = 3072;
  EXPECT_FALSE(strong_enough(strong, floor));
}

TEST(Policy, signers_below_the_floor_are_refused) {
  card::ChipContent chip = content("genuine");
  Inspect inspect;
  inspect.store = resign(chip, {});
  inspect.policy.floor.elliptic_bits = 257;
  inspect.policy.floor.cipher = Cipher::tdes;
  chip.master_file[card::kEfCardAccess] = content("genuine").master_file.at(card::kEfCardAccess);
  TestCard card(chip);
  Field field = card.field();
  // The floor is that of every elliptic key: the chip's own PACE falls with it.
  EXPECT_EQ(result_of(inspect(field), "chip.access"), CheckResult::failed);
  InspectionPolicy policy;
  const pki::Certificate& csca = inspect.store.csca.front();
  EXPECT_EQ(shortcoming_of(csca, policy), "");
  policy.floor.elliptic_bits = 384;
  EXPECT_EQ(shortcoming_of(csca, policy), "an elliptic key of 256 bits");
}

TEST(Policy, a_weak_key_of_chip_authentication_proves_nothing) {
  card::ChipContent chip = content("genuine");
  emrtd::SecurityInfos infos = emrtd::parse_dg14(chip.files.at(emrtd::fid_of_data_group(14))).value();
  SeededRandom random(4, "weak key");
  auto weak =
      card::make_chip_key(emrtd::oid_ca_ecdh_aes128, std::nullopt, emrtd::Domain::standardised(8).value(), random);
  ASSERT_TRUE(weak) << weak.error().line();
  infos.chip_authentication = {{weak->protocol, 1, std::nullopt}};
  infos.chip_authentication_keys = {{emrtd::oid_chip_authentication_key_ecdh,
                                     emrtd::Domain::standardised(8)->subject_public_key_info(weak->public_key).value(),
                                     std::nullopt}};
  infos.active_authentication_algorithm.reset();
  chip.files[emrtd::fid_of_data_group(14)] = emrtd::encode_dg14(infos).value();
  chip.files.erase(emrtd::fid_of_data_group(15));
  chip.files[emrtd::fid_com] = emrtd::encode_com({"0107", "040000", {0x61, 0x75, 0x6E}});
  Inspect inspect;
  inspect.store = resign(chip, {});
  TestCard card(chip);
  Field field = card.field();
  const Inspection inspection = inspect(field);
  EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::passed) << summary(inspection);
  EXPECT_EQ(result_of(inspection, "chip.genuine"), CheckResult::failed) << summary(inspection);
  EXPECT_EQ(sub(inspection, "genuine.chip_authentication"), SubResult::failed);
  EXPECT_EQ(sub(inspection, "genuine.active_authentication"), SubResult::not_supported);
}

// 9303-11 section 6.2 leaves the choice to the terminal: a method is as strong as its weaker part, whatever its kind.
TEST(Policy, the_stronger_method_of_chip_authentication_is_used) {
  card::ChipContent chip = content("genuine");
  emrtd::SecurityInfos infos = emrtd::parse_dg14(chip.files.at(emrtd::fid_of_data_group(14))).value();
  infos.chip_authentication.clear();
  infos.chip_authentication_keys.clear();
  chip.chip_authentication.clear();
  SeededRandom random(5, "two keys");
  struct Offer {
    bool elliptic;
    emrtd::Cipher cipher;
    std::uint32_t parameter;  // 9303-11 table 6
  };
  // Both of 112 bits; what Diffie-Hellman brings besides is the stronger cipher.
  for (const Offer& offer : {Offer{true, emrtd::Cipher::tdes, 10}, Offer{false, emrtd::Cipher::aes256, 2}}) {
    const std::uint32_t id = offer.elliptic ? 1 : 2;
    const std::string protocol = emrtd::oid_of(emrtd::ChipAuthenticationProtocol{offer.elliptic, offer.cipher});
    auto key = card::make_chip_key(protocol, id, emrtd::Domain::standardised(offer.parameter).value(), random);
    ASSERT_TRUE(key) << key.error().line();
    infos.chip_authentication.push_back({protocol, 1, id});
    infos.chip_authentication_keys.push_back(
        {offer.elliptic ? emrtd::oid_chip_authentication_key_ecdh : emrtd::oid_chip_authentication_key_dh,
         key->domain.subject_public_key_info(key->public_key).value(), id});
    chip.chip_authentication.push_back(*std::move(key));
  }
  chip.files[emrtd::fid_of_data_group(14)] = emrtd::encode_dg14(infos).value();
  Inspect inspect;
  inspect.store = resign(chip, {});
  TestCard card(chip);
  Field field = card.field();
  const Inspection inspection = inspect(field);
  EXPECT_EQ(result_of(inspection, "chip.genuine"), CheckResult::passed) << summary(inspection);
  const std::string used = emrtd::oid_of(emrtd::ChipAuthenticationProtocol{false, emrtd::Cipher::aes256});
  EXPECT_NE(inspection.check("chip.genuine").reason.find(used), std::string::npos) << summary(inspection);
}

// TR-03135-1 section 5.6: every check of the chip has its result, whatever the chip offers.
TEST(Policy, every_sub_check_is_there) {
  for (const char* name : {"genuine", "genuine-bac-only", "genuine-cam", "genuine-passport"}) {
    TestCard card(name);
    Field field = card.field();
    Inspect inspect;
    inspect.password = mrz_password();
    const Inspection inspection = inspect(field);
    ASSERT_TRUE(all_passed(inspection)) << name << "\n" << summary(inspection);
    for (const char* id : {"access.pace",
                           "access.session",
                           "files.atr_info",
                           "files.mandatory",
                           "passive.content_hash",
                           "passive.sod_signature",
                           "passive.trust_status",
                           "passive.ds_signature",
                           "passive.ds_validity",
                           "passive.csca_validity",
                           "passive.ds_strength",
                           "passive.csca_strength",
                           "passive.ds_country",
                           "passive.digest_algorithm",
                           "passive.hash.dg1",
                           "passive.hash.dg2",
                           "passive.sod_vs_com",
                           "passive.dg1_state_vs_ds_country",
                           "passive.mrz_vs_dg1",
                           "revocation.ds",
                           "genuine.chip_authentication_mapping",
                           "genuine.chip_authentication",
                           "genuine.active_authentication",
                           "validity.listed",
                           "validity.expiry"})
      EXPECT_TRUE(sub(inspection, id)) << name << ": " << id;
    std::set<std::string> seen;
    for (const SubCheck& check : inspection.sub_checks)
      EXPECT_TRUE(seen.insert(check.id).second || check.id == "revocation.ds") << name << ": twice " << check.id;
  }
}

}  // namespace
}  // namespace proofmark::chip::test
