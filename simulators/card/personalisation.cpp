#include "simulators/card/personalisation.hpp"

#include <algorithm>
#include <opencv2/core.hpp>

#include "common/asn1/der.hpp"
#include "common/emrtd/active_authentication.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/lds_details.hpp"
#include "common/emrtd/pace.hpp"
#include "common/emrtd/terminal_authentication.hpp"
#include "common/emrtd/tlv.hpp"
#include "common/media/jpeg.hpp"
#include "common/picture_size.hpp"
#include "common/pki/cms.hpp"
#include "common/pki/rsa.hpp"
#include "simulators/card/zone.hpp"

namespace proofmark::card {

namespace {

constexpr unsigned kBrainpoolP256r1 = 13;  // standardised domain parameters, ICAO 9303-11 table 6

std::string yyyymmdd(std::chrono::year_month_day date) {
  std::string text = to_rfc3339(std::chrono::sys_days(date)).substr(0, 10);
  text.erase(std::remove(text.begin(), text.end(), '-'), text.end());
  return text;
}

Result<emrtd::FacialImage> face_of(Bytes picture) {
  PROOFMARK_TRY(const PictureSize size, picture_size(picture));
  if (size.width > 0xFFFF || size.height > 0xFFFF)
    return fail("ISO/IEC 19794-5:2005 clause 5.7", "sides of at most 65,535 pixels",
                std::to_string(size.width) + " x " + std::to_string(size.height), "Give a smaller portrait.");
  return emrtd::FacialImage{std::move(picture), size.jpeg2000 ? emrtd::ImageFormat::jpeg2000 : emrtd::ImageFormat::jpeg,
                            static_cast<std::uint16_t>(size.width), static_cast<std::uint16_t>(size.height)};
}

// By the profile's scheme. Only RSASSA-PSS draws from `random`: a salt as long as the digest (9303-12 section 4.1.6.1).
Result<Bytes> sign(pki::SignedDataSpec spec, const Profile& profile, const Signer& signer, RandomSource& random) {
  if (profile.signature) {
    spec.digest = profile.signature->digest;
    if (profile.signature->pss) spec.pss_salt = random.bytes(pki::digest_size(spec.digest));
  }
  return pki::make_signed_data(spec, signer.certificate, signer.key);
}

// EF.SOD over the data groups that are there (9303-10 section 4.6.2).
Result<Bytes> make_sod(const std::map<std::uint16_t, Bytes>& files, const Profile& profile, const Signer& signer,
                       Instant signed_at, RandomSource& random) {
  const pki::Digest digest = parse_digest(profile.digest).value_or(pki::Digest::sha256);
  emrtd::LdsSecurityObject object;
  object.digest_algorithm = pki::digest_oid(digest);
  if (profile.lds == "1.8") {  // version 1 of the object (9303-10 section 4.6.2.3)
    object.lds_version = "0108";
    object.unicode_version = "040000";
  }
  for (const auto& [id, content] : files) {
    const auto group = static_cast<unsigned>(id & 0xFFU);
    const auto& left_out = profile.unsigned_groups;
    if (id < kEfDg1 || id > 0x0110 || std::count(left_out.begin(), left_out.end(), group) > 0) continue;
    object.hashes[group] = pki::digest(digest, content);
  }
  pki::SignedDataSpec spec;
  if (profile.content_type == "data") spec.content_type = "1.2.840.113549.1.7.1";
  PROOFMARK_TRY(spec.content, emrtd::encode_lds_security_object(object));
  spec.signing_time = signed_at;
  PROOFMARK_TRY(const Bytes cms, sign(std::move(spec), profile, signer, random));
  return emrtd::encode_sod(cms);
}

using Groups = std::map<unsigned, Bytes>;

Result<Bytes> portrait_group(const Profile& profile, ByteView jpeg) {
  Bytes picture(jpeg.begin(), jpeg.end());
  if (profile.picture == "jpeg2000") {
    PROOFMARK_TRY(const cv::Mat decoded, media::decode_jpeg(jpeg));
    PROOFMARK_TRY(picture, media::encode_jpeg2000(decoded));
  }
  PROOFMARK_TRY(const emrtd::FacialImage face, face_of(std::move(picture)));
  return profile.face == "39794-5" ? emrtd::encode_dg2_39794(face) : emrtd::encode_dg2(face);
}

// The first offer's key came first in every version of this code: what is drawn from `random` keeps its order.
Result<void> add_chip_authentication(const Profile& profile, ChipContent& chip, emrtd::SecurityInfos& infos,
                                     RandomSource& random) {
  if (!profile.chip_authentication) return {};
  std::vector<Offer> offers = profile.chip_authentication_offers;
  if (offers.empty())
    offers.push_back(
        {profile.secure_messaging == "3des" ? emrtd::oid_ca_ecdh_3des : emrtd::oid_ca_ecdh_aes128, kBrainpoolP256r1});
  std::uint32_t number = 0;
  for (const Offer& offer : offers) {
    ++number;
    const auto key_id = offers.size() > 1 ? std::optional<std::uint32_t>(number) : std::nullopt;
    PROOFMARK_TRY(emrtd::Domain domain, emrtd::Domain::standardised(offer.parameters));
    PROOFMARK_TRY(ChipKey key, make_chip_key(offer.protocol, key_id, std::move(domain), random));
    infos.chip_authentication.push_back({offer.protocol, 1, key_id});
    PROOFMARK_TRY(Bytes info, key.domain.subject_public_key_info(key.public_key));
    infos.chip_authentication_keys.push_back(
        {key.domain.elliptic() ? emrtd::oid_chip_authentication_key_ecdh : emrtd::oid_chip_authentication_key_dh,
         std::move(info), key_id});
    chip.chip_authentication.push_back(std::move(key));
  }
  return {};
}

Result<void> add_active_authentication(const Profile& profile, ChipContent& chip, emrtd::SecurityInfos& infos,
                                       Groups& groups, RandomSource& random) {
  if (!profile.active_authentication) return {};
  const ActiveAuthentication& wanted = profile.active_authentication_key;
  chip.active_authentication_digest = wanted.digest;
  if (wanted.curve) {
    PROOFMARK_TRY(chip.active_authentication, pki::Key::generate(*wanted.curve, random));
    infos.active_authentication_algorithm = emrtd::oid_of_plain_ecdsa(wanted.digest);
  } else {
    PROOFMARK_TRY(chip.active_authentication, pki::generate_rsa(wanted.bits, random));
  }
  groups[15] = emrtd::encode_dg15(chip.active_authentication->spki());
  return {};
}

Result<void> add_pace(const Profile& profile, ChipContent& chip, emrtd::SecurityInfos& infos, RandomSource& random) {
  if (!profile.pace) return {};
  std::vector<Offer> offers = profile.pace_offers;
  if (offers.empty()) offers.push_back({emrtd::oid_pace_ecdh_gm_aes128, kBrainpoolP256r1});
  for (const Offer& offer : offers) {
    infos.pace.push_back({offer.protocol, 2, offer.parameters});
    const auto protocol = emrtd::pace_protocol(offer.protocol);
    if (!protocol || protocol->mapping != emrtd::Mapping::chip_authentication) continue;
    if (chip.mapping_key)
      return fail("card profile", "one offer of chip authentication mapping", "two", "Correct the profile.");
    PROOFMARK_TRY(emrtd::Domain domain, emrtd::Domain::standardised(offer.parameters));
    PROOFMARK_TRY(chip.mapping_key, make_chip_key("", offer.parameters, std::move(domain), random));
  }
  emrtd::SecurityInfos open;
  open.pace = infos.pace;
  PROOFMARK_TRY(chip.master_file[kEfCardAccess], emrtd::encode_security_infos(open));
  return {};
}

Result<void> add_further_groups(const Profile& profile, const person::CivilRecord& civil, Groups& groups,
                                RandomSource& random) {
  for (const unsigned group : profile.further_groups) {
    if (group == 3) groups[3] = emrtd::encode_empty_templates(3, random.bytes(16));
    if (group == 11) {
      const HolderText& holder = profile.holder;
      groups[11] =
          emrtd::encode_dg11({holder.full_name.empty() ? civil.surname + "<<" + civil.given_names : holder.full_name,
                              civil.personal_code, yyyymmdd(civil.date_of_birth),
                              holder.place_of_birth.empty() ? "Vilnius" : holder.place_of_birth, holder.address});
    }
    if (group == 12)
      groups[12] = emrtd::encode_dg12({"Asmens dokumentų išrašymo centras", yyyymmdd(civil.date_of_issue)});
    if (group == 13)
      groups[13] = emrtd::encode_tlv(emrtd::tag_of_data_group(13), emrtd::encode_tlv(0x53, Bytes(32, 0)));
    if (group == 16)
      groups[16] =
          emrtd::encode_dg16({{yyyymmdd(civil.date_of_issue), civil.surname + "<<ARTIMASIS", "+37060000000", "LTU"}});
  }
  return {};
}

Bytes terminal_authentication_info() {
  return asn1::sequence({asn1::oid(emrtd::oid_terminal_authentication), asn1::integer(1)});
}

// TR-03110-3 section A.3: references of up to 16 characters as objects 42, zeros up to 36 bytes.
Bytes cvca_file(const std::string& holder) {
  Bytes file = emrtd::encode_tlv(0x42, to_bytes(holder));
  file.resize(36);
  return file;
}

// What stands beside EF.CardAccess: EF.CardSecurity where PACE maps the chip's key (9303-11 section 9.2.12), the
// applications, and the longest command and answer (9303-10 sections 3.11.1 and 3.11.2).
Result<void> fill_master_file(ChipContent& chip, const emrtd::SecurityInfos& infos, const Profile& profile,
                              const Signer& signer, Instant signed_at, RandomSource& random) {
  chip.master_file[kEfDir] = emrtd::encode_tlv(
      0x61, emrtd::encode_tlv(0x4F, Bytes(emrtd::lds_application.begin(), emrtd::lds_application.end())));
  const Bytes longest =
      concat({emrtd::encode_tlv(0x02, Bytes{0xFF, 0xFF}), emrtd::encode_tlv(0x02, Bytes{0xFD, 0xE8})});
  chip.master_file[kEfAtrInfo] =
      concat({emrtd::encode_tlv(0x47, Bytes{0xC4, 0x21, 0xC0}), emrtd::encode_tlv(0x7F66, longest)});
  if (!chip.mapping_key) return {};
  emrtd::SecurityInfos secured;
  secured.pace = infos.pace;
  PROOFMARK_TRY(Bytes info, chip.mapping_key->domain.subject_public_key_info(chip.mapping_key->public_key));
  secured.chip_authentication_keys.push_back(
      {emrtd::oid_chip_authentication_key_ecdh, std::move(info), chip.mapping_key->key_id});
  pki::SignedDataSpec spec;
  spec.content_type = emrtd::oid_security_object;
  spec.signing_time = signed_at;
  PROOFMARK_TRY(spec.content, emrtd::encode_security_infos(secured));
  PROOFMARK_TRY(chip.master_file[kEfCardSecurity], sign(std::move(spec), profile, signer, random));
  return {};
}

}  // namespace

Result<Bytes> dg2_of_jpeg(ByteView jpeg) {
  PROOFMARK_TRY(const emrtd::FacialImage face, face_of(Bytes(jpeg.begin(), jpeg.end())));
  return emrtd::encode_dg2(face);
}

person::CivilRecord printed_record(const Profile& profile, const person::CivilRecord& civil, Instant now) {
  person::CivilRecord printed = civil;
  if (profile.expired_days > 0 || profile.expires_today) {
    const auto expiry = std::chrono::floor<std::chrono::days>(now) - std::chrono::days{profile.expired_days};
    printed.date_of_expiry = expiry;
    printed.date_of_issue = expiry - std::chrono::days{3652};  // ten years
  }
  if (!profile.holder.surname.empty()) {
    printed.surname = profile.holder.surname;
    printed.given_names = profile.holder.given_names;
  }
  return printed;
}

Result<ChipKey> make_chip_key(std::string protocol, std::optional<std::uint32_t> key_id, emrtd::Domain domain,
                              RandomSource& random) {
  PROOFMARK_TRY(emrtd::KeyPair pair, domain.generate(random));
  return ChipKey{std::move(protocol), key_id, std::move(domain), std::move(pair.private_key),
                 std::move(pair.public_key)};
}

Result<ChipContent> personalise(const Profile& profile, const Personalisation& input, const IssuerPki& issuer,
                                RandomSource& random) {
  const person::CivilRecord civil = printed_record(profile, input.civil, input.today.value_or(issuer.now()));
  PROOFMARK_TRY(const std::string zone, zone_of(profile, civil));
  const std::chrono::sys_days issued{civil.date_of_issue};
  ChipContent chip;
  chip.mrz_information = mrz_information_of(zone);
  chip.pace = profile.pace;
  chip.bac = profile.bac;
  chip.can = profile.pace && profile.can ? civil.can : "";

  Groups groups;
  groups[1] = emrtd::encode_dg1(zone);
  PROOFMARK_TRY(groups[2], portrait_group(profile, input.portrait));
  emrtd::SecurityInfos infos;
  PROOFMARK_CHECK(add_chip_authentication(profile, chip, infos, random));
  PROOFMARK_CHECK(add_active_authentication(profile, chip, infos, groups, random));
  PROOFMARK_CHECK(add_further_groups(profile, civil, groups, random));
  if (profile.terminal_authentication) {
    chip.terminal_authentication = TerminalTrust{issuer.verifier().content, issuer.verifier().key, issued};
    infos.others.push_back(terminal_authentication_info());
    chip.files[kEfCvca] = cvca_file(issuer.verifier().content.holder);
  }
  PROOFMARK_CHECK(add_pace(profile, chip, infos, random));
  // DG14 repeats what EF.CardAccess says, signed, so that a downgrade shows (9303-11 section 9.2.11).
  const bool rsa = profile.active_authentication && !profile.active_authentication_key.curve;
  if (profile.pace || profile.chip_authentication || (profile.active_authentication && !rsa)) {
    PROOFMARK_TRY(groups[14], emrtd::encode_dg14(infos));
  }

  emrtd::EfCom com;
  if (profile.lds == "1.8") com.lds_version = "0108";
  for (auto& [group, content] : groups) {
    chip.files[emrtd::fid_of_data_group(group)] = std::move(content);
    com.data_group_tags.push_back(emrtd::tag_of_data_group(group));
  }
  chip.files[kEfCom] = emrtd::encode_com(com);
  Signer signer = issuer.signer(parse_signer_kind(profile.signer).value_or(SignerKind::document_signer), issued);
  if (profile.signature) {
    PROOFMARK_TRY(signer, issuer.signer(*profile.signature));
  }
  const Instant signed_at = issued + std::chrono::hours{9};
  PROOFMARK_TRY(chip.files[kEfSod], make_sod(chip.files, profile, signer, signed_at, random));
  PROOFMARK_CHECK(fill_master_file(chip, infos, profile, signer, signed_at, random));
  return chip;
}

}  // namespace proofmark::card
