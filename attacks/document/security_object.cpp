// What a forger without the issuer's key can do to EF.SOD (ICAO 9303-10 section 4.6.2, RFC 5652 section 5).
#include <algorithm>

#include "attacks/document/mechanisms.hpp"
#include "common/asn1/der.hpp"
#include "common/emrtd/lds.hpp"
#include "common/pki/cms.hpp"

namespace proofmark::attacks::document {
namespace {

using card::ChipContent;

tl::unexpected<Error> unusable(const std::string& expected) {
  return fail("document attack on EF.SOD", expected, "none", "Correct the profile.");
}

// Puts `to` in the place of `from`, which are of one length, everywhere in `where`.
bool replace(Bytes& where, const Bytes& from, const Bytes& to) {
  bool found = false;
  for (auto at = where.begin();;) {
    at = std::search(at, where.end(), from.begin(), from.end());
    if (at == where.end()) return found;
    at = std::copy(to.begin(), to.end(), at);
    found = true;
  }
}

// The hashes of the data groups as they are now, in the place of the signed ones. `digest_too`: the message digest in
// the signed attributes as well, so that only the signature shows the forgery.
Result<ChipContent> rewrite(ChipContent content, bool digest_too) {
  PROOFMARK_TRY(Bytes cms, emrtd::parse_sod(content.files[card::kEfSod]));
  PROOFMARK_TRY(const pki::SignedData data, pki::parse_signed_data(cms));
  PROOFMARK_TRY(const emrtd::LdsSecurityObject object, emrtd::parse_lds_security_object(data.content));
  Bytes changed = data.content;
  bool any = false;
  for (const auto& [group, hash] : object.hashes) {
    const auto file = content.files.find(emrtd::fid_of_data_group(group));
    if (file != content.files.end())
      any = (sha256(file->second) != hash && replace(changed, hash, sha256(file->second))) || any;
  }
  if (!any) return unusable("a data group that was changed before");
  replace(cms, data.content, changed);
  if (digest_too && !replace(cms, sha256(data.content), sha256(changed)))
    return unusable("a message digest of SHA-256");
  content.files[card::kEfSod] = emrtd::encode_sod(cms);
  return content;
}
Result<ChipContent> rewrite_hashes(ChipContent content, const card::Personalisation&, RandomSource&) {
  return rewrite(std::move(content), false);
}
Result<ChipContent> rewrite_hashes_and_digest(ChipContent content, const card::Personalisation&, RandomSource&) {
  return rewrite(std::move(content), true);
}

// The signature is the last field: one bit of its last byte keeps every length as it was.
Result<ChipContent> alter_signature(ChipContent content, const card::Personalisation&, RandomSource&) {
  Bytes& file = content.files[card::kEfSod];
  if (file.empty()) return unusable("EF.SOD");
  file.back() ^= 0x01U;
  return content;
}

// ContentInfo taken apart: the fields of SignedData in their order.
Result<std::vector<Bytes>> signed_data_fields(ByteView cms) {
  PROOFMARK_TRY(const ByteView info, asn1::read_whole(cms, asn1::kSequence));
  asn1::Reader outer(info);
  PROOFMARK_CHECK(outer.next(asn1::kObjectIdentifier));
  PROOFMARK_TRY(const asn1::Element tagged, outer.next(asn1::context(0)));
  PROOFMARK_TRY(const ByteView signed_data, asn1::read_whole(tagged.content, asn1::kSequence));
  asn1::Reader inner(signed_data);
  std::vector<Bytes> fields;
  while (!inner.at_end()) {
    PROOFMARK_TRY(const asn1::Element field, inner.next());
    fields.emplace_back(field.whole.begin(), field.whole.end());
  }
  return fields;
}

Bytes content_info(const std::vector<Bytes>& fields) {
  Bytes all;
  for (const Bytes& field : fields) all.insert(all.end(), field.begin(), field.end());
  return asn1::sequence(
      {asn1::oid("1.2.840.113549.1.7.2"), asn1::encode(asn1::context(0), asn1::encode(asn1::kSequence, all))});
}

Result<ChipContent> remove_signer_certificate(ChipContent content, const card::Personalisation&, RandomSource&) {
  PROOFMARK_TRY(const Bytes cms, emrtd::parse_sod(content.files[card::kEfSod]));
  PROOFMARK_TRY(std::vector<Bytes> fields, signed_data_fields(cms));
  const auto certificates =
      std::find_if(fields.begin(), fields.end(), [](const Bytes& field) { return field.front() == asn1::context(0); });
  if (certificates == fields.end()) return unusable("a certificate in EF.SOD");
  fields.erase(certificates);
  content.files[card::kEfSod] = emrtd::encode_sod(content_info(fields));
  return content;
}

// No SignerInfo at all: a terminal that verifies "every signature" verifies none.
Result<ChipContent> remove_signature(ChipContent content, const card::Personalisation&, RandomSource&) {
  PROOFMARK_TRY(const Bytes cms, emrtd::parse_sod(content.files[card::kEfSod]));
  PROOFMARK_TRY(std::vector<Bytes> fields, signed_data_fields(cms));
  if (fields.empty()) return unusable("SignedData");
  fields.back() = asn1::set_of({});
  content.files[card::kEfSod] = emrtd::encode_sod(content_info(fields));
  return content;
}

}  // namespace

std::map<std::string, ContentFault> security_object_faults() {
  return {{"rewrite_hashes", rewrite_hashes},
          {"rewrite_hashes_and_digest", rewrite_hashes_and_digest},
          {"alter_signature", alter_signature},
          {"remove_signer_certificate", remove_signer_certificate},
          {"remove_signature", remove_signature}};
}

}  // namespace proofmark::attacks::document
