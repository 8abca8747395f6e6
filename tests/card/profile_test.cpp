// Personalisation and profiles: what the files hold, what each fault changes, and what profile files may say.
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "common/emrtd/active_authentication.hpp"
#include "common/emrtd/lds.hpp"
#include "common/pki/cms.hpp"
#include "common/pki/folder.hpp"
#include "common/pki/signed_list.hpp"
#include "simulators/card/status.hpp"
#include "tests/card/support.hpp"

namespace proofmark::card::test {
namespace {

ChipContent content_of(const Profile& profile) {
  SeededRandom random(8, "profile");
  ChipContent content = personalise(profile, input(), issuer(), random).value();
  for (const std::string& fault : profile.faults)
    content = attacks::document::apply_fault(fault, std::move(content), input(), random).value();
  return content;
}

struct Sod {
  pki::Certificate signer;
  emrtd::LdsSecurityObject object;
};
Sod sod_of(const ChipContent& content) {
  const Bytes cms = emrtd::parse_sod(content.files.at(kEfSod)).value();
  pki::Certificate signer = pki::parse_signed_data(cms).value().certificates.at(0);
  const Bytes signed_content = pki::verify_signed_data(cms, signer).value();
  return {signer, emrtd::parse_lds_security_object(signed_content).value()};
}

std::vector<unsigned> groups_with_wrong_hash(const ChipContent& content) {
  std::vector<unsigned> wrong;
  for (const auto& [group, hash] : sod_of(content).object.hashes)
    if (sha256(content.files.at(emrtd::fid_of_data_group(group))) != hash) wrong.push_back(group);
  return wrong;
}

TEST(Personalisation, GenuineCardIsConsistent) {
  const ChipContent content = content_of(profile("genuine"));
  const Sod sod = sod_of(content);
  EXPECT_TRUE(groups_with_wrong_hash(content).empty());
  std::vector<unsigned> hashed;
  for (const auto& [group, hash] : sod.object.hashes) hashed.push_back(group);
  EXPECT_EQ(hashed, (std::vector<unsigned>{1, 2, 14, 15}));
  EXPECT_EQ(emrtd::parse_com(content.files.at(kEfCom)).value().data_group_tags,
            (std::vector<std::uint8_t>{0x61, 0x75, 0x6E, 0x6F}));
  EXPECT_TRUE(pki::names_chain(sod.signer, issuer().csca().certificate));
  EXPECT_TRUE(pki::verify_signature(sod.signer, issuer().csca().certificate).has_value());
  EXPECT_TRUE(sod.signer.valid_at(today()));
  EXPECT_FALSE(issuer().crl().revoked_at(sod.signer.serial()).has_value());
  EXPECT_EQ(emrtd::parse_dg1(content.files.at(kEfDg1)).value(), person::td1_mrz(civil()));
  const auto face = emrtd::parse_dg2(content.files.at(kEfDg2)).value();
  EXPECT_EQ(face.image, input().portrait);
  EXPECT_EQ(face.width, 413);
  EXPECT_EQ(face.height, 531);
  const auto access = emrtd::parse_security_infos(content.master_file.at(kEfCardAccess)).value();
  const auto dg14 = emrtd::parse_dg14(content.files.at(kEfDg14)).value();
  EXPECT_EQ(access.pace, dg14.pace);
  const ChipKey& key = content.chip_authentication.at(0);
  EXPECT_EQ(dg14.chip_authentication_keys.at(0).public_key, key.domain.subject_public_key_info(key.public_key));
  EXPECT_EQ(emrtd::parse_dg15(content.files.at(kEfDg15)).value(), content.active_authentication->spki());
}

// One file says how the issuer signs: EF.SOD, EF.CardSecurity and the data groups' hashes are as it says.
TEST(Personalisation, SignsByTheProfilesScheme) {
  struct Expected {
    const char* profile;
    pki::Digest signed_by, groups;
    std::size_t bits;
    bool rsa;
  };
  for (const Expected& e :
       {Expected{"genuine", pki::Digest::sha256, pki::Digest::sha256, 256, false},
        Expected{"genuine-signed-rsa", pki::Digest::sha256, pki::Digest::sha256, 3072, true},
        Expected{"genuine-signed-pss", pki::Digest::sha256, pki::Digest::sha256, 2048, true},
        Expected{"genuine-signed-p256", pki::Digest::sha256, pki::Digest::sha224, 256, false},
        Expected{"genuine-signed-p384", pki::Digest::sha384, pki::Digest::sha384, 384, false},
        Expected{"genuine-signed-brainpool512", pki::Digest::sha512, pki::Digest::sha512, 512, false}}) {
    SCOPED_TRACE(e.profile);
    const ChipContent content = content_of(profile(e.profile));
    const Sod sod = sod_of(content);
    const auto data = pki::parse_signed_data(emrtd::parse_sod(content.files.at(kEfSod)).value()).value();
    EXPECT_EQ(data.digest_algorithm, pki::digest_oid(e.signed_by));
    EXPECT_EQ(sod.object.digest_algorithm, pki::digest_oid(e.groups));
    for (const auto& [group, hash] : sod.object.hashes)
      EXPECT_EQ(hash, pki::digest(e.groups, content.files.at(emrtd::fid_of_data_group(group))));
    const pki::Key key = sod.signer.public_key().value();
    EXPECT_EQ(key.is_rsa(), e.rsa);
    EXPECT_EQ(key.bits(), e.bits);
    EXPECT_TRUE(pki::verify_signature(sod.signer, issuer().csca().certificate));
    EXPECT_EQ(content_of(profile(e.profile)).files, content.files) << "the same seed, the same bytes";
    if (const auto security = content.master_file.find(kEfCardSecurity); security != content.master_file.end()) {
      EXPECT_TRUE(pki::verify_signed_data(security->second, sod.signer));
    }
  }
}

// A fault of the issuer signs anew, by the issuer's usual scheme alone.
TEST(Personalisation, RefusesASchemeOfItsOwnWithAFaultOfTheIssuer) {
  Profile p = profile("genuine-signed-p256");
  p.faults = {"reissue"};
  SeededRandom random(8, "scheme");
  EXPECT_FALSE(attacks::document::make_card(p, input(), issuer(), random));
}

TEST(Personalisation, SameSeedSameChip) {
  EXPECT_EQ(content_of(profile("genuine")).files, content_of(profile("genuine")).files);
  const IssuerPki again = IssuerPki::create(1, today()).value();
  EXPECT_EQ(again.csca().certificate.der(), issuer().csca().certificate.der());
  EXPECT_EQ(again.crl().der(), issuer().crl().der());
  EXPECT_NE(IssuerPki::create(2, today())->csca().certificate.der(), issuer().csca().certificate.der());
}

TEST(Personalisation, RefusesAPortraitThatIsNoJpeg) {
  SeededRandom random(8, "profile");
  for (const Bytes& portrait :
       {Bytes{}, to_bytes("portrait"), hex("FFD8FFD9"), hex("FFD8FFE0FFFF00"), hex("FFD8FFDA000200000000000000")}) {
    Personalisation bad = input();
    bad.portrait = portrait;
    EXPECT_FALSE(personalise(profile("genuine"), bad, issuer(), random).has_value()) << to_hex(portrait);
  }
}

TEST(Issuer, EverySignerIsValidTodayAndCoversItsYear) {
  for (int days = 0; days < 3652 + 30; days += 30) {
    const auto issued = std::chrono::floor<std::chrono::days>(today()) - std::chrono::days{days};
    for (const SignerKind kind :
         {SignerKind::document_signer, SignerKind::revoked_document_signer, SignerKind::unknown_document_signer}) {
      const pki::Certificate& c = issuer().signer(kind, issued).certificate;
      EXPECT_TRUE(c.valid_at(today())) << days;
      EXPECT_TRUE(c.valid_at(issued)) << days;
      EXPECT_EQ(issuer().crl().revoked_at(c.serial()).has_value(), kind == SignerKind::revoked_document_signer);
      EXPECT_EQ(pki::verify_signature(c, issuer().csca().certificate).has_value(),
                kind != SignerKind::unknown_document_signer);
    }
  }
  EXPECT_TRUE(issuer().csca().certificate.valid_at(today()));
  EXPECT_LE(issuer().crl().this_update(), today());
  EXPECT_GT(issuer().crl().next_update().value(), today());
}

TEST(Issuer, TrustFolderHoldsTheCountryFirst) {
  const auto folder = std::filesystem::temp_directory_path() / ("proofmark-issuer-" + std::to_string(::getpid()));
  ASSERT_TRUE(issuer().write_trust(folder).has_value());
  const auto trust = pki::read_trust_folder(folder).value();
  ASSERT_EQ(trust.csca.size(), 17U);
  EXPECT_EQ(trust.csca[0].der(), issuer().csca().certificate.der());
  ASSERT_EQ(trust.crls.size(), 16U) << "one authority gives no list";
  EXPECT_TRUE(pki::verify_signature(trust.crls[0], trust.csca[0]).has_value());
  EXPECT_EQ(trust.publishers.size(), 1U);
  ASSERT_EQ(trust.deviation_lists.size(), 1U);
  ASSERT_EQ(trust.defect_lists.size(), 1U);
  EXPECT_TRUE(pki::verify_list(trust.deviation_lists[0], pki::oid_deviation_list, {trust.csca[0]}, today()));
  EXPECT_TRUE(pki::verify_list(trust.defect_lists[0], pki::oid_defect_list, trust.publishers, today()));
  EXPECT_FALSE(pki::verify_list(trust.defect_lists[0], pki::oid_defect_list, trust.csca, today()))
      << "the publisher is trusted for no document";
  std::filesystem::remove_all(folder);
}

// Each trouble is the one that the name says, and the only one.
TEST(Issuer, TroubledSignersAreWhatTheirNamesSay) {
  const auto issued = std::chrono::floor<std::chrono::days>(today());
  const auto of = [&](SignerKind kind) { return issuer().signer(kind, issued).certificate; };
  const auto above = [&](const pki::Certificate& c) -> const pki::Certificate* {
    for (const pki::Certificate& csca : issuer().trust().csca)
      if (pki::names_chain(c, csca) && pki::verify_signature(c, csca)) return &csca;
    return nullptr;
  };
  EXPECT_FALSE(of(SignerKind::expired_document_signer).valid_at(today()));
  EXPECT_LT(of(SignerKind::expired_document_signer).not_after(), today());
  EXPECT_GT(of(SignerKind::future_document_signer).not_before(), today());
  EXPECT_FALSE(of(SignerKind::wrong_usage_signer).allows_digital_signature());
  EXPECT_EQ(of(SignerKind::other_country_signer).subject_country(), "LV");
  EXPECT_EQ(of(SignerKind::csca_as_signer).der(), issuer().csca().certificate.der());
  EXPECT_EQ(above(of(SignerKind::self_made_signer)), nullptr);
  for (const SignerKind kind :
       {SignerKind::expired_csca_signer, SignerKind::weak_csca_signer, SignerKind::no_list_signer,
        SignerKind::stale_list_signer, SignerKind::forged_list_signer, SignerKind::neighbour_document_signer}) {
    const pki::Certificate signer = of(kind);
    const pki::Certificate* csca = above(signer);
    ASSERT_NE(csca, nullptr) << name_of(kind);
    EXPECT_TRUE(signer.valid_at(today()) && signer.allows_digital_signature()) << name_of(kind);
    EXPECT_EQ(csca->valid_at(today()), kind != SignerKind::expired_csca_signer) << name_of(kind);
    EXPECT_EQ(csca->allows_certificate_signing(), kind != SignerKind::weak_csca_signer) << name_of(kind);
    int lists = 0, good = 0;
    for (const pki::Crl& crl : issuer().trust().crls) {
      if (!crl.issued_by(*csca)) continue;
      ++lists;
      if (pki::verify_signature(crl, *csca) && *crl.next_update() > today()) ++good;
    }
    const bool troubled = kind == SignerKind::stale_list_signer || kind == SignerKind::forged_list_signer;
    EXPECT_EQ(lists, kind == SignerKind::no_list_signer ? 0 : 1) << name_of(kind);
    EXPECT_EQ(good, kind == SignerKind::no_list_signer || troubled ? 0 : 1) << name_of(kind);
  }
}

TEST(Issuer, OddAuthoritiesAreWhatTheirNamesSay) {
  const auto issued = std::chrono::floor<std::chrono::days>(today());
  const auto of = [&](SignerKind kind) { return issuer().signer(kind, issued).certificate; };
  const auto above = [&](SignerKind kind) -> const pki::Certificate* {
    for (const pki::Certificate& csca : issuer().trust().csca)
      if (pki::names_chain(of(kind), csca) && pki::verify_signature(of(kind), csca)) return &csca;
    return nullptr;
  };
  const auto list = [&](SignerKind kind) -> const pki::Crl* {
    for (const pki::Crl& crl : issuer().trust().crls)
      if (crl.issued_by(*above(kind))) return &crl;
    return nullptr;
  };
  for (const SignerKind kind :
       {SignerKind::future_csca_signer, SignerKind::critical_csca_signer, SignerKind::no_ca_csca_signer,
        SignerKind::no_list_right_signer, SignerKind::future_list_signer, SignerKind::partial_list_signer,
        SignerKind::stale_revoked_signer, SignerKind::linked_signer, SignerKind::forged_link_signer,
        SignerKind::foreign_authority_signer}) {
    ASSERT_NE(above(kind), nullptr) << name_of(kind);
    ASSERT_NE(list(kind), nullptr) << name_of(kind);
    EXPECT_EQ(parse_signer_kind(name_of(kind)), kind);
    EXPECT_TRUE(pki::verify_signature(*list(kind), *above(kind))) << name_of(kind);
    EXPECT_EQ(above(kind)->valid_at(today()), kind != SignerKind::future_csca_signer) << name_of(kind);
    EXPECT_EQ(above(kind)->has_bad_extensions(), kind == SignerKind::critical_csca_signer) << name_of(kind);
    EXPECT_EQ(above(kind)->is_ca(), kind != SignerKind::no_ca_csca_signer) << name_of(kind);
    EXPECT_EQ(above(kind)->allows_crl_signing(), kind != SignerKind::no_list_right_signer) << name_of(kind);
    EXPECT_EQ(list(kind)->this_update() > today(), kind == SignerKind::future_list_signer) << name_of(kind);
    EXPECT_EQ(*list(kind)->next_update() < today(), kind == SignerKind::stale_revoked_signer) << name_of(kind);
    EXPECT_EQ(list(kind)->revoked_at(of(kind).serial()).has_value(), kind == SignerKind::stale_revoked_signer)
        << name_of(kind);
    EXPECT_EQ(of(kind).subject_country() == above(kind)->subject_country(),
              kind != SignerKind::foreign_authority_signer)
        << name_of(kind);
    const bool linked = kind == SignerKind::linked_signer;
    EXPECT_EQ(pki::verify_signature(*above(kind), issuer().csca().certificate).has_value(), linked) << name_of(kind);
    EXPECT_EQ(pki::names_chain(*above(kind), issuer().csca().certificate),
              linked || kind == SignerKind::forged_link_signer)
        << name_of(kind);
  }
}

// Nothing that the service gets to see says that it is being tried out.
TEST(Issuer, NamesGiveNothingAway) {
  const ChipContent content = content_of(profile("genuine"));
  Bytes all = issuer().csca().certificate.der();
  for (const auto& [file, bytes] : content.files) all.insert(all.end(), bytes.begin(), bytes.end());
  std::string text = to_text(all) + issuer().csca().certificate.subject() + sod_of(content).signer.subject();
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const char* word : {"proofmark", "simulat", "test", "fake", "specimen", "genuine"})
    EXPECT_EQ(text.find(word), std::string::npos) << word;
}

TEST(Faults, CloneKeepsEveryFileButNotTheKeys) {
  const ChipContent genuine = content_of(profile("genuine"));
  const ChipContent clone = content_of(profile("cloned-chip"));
  EXPECT_EQ(clone.files, genuine.files);
  EXPECT_NE(clone.active_authentication->spki(), genuine.active_authentication->spki());
  EXPECT_NE(clone.chip_authentication.at(0).private_key, genuine.chip_authentication.at(0).private_key);
}

TEST(Faults, CloneFailsBothProofs) {
  SeededRandom random(8, "clone");
  const auto card = attacks::document::make_card(profile("cloned-chip"), input(), issuer(), random).value();
  Terminal terminal(*card);
  ASSERT_EQ(terminal.pace_with_can(civil().can), sw::kOk);
  ASSERT_EQ(terminal.select_application(), sw::kOk);
  const pki::Key key = pki::Key::from_spki(emrtd::parse_dg15(terminal.read(kEfDg15)).value()).value();
  const Bytes challenge(8, 1);
  const auto r = terminal.send({0, 0x88, 0, 0, challenge, 256U, false});
  ASSERT_EQ(r.sw, sw::kOk) << "it answers";
  EXPECT_FALSE(emrtd::verify_active_authentication(key, emrtd::oid_ecdsa_plain_sha256, challenge, r.data).value());
  ASSERT_EQ(terminal.chip_authentication(terminal.read(kEfDg14), false), sw::kOk) << "it plays along";
  EXPECT_EQ(terminal.select(kEfDg1), sw::kMessagingObjectsWrong) << "but has not the same keys";
}

TEST(Faults, ExchangedPortraitBreaksOneHash) {
  const ChipContent content = content_of(profile("dg2-exchanged"));
  EXPECT_EQ(groups_with_wrong_hash(content), (std::vector<unsigned>{2}));
  EXPECT_EQ(emrtd::parse_dg2(content.files.at(kEfDg2))->image, input().other_portrait);
  Personalisation alone = input();
  alone.other_portrait.clear();
  SeededRandom random(8, "dg2");
  EXPECT_FALSE(attacks::document::make_card(profile("dg2-exchanged"), alone, issuer(), random).has_value());
}

TEST(Faults, UnknownCscaHasTheSameNameAndAnotherKey) {
  const Sod sod = sod_of(content_of(profile("unknown-csca")));
  EXPECT_EQ(sod.signer.issuer_name(), issuer().csca().certificate.subject_name());
  EXPECT_FALSE(pki::verify_signature(sod.signer, issuer().csca().certificate).has_value());
  EXPECT_TRUE(groups_with_wrong_hash(content_of(profile("unknown-csca"))).empty());
}

TEST(Faults, RevokedSignerIsOnTheList) {
  const Sod sod = sod_of(content_of(profile("revoked-ds")));
  EXPECT_TRUE(pki::verify_signature(sod.signer, issuer().csca().certificate).has_value());
  EXPECT_TRUE(issuer().crl().revoked_at(sod.signer.serial()).has_value());
}

TEST(Faults, ExpiredDocumentSaysSoInItsZoneAndStillVerifies) {
  const Profile p = profile("expired-document");
  const ChipContent content = content_of(p);
  EXPECT_EQ(emrtd::parse_dg1(content.files.at(kEfDg1))->substr(38, 6), "260131");
  EXPECT_TRUE(groups_with_wrong_hash(content).empty());
  EXPECT_TRUE(sod_of(content).signer.valid_at(today()));
  const auto printed = printed_record(p, civil(), today());
  EXPECT_EQ(printed.date_of_expiry, std::chrono::year{2026} / 1 / 31);
  EXPECT_EQ(content.mrz_information.substr(17, 6), "260131") << "the password is what is printed";
}

TEST(Profiles, EveryFileOfTheTreeIsGoodAndMakesACard) {
  SeededRandom random(8, "all");
  std::vector<std::string> names;
  for (const auto& folder : {genuine_profiles(), attack_profiles()}) {
    const auto profiles = list_profiles(folder);
    ASSERT_TRUE(profiles.has_value()) << profiles.error().line();
    for (const Profile& p : *profiles) {
      names.push_back(p.name);
      EXPECT_EQ(p.clause.empty(), folder == genuine_profiles()) << p.name;
      EXPECT_TRUE(attacks::document::make_card(p, input(), issuer(), random).has_value()) << p.name;
    }
  }
  EXPECT_GE(names.size(), 160U);
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
  std::set<std::string> used;
  for (const std::string& name : names)
    for (const std::string& fault : profile(name).faults) used.insert(fault);
  for (const std::string& fault : attacks::document::fault_names())
    EXPECT_TRUE(used.contains(fault) || fault == "remove_dg14") << fault << " is used by no profile";
}

TEST(Profiles, WrongFilesAreRefusedByName) {
  const auto folder = std::filesystem::temp_directory_path() / ("proofmark-profile-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const std::string good = R"("description":"d","expected":{"chip.access":"passed"})";
  const struct {
    const char* name;
    std::string text;
    bool accepted;
  } cases[] = {{"good", "{" + good + "}", true},
               {"no_json", "{", false},
               {"twice", "{" + good + R"(,"description":"d"})", false},
               {"zero_byte", "{" + good + "}" + std::string("\0{}", 3), false},
               {"array", "[]", false},
               {"unknown", "{" + good + R"(,"colour":"red"})", false},
               {"type", "{" + good + R"(,"pace":"yes"})", false},
               {"signer", "{" + good + R"(,"signer":"me"})", false},
               {"closed", "{" + good + R"(,"pace":false,"bac":false})", false},
               {"negative", "{" + good + R"(,"expired_days":-1})", false},
               {"check", R"({"description":"d","expected":{"chip.acces":"passed"}})", false},
               {"result", R"({"description":"d","expected":{"chip.access":"pass"}})", false},
               {"step", "{" + good + R"(,"sub_checks":{"passive.hash.dg2":"failed"}})", true},
               {"step_result", "{" + good + R"(,"sub_checks":{"passive.hash.dg2":"fail"}})", false},
               {"step_name", "{" + good + R"(,"sub_checks":{"hash":"failed"}})", false},
               {"scheme", "{" + good + R"(,"signature":"rsa-pss-sha-512 4096","digest":"sha-512"})", true},
               {"scheme_hash", "{" + good + R"(,"signature":"rsa-md5 2048"})", false},
               {"scheme_bits", "{" + good + R"(,"signature":"rsa-sha-256 512"})", false},
               {"scheme_curve", "{" + good + R"(,"signature":"ecdsa-sha-256 2"})", false},
               {"scheme_sha1", "{" + good + R"(,"signature":"ecdsa-sha-1 13"})", false},
               {"scheme_signer", "{" + good + R"(,"signature":"ecdsa-sha-256 12","signer":"linked_signer"})", false},
               {"digest", "{" + good + R"(,"digest":"md5"})", false},
               {"holder", "{" + good + R"(,"holder":{"surname":"A","given_names":"B","full_name":"Б<<А"}})", true},
               {"holder_field", "{" + good + R"(,"holder":{"name":"A"}})", false},
               {"holder_empty", "{" + good + R"(,"holder":{"full_name":""}})", false},
               {"holder_half", "{" + good + R"(,"holder":{"surname":"A"}})", false},
               {"holder_zone", "{" + good + R"(,"holder":{"surname":"Б","given_names":"А"}})", false},
               {"bare", R"({"description":"d"})", false},
               {"faults", "{" + good + R"(,"faults":"clone"})", false}};
  for (const auto& c : cases) {
    const auto file = folder / (std::string(c.name) + ".json");
    std::ofstream(file) << c.text;
    const auto loaded = load_profile(file);
    EXPECT_EQ(loaded.has_value(), c.accepted) << c.name;
    if (!loaded) {
      EXPECT_NE(loaded.error().line().find(file.string()), std::string::npos) << loaded.error().line();
    }
  }
  EXPECT_FALSE(load_profile(folder / "missing.json").has_value());
  EXPECT_FALSE(list_profiles(folder / "missing").has_value());
  EXPECT_FALSE(list_profiles(folder).has_value()) << "one bad file is an error, not a shorter list";
  std::filesystem::remove_all(folder);

  Profile p = profile("genuine");
  p.faults = {"no such fault"};
  SeededRandom random(8, "fault");
  const auto card = attacks::document::make_card(p, input(), issuer(), random);
  ASSERT_FALSE(card.has_value());
  EXPECT_NE(card.error().line().find("exchange_dg2"), std::string::npos) << "tells what is known";
}

}  // namespace
}  // namespace proofmark::card::test
