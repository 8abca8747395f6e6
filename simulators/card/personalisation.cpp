#include "simulators/card/personalisation.hpp"

#include <algorithm>

#include "common/emrtd/active_authentication.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/pace.hpp"
#include "common/pki/cms.hpp"

namespace proofmark::card {

namespace {

constexpr std::uint32_t kBrainpoolP256r1 = 13;  // standardised domain parameters, ICAO 9303-11 table 6

struct Size {
  std::uint16_t width = 0;
  std::uint16_t height = 0;
};

// The size stands in the frame header SOFn (ITU-T T.81 section B.2.2), found by walking the marker segments.
Result<Size> jpeg_size(ByteView jpeg) {
  const auto word = [&](std::size_t at) { return static_cast<std::uint16_t>(jpeg[at] << 8U | jpeg[at + 1]); };
  const auto wrong = [](const std::string& observed) {
    return fail("ITU-T T.81 annex B", "a JPEG image with a frame header", observed, "Give the portrait as JPEG.");
  };
  if (jpeg.size() < 4 || word(0) != 0xFFD8) return wrong("bytes that do not begin with FFD8");
  std::size_t at = 2;
  while (at + 9 < jpeg.size()) {
    if (jpeg[at] != 0xFF) return wrong("no marker at byte " + std::to_string(at));
    const std::uint8_t marker = jpeg[at + 1];
    const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) return Size{word(at + 7), word(at + 5)};
    if (marker == 0xDA || marker == 0xD9) break;
    at += marker == 0xFF ? 1U : 2U + word(at + 2);
  }
  return wrong("no frame header");
}

std::string mrz_information_of(const std::string& zone) {
  // TD1: number and check digit in line 1, birth and expiry with theirs in line 2 (9303-11 section 9.7.2).
  return zone.substr(5, 10) + zone.substr(30, 7) + zone.substr(38, 7);
}

// EF.SOD over the data groups that are there (9303-10 section 4.6.2), LDS version 1.7.
Result<Bytes> make_sod(const std::map<std::uint16_t, Bytes>& files, const Profile& profile, const Signer& signer,
                       Instant signed_at) {
  const pki::Digest digest = profile.digest == "sha-1" ? pki::Digest::sha1 : pki::Digest::sha256;
  emrtd::LdsSecurityObject object;
  object.digest_algorithm = pki::digest_oid(digest);
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
  PROOFMARK_TRY(const Bytes cms, pki::make_signed_data(spec, signer.certificate, signer.key));
  return emrtd::encode_sod(cms);
}

}  // namespace

Result<Bytes> dg2_of_jpeg(ByteView jpeg) {
  PROOFMARK_TRY(const Size size, jpeg_size(jpeg));
  return emrtd::encode_dg2({Bytes(jpeg.begin(), jpeg.end()), emrtd::ImageFormat::jpeg, size.width, size.height});
}

person::CivilRecord printed_record(const Profile& profile, const person::CivilRecord& civil, Instant now) {
  person::CivilRecord printed = civil;
  if (profile.expired_days > 0 || profile.expires_today) {
    const auto expiry = std::chrono::floor<std::chrono::days>(now) - std::chrono::days{profile.expired_days};
    printed.date_of_expiry = expiry;
    printed.date_of_issue = expiry - std::chrono::days{3652};  // ten years
  }
  return printed;
}

Result<ChipContent> personalise(const Profile& profile, const Personalisation& input, const IssuerPki& issuer,
                                RandomSource& random) {
  const person::CivilRecord civil = printed_record(profile, input.civil, input.today.value_or(issuer.now()));
  std::string zone = person::td1_mrz(civil);
  if (zone.size() != 90)
    return fail("ICAO 9303-5 section 4.2", "a machine readable zone of 90 characters", std::to_string(zone.size()),
                "Correct the civil record.");
  // Neither is covered by a check digit (9303-5 section 4.2.4).
  zone.replace(0, 2, profile.document_code).replace(2, 3, profile.state).replace(45, 3, profile.state);
  ChipContent chip;
  chip.mrz_information = mrz_information_of(zone);
  chip.pace = profile.pace;
  chip.bac = profile.bac;
  chip.can = profile.pace ? civil.can : "";
  chip.chip_authentication_3des = profile.secure_messaging == "3des";

  emrtd::SecurityInfos infos;
  if (profile.pace) {
    infos.pace.push_back({emrtd::oid_pace_ecdh_gm_aes128, 2, kBrainpoolP256r1});
    PROOFMARK_TRY(chip.files[kEfCardAccess], emrtd::encode_security_infos(infos));
  }
  emrtd::EfCom com;
  const auto add = [&](unsigned group, Bytes content) {
    chip.files[emrtd::fid_of_data_group(group)] = std::move(content);
    com.data_group_tags.push_back(emrtd::tag_of_data_group(group));
  };
  add(1, emrtd::encode_dg1(zone));
  PROOFMARK_TRY(Bytes dg2, dg2_of_jpeg(input.portrait));
  add(2, std::move(dg2));
  if (profile.chip_authentication) {
    PROOFMARK_TRY(chip.chip_authentication, pki::Key::generate(pki::Curve::brainpool_p256r1, random));
    infos.chip_authentication.push_back(
        {chip.chip_authentication_3des ? emrtd::oid_ca_ecdh_3des : emrtd::oid_ca_ecdh_aes128, 1, std::nullopt});
    infos.chip_authentication_keys.push_back(
        {emrtd::oid_chip_authentication_key_ecdh, chip.chip_authentication->spki(), std::nullopt});
  }
  if (profile.active_authentication) {
    PROOFMARK_TRY(chip.active_authentication, pki::Key::generate(pki::Curve::brainpool_p256r1, random));
    infos.active_authentication_algorithm = emrtd::oid_ecdsa_plain_sha256;
  }
  // DG14 repeats what EF.CardAccess says, signed, so that a downgrade shows (9303-11 section 9.2.11).
  if (profile.pace || profile.chip_authentication || profile.active_authentication) {
    PROOFMARK_TRY(Bytes dg14, emrtd::encode_dg14(infos));
    add(14, std::move(dg14));
  }
  if (profile.active_authentication) add(15, emrtd::encode_dg15(chip.active_authentication->spki()));
  chip.files[kEfCom] = emrtd::encode_com(com);

  const std::chrono::sys_days issued{civil.date_of_issue};
  const Signer& signer = issuer.signer(parse_signer_kind(profile.signer).value_or(SignerKind::document_signer), issued);
  PROOFMARK_TRY(chip.files[kEfSod], make_sod(chip.files, profile, signer, issued + std::chrono::hours{9}));
  return chip;
}

}  // namespace proofmark::card
