// What a signer in good standing should not have signed: security objects that contradict themselves, and zones that no
// inspection may take (ICAO 9303-10 sections 4.6.2.3 and 4.7.1).
#include <algorithm>

#include "attacks/document/issuing.hpp"
#include "common/asn1/der.hpp"
#include "common/emrtd/tlv.hpp"
#include "simulators/card/zone.hpp"

namespace proofmark::attacks::document {
namespace {

using card::ChipContent;

constexpr const char* kSha512 = "2.16.840.1.101.3.4.2.3";

template <typename Change>
Result<ChipContent> with_object(ChipContent content, const Issuing& issuing, Change change) {
  PROOFMARK_TRY(emrtd::LdsSecurityObject object, object_of(content));
  change(object);
  PROOFMARK_TRY(const Bytes encoded, emrtd::encode_lds_security_object(object));
  PROOFMARK_TRY(content.files[card::kEfSod], sign_object(encoded, issuing, {}));
  return content;
}

// The object names SHA-512; the hashes are those of SHA-256.
Result<ChipContent> digest_named_otherwise(ChipContent content, const Issuing& issuing) {
  return with_object(std::move(content), issuing,
                     [](emrtd::LdsSecurityObject& object) { object.digest_algorithm = kSha512; });
}
Result<ChipContent> digest_unknown(ChipContent content, const Issuing& issuing) {
  return with_object(std::move(content), issuing,
                     [](emrtd::LdsSecurityObject& object) { object.digest_algorithm = "1.2.840.113549.2.5"; });
}
// The beginning of each hash: a terminal that compares as much as it is given would be content.
Result<ChipContent> hashes_cut(ChipContent content, const Issuing& issuing) {
  return with_object(std::move(content), issuing, [](emrtd::LdsSecurityObject& object) {
    for (auto& [group, hash] : object.hashes) hash.resize(4);
  });
}
// A data group 13 that both lists name and the chip does not hold.
Result<ChipContent> list_missing_group(ChipContent content, const Issuing& issuing) {
  PROOFMARK_TRY(emrtd::EfCom com, emrtd::parse_com(content.files[card::kEfCom]));
  com.data_group_tags.push_back(emrtd::tag_of_data_group(13));
  content.files[card::kEfCom] = emrtd::encode_com(com);
  return with_object(std::move(content), issuing,
                     [](emrtd::LdsSecurityObject& object) { object.hashes[13] = sha256(Bytes(32, 0x0D)); });
}

// Version 2 of the object, which no edition of the standard knows.
Result<ChipContent> object_version_unknown(ChipContent content, const Issuing& issuing) {
  PROOFMARK_TRY(const emrtd::LdsSecurityObject object, object_of(content));
  PROOFMARK_TRY(Bytes encoded, emrtd::encode_lds_security_object(object));
  const Bytes version = asn1::integer(0);
  const auto at = std::search(encoded.begin(), encoded.end(), version.begin(), version.end());
  *(at + 2) = 2;
  PROOFMARK_TRY(content.files[card::kEfSod], sign_object(encoded, issuing, {}));
  return content;
}

// Two hashes for the portrait: the owner's and another's. A terminal that looks for one that fits finds it.
Result<ChipContent> portrait_hashed_twice(ChipContent content, const Issuing& issuing) {
  PROOFMARK_TRY(const emrtd::LdsSecurityObject object, object_of(content));
  const auto entry = [](unsigned group, const Bytes& hash) {
    return asn1::sequence({asn1::integer(group), asn1::octet_string(hash)});
  };
  Bytes hashes = entry(2, sha256(issuing.input.other_portrait));
  for (const auto& [group, hash] : object.hashes) hashes = concat({hashes, entry(group, hash)});
  const Bytes encoded = asn1::sequence(
      {asn1::integer(0), asn1::sequence({asn1::oid(object.digest_algorithm)}), asn1::sequence({hashes})});
  PROOFMARK_TRY(content.files[card::kEfSod], sign_object(encoded, issuing, {}));
  return content;
}

Result<ChipContent> with_zone(ChipContent content, const Issuing& issuing, const person::CivilRecord& civil) {
  PROOFMARK_TRY(const std::string zone, card::zone_of(issuing.profile, civil));
  content.files[card::kEfDg1] = emrtd::encode_dg1(zone);
  return sign_again(std::move(content), issuing, {});
}

// The chip of another document behind this data page: its own zone is signed, the printed one opens it.
Result<ChipContent> zone_of_another_document(ChipContent content, const Issuing& issuing) {
  const Instant today = issuing.input.today.value_or(issuing.issuer.now());
  person::CivilRecord civil = card::printed_record(issuing.profile, issuing.input.civil, today);
  std::string& number = civil.document_number;
  number.back() = number.back() == '7' ? '3' : '7';
  return with_zone(std::move(content), issuing, civil);
}

// A zone of ICAO 9303-5: 90 characters, expiry at 38. Its check digits are put right where `digits`.
Result<ChipContent> with_expiry(ChipContent content, const Issuing& issuing, const std::string& expiry, bool digits) {
  PROOFMARK_TRY(std::string zone, emrtd::parse_dg1(content.files[card::kEfDg1]));
  if (zone.size() != 90)
    return fail("document attack on the date of expiry", "a zone of 90 characters", std::to_string(zone.size()),
                "Take a card, not a passport.");
  zone.replace(38, 6, expiry);
  if (digits) {
    zone[44] = person::check_digit(expiry);
    zone[59] = person::check_digit(zone.substr(5, 25) + zone.substr(30, 7) + zone.substr(38, 7) + zone.substr(48, 11));
  }
  content.files[card::kEfDg1] = emrtd::encode_dg1(zone);
  return sign_again(std::move(content), issuing, {});
}
Result<ChipContent> expiry_in_month_13(ChipContent content, const Issuing& issuing) {
  return with_expiry(std::move(content), issuing, "331301", true);
}
Result<ChipContent> expiry_not_told(ChipContent content, const Issuing& issuing) {
  return with_expiry(std::move(content), issuing, "<<<<<<", true);
}
Result<ChipContent> check_digits_wrong(ChipContent content, const Issuing& issuing) {
  return with_expiry(std::move(content), issuing, "451231", false);
}

}  // namespace

std::map<std::string, IssuingFault> issued_content_faults() {
  return {{"digest_named_otherwise", digest_named_otherwise},
          {"digest_unknown", digest_unknown},
          {"hashes_cut", hashes_cut},
          {"list_missing_group", list_missing_group},
          {"object_version_unknown", object_version_unknown},
          {"portrait_hashed_twice", portrait_hashed_twice},
          {"zone_of_another_document", zone_of_another_document},
          {"expiry_in_month_13", expiry_in_month_13},
          {"expiry_not_told", expiry_not_told},
          {"check_digits_wrong", check_digits_wrong}};
}

}  // namespace proofmark::attacks::document
