#include "tests/fuzz/small_document.hpp"

#include "common/emrtd/lds.hpp"
#include "common/emrtd/mrz.hpp"
#include "common/pki/cms.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace proofmark::fuzz {
namespace {

// ICAO 9303-4 section 4.2.
Result<std::string> passport_zone(const SmallDocument& document) {
  const auto checked = [](const std::string& field) -> Result<std::string> {
    PROOFMARK_TRY(const char digit, emrtd::mrz_check_digit(field));
    return field + digit;
  };
  std::string first = "P<LTUPAVYZDYS<<FUZZ";
  first.resize(44, '<');
  PROOFMARK_TRY(const std::string number, checked(document.number));
  PROOFMARK_TRY(const std::string birth, checked(document.birth));
  PROOFMARK_TRY(const std::string expiry, checked(document.expiry));
  PROOFMARK_TRY(const std::string optional, checked(std::string(14, '<')));
  PROOFMARK_TRY(const char all, emrtd::mrz_check_digit(number + birth + expiry + optional));
  return first + number + "LTU" + birth + "F" + expiry + optional + all;
}

Result<SmallDocument> make() {
  SeededRandom random(77, "small document");
  PROOFMARK_TRY(const pki::Key csca_key, pki::Key::generate(pki::Curve::p256, random));
  PROOFMARK_TRY(const pki::Key signer_key, pki::Key::generate(pki::Curve::p256, random));
  PROOFMARK_TRY(const pki::Key chip_key, pki::Key::generate(pki::Curve::p256, random));
  PROOFMARK_TRY(const pki::Key active_key, pki::Key::generate(pki::Curve::p256, random));
  PROOFMARK_TRY(const Instant now, from_rfc3339("2026-03-02T09:00:00Z"));
  pki::CertificateSpec authority;
  authority.role = pki::CertificateRole::country_signing_ca;
  authority.subject = {"LT", "Fuzz", "", "CSCA"};
  authority.serial = {0x01};
  authority.not_before = now - std::chrono::years(1);
  authority.not_after = now + std::chrono::years(10);
  PROOFMARK_TRY(pki::Certificate csca, pki::issue_certificate(authority, csca_key, nullptr, csca_key));
  pki::CertificateSpec spec = authority;
  spec.role = pki::CertificateRole::document_signer;
  spec.subject = {"LT", "Fuzz", "", "DS"};
  spec.serial = {0x02};
  PROOFMARK_TRY(const pki::Certificate signer, pki::issue_certificate(spec, signer_key, &csca, csca_key));
  PROOFMARK_TRY(pki::Crl crl,
                pki::issue_crl({1, now - std::chrono::days(1), now + std::chrono::days(30), {}}, csca, csca_key));

  emrtd::SecurityInfos infos;
  infos.pace = {{"0.4.0.127.0.7.2.2.4.2.2", 2, 12U}};
  PROOFMARK_TRY(Bytes card_access, emrtd::encode_security_infos(infos));
  infos.chip_authentication = {{"0.4.0.127.0.7.2.2.3.2.2", 1, 1U}};
  infos.chip_authentication_keys = {{emrtd::oid_chip_authentication_key_ecdh, chip_key.spki(), 1U}};
  infos.active_authentication_algorithm = "0.4.0.127.0.7.1.1.4.1.3";
  SmallDocument document{{},       std::move(card_access), "12345678<",    "900101",   "300101",
                         "123456", std::move(csca),        std::move(crl), active_key, now};
  PROOFMARK_TRY(const std::string zone, passport_zone(document));
  document.number = "12345678";
  PROOFMARK_TRY(const Bytes portrait,
                from_hex("FFD8FFE000104A46494600010100000100010000FFC00011080213019D03012200021101031101FFDA000C0301000"
                         "2110311003F00112233FFD9"));
  document.files[emrtd::fid_com] = emrtd::encode_com({"0107", "040000", {0x61, 0x75, 0x6E, 0x6F}});
  document.files[emrtd::fid_of_data_group(1)] = emrtd::encode_dg1(zone);
  PROOFMARK_TRY(document.files[emrtd::fid_of_data_group(2)],
                emrtd::encode_dg2({portrait, emrtd::ImageFormat::jpeg, 413, 531}));
  PROOFMARK_TRY(document.files[emrtd::fid_of_data_group(14)], emrtd::encode_dg14(infos));
  document.files[emrtd::fid_of_data_group(15)] = emrtd::encode_dg15(active_key.spki());
  emrtd::LdsSecurityObject object;
  object.digest_algorithm = "2.16.840.1.101.3.4.2.1";
  for (const unsigned number : {1U, 2U, 14U, 15U})
    object.hashes[number] = sha256(document.files[emrtd::fid_of_data_group(number)]);
  pki::SignedDataSpec signed_data;
  PROOFMARK_TRY(signed_data.content, emrtd::encode_lds_security_object(object));
  PROOFMARK_TRY(const Bytes cms, pki::make_signed_data(signed_data, signer, signer_key));
  document.files[emrtd::fid_sod] = emrtd::encode_sod(cms);
  return document;
}

}  // namespace

const SmallDocument& small_document() {
  static const Result<SmallDocument> made = make();
  require(made.has_value());
  return *made;
}

}  // namespace proofmark::fuzz
