#include "reference-impl/chip/passive.hpp"

#include <algorithm>

#include "common/emrtd/lds.hpp"
#include "common/pki/cms.hpp"
#include "reference-impl/chip/country.hpp"
#include "reference-impl/chip/revocation.hpp"
#include "reference-impl/chip/signed_object.hpp"
#include "reference-impl/chip/signer_trust.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::chip {
namespace {

constexpr const char* sod_prefix = "passive.";
constexpr const char* card_security_prefix = "passive.card_security.";

// What the security object says, once a signature over it has been verified with a certificate that it carries.
struct SecurityObject {
  pki::Certificate signer;
  emrtd::LdsSecurityObject object;
  std::optional<Instant> signing_time;
};

// A defect of a kind that is not known here: nobody can say what else it spoils.
void check_defects(const KnownDefects& defects, const std::string& prefix, Findings& findings) {
  if (!defects.unknown || PROOFMARK_WEAKNESS(unknown_defect_accepted)) return;
  findings.add(prefix + "known_defects", SubResult::undetermined,
               "TR-03135-1 section 5.8: expected defects whose consequences are known, observed " + *defects.unknown);
}

// What is known to fail with this signer, by the ids that the same steps have for EF.CardSecurity.
std::map<std::string, std::string> of_card_security(const std::map<std::string, std::string>& excused) {
  std::map<std::string, std::string> known;
  const std::string prefix = sod_prefix;
  for (const auto& [id, reason] : excused)
    known.emplace(id.starts_with(prefix) ? card_security_prefix + id.substr(prefix.size()) : id, reason);
  return known;
}

Result<SecurityObject> open_sod(const ChipFiles& files, const InspectionPolicy& policy, Findings& findings) {
  if (!files.sod) return fail("ICAO 9303-10 section 4.6.2", "EF.SOD", "a chip without it", "Refuse the document.");
  PROOFMARK_TRY(const Bytes cms, emrtd::parse_sod(*files.sod));
  const auto data = pki::parse_signed_data(cms);
  check_signed_data(data, policy, sod_prefix, findings);
  PROOFMARK_TRY(Verified verified, find_signer(cms, data, emrtd::oid_lds_security_object));
  PROOFMARK_TRY(emrtd::LdsSecurityObject object, emrtd::parse_lds_security_object(verified.content));
  return SecurityObject{std::move(verified.signer), std::move(object), data->signing_time};
}

bool begins_with(const Bytes& whole, const Bytes& beginning) {
  return beginning.size() <= whole.size() && std::equal(beginning.begin(), beginning.end(), whole.begin());
}

void check_hashes(const ChipFiles& files, const emrtd::LdsSecurityObject& object, const InspectionPolicy& policy,
                  std::set<unsigned>& intact, Findings& findings) {
  std::optional<pki::Digest> digest = pki::digest_of_oid(object.digest_algorithm);
  if (!digest && PROOFMARK_WEAKNESS(unknown_digest_assumed)) digest = pki::Digest::sha256;
  const bool usable =
      digest && (*digest != pki::Digest::sha1 || policy.allow_sha1 || PROOFMARK_WEAKNESS(sha1_accepted));
  if (!findings.require("passive.digest_algorithm", usable, object.digest_algorithm,
                        "TR-03116-2: expected SHA-224 or stronger, observed " + object.digest_algorithm))
    return;
  for (const unsigned number : {1U, 2U})
    if (!files.data_groups.contains(number) && !PROOFMARK_WEAKNESS(mandatory_group_missing_accepted))
      findings.add("passive.hash.dg" + std::to_string(number), SubResult::failed,
                   "ICAO 9303-10 section 4.7: expected data group " + std::to_string(number) + ", observed none");
  for (const auto& [number, content] : files.data_groups) {
    const std::string id = "passive.hash.dg" + std::to_string(number);
    const auto listed = object.hashes.find(number);
    if (listed == object.hashes.end()) {
      if (PROOFMARK_WEAKNESS(unlisted_group_accepted)) continue;
      findings.add(id, SubResult::failed, "ICAO 9303-11 section 5.1: expected its hash in EF.SOD, observed none");
      continue;
    }
    const Bytes hash = pki::digest(*digest, content);
    const bool skipped = (number == 1 && PROOFMARK_WEAKNESS(dg1_hash_skipped)) ||
                         (number == 2 && PROOFMARK_WEAKNESS(dg2_hash_skipped)) ||
                         (number == 11 && PROOFMARK_WEAKNESS(dg11_hash_skipped)) ||
                         (number == 12 && PROOFMARK_WEAKNESS(dg12_hash_skipped)) ||
                         (number == 13 && PROOFMARK_WEAKNESS(dg13_hash_skipped)) ||
                         (number == 16 && PROOFMARK_WEAKNESS(dg16_hash_skipped)) ||
                         (PROOFMARK_WEAKNESS(hash_beginning_suffices) && begins_with(hash, listed->second)) ||
                         (number == 14 && PROOFMARK_WEAKNESS(dg14_hash_skipped)) ||
                         (number == 15 && PROOFMARK_WEAKNESS(dg15_hash_skipped));
    if (findings.require(
            id, hash == listed->second || skipped, "as EF.SOD has it",
            "ICAO 9303-11 section 5.1: expected hash " + to_hex(listed->second) + ", observed " + to_hex(hash)))
      intact.insert(number);
  }
}

std::string list_of(const std::set<unsigned>& numbers) {
  std::string text;
  for (const unsigned number : numbers) text += (text.empty() ? "DG" : ", DG") + std::to_string(number);
  return text.empty() ? "none" : text;
}

void check_com(const ChipFiles& files, const emrtd::LdsSecurityObject& object, Findings& findings) {
  const std::string id = "passive.sod_vs_com";
  if (!files.com) {
    if (PROOFMARK_WEAKNESS(com_missing_accepted)) return;
    findings.add(id, SubResult::failed, "ICAO 9303-10 section 4.6.1: expected EF.COM, observed none");
    return;
  }
  const auto com = emrtd::parse_com(*files.com);
  if (!com) {
    if (PROOFMARK_WEAKNESS(malformed_com_accepted)) return;
    findings.add(id, SubResult::failed, com.error().line());
    return;
  }
  if (!object.lds_version.empty())
    findings.require("passive.lds_version",
                     com->lds_version == object.lds_version || PROOFMARK_WEAKNESS(lds_version_unchecked),
                     object.lds_version,
                     "ICAO 9303-10 section 4.6.2.3: expected LDS version " + object.lds_version +
                         " in EF.COM as in EF.SOD, observed " + com->lds_version);
  std::set<unsigned> in_com;
  std::set<unsigned> in_sod;
  for (const std::uint8_t tag : com->data_group_tags) in_com.insert(emrtd::data_group_of_tag(tag));
  for (const auto& [number, hash] : object.hashes) in_sod.insert(number);
  findings.require(id, in_com == in_sod || PROOFMARK_WEAKNESS(com_unchecked), list_of(in_sod),
                   "TR-03135-1: expected the same data groups, observed " + list_of(in_com) + " in EF.COM and " +
                       list_of(in_sod) + " in EF.SOD");
}

// A group that EF.SOD lists and the chip does not give was taken away or is withheld. EF.DG3 and EF.DG4 need terminal
// authentication and are not asked for.
void check_missing_groups(const ChipFiles& files, const emrtd::LdsSecurityObject& object, Findings& findings) {
  for (const auto& [number, hash] : object.hashes) {
    if (number <= 4 || files.data_groups.contains(number) || PROOFMARK_WEAKNESS(missing_group_accepted)) continue;
    const std::string id = "passive.hash.dg" + std::to_string(number);
    const auto why = files.unreadable.find(number);
    if (why != files.unreadable.end()) {
      findings.add(id, SubResult::undetermined, "the data group is listed and was not given: " + why->second);
    } else {
      findings.add(id, SubResult::failed,
                   "ICAO 9303-10 section 3.6: expected the data group that EF.SOD lists, observed no such file");
    }
  }
}

// What is outside the verdict, for the record: TR-03135-1 tables 5.42 and 5.46.
void note_unread(const emrtd::LdsSecurityObject& object, const AccessPassword& password, Findings& findings) {
  for (const unsigned number : {3U, 4U})
    if (object.hashes.contains(number))
      findings.add("passive.hash.dg" + std::to_string(number), SubResult::not_supported,
                   "present and not read: it needs terminal authentication");
  if (password.document_number.empty())
    findings.add("passive.mrz_vs_dg1", SubResult::not_supported, "no printed zone was read: the access number opened");
}

void check_issuer(const std::optional<emrtd::Mrz>& mrz, const pki::Certificate& signer, Findings& findings) {
  const std::string id = "passive.dg1_state_vs_ds_country";
  if (!mrz) {
    findings.add(id, SubResult::failed, "ICAO 9303-10 section 4.7.1: expected a readable MRZ in DG1, observed none");
    return;
  }
  const std::string expected = certificate_country(mrz->issuer);
  findings.require(id,
                   (!expected.empty() && expected == signer.subject_country()) ||
                       PROOFMARK_WEAKNESS(issuing_state_unchecked) ||
                       (expected.empty() && PROOFMARK_WEAKNESS(unknown_state_accepted)),
                   mrz->issuer,
                   "TR-03135-1: expected a document signer of '" + mrz->issuer + "', observed one of '" +
                       signer.subject_country() + "'");
}

// The zone that opened the chip and the zone in DG1 are the same document's.
void check_zone(const std::optional<emrtd::Mrz>& mrz, const AccessPassword& password, Findings& findings) {
  if (!mrz || password.document_number.empty() || PROOFMARK_WEAKNESS(zone_unchecked)) return;
  const bool same = mrz->document_number == password.document_number && mrz->date_of_birth == password.date_of_birth &&
                    mrz->date_of_expiry == password.date_of_expiry;
  findings.require("passive.mrz_vs_dg1", same, "the same document number and dates",
                   "TR-03135-1: expected the document number and dates of the printed zone, observed others in DG1");
}

}  // namespace

std::set<unsigned> listed_groups(const std::optional<Bytes>& com, const std::optional<Bytes>& sod) {
  std::set<unsigned> listed;
  if (const auto file = com ? emrtd::parse_com(*com) : Result<emrtd::EfCom>(fail(Error{})))
    for (const std::uint8_t tag : file->data_group_tags) listed.insert(emrtd::data_group_of_tag(tag));
  const auto object = [&]() -> Result<emrtd::LdsSecurityObject> {
    PROOFMARK_TRY(const Bytes cms, emrtd::parse_sod(sod.value_or(Bytes{})));
    PROOFMARK_TRY(const pki::SignedData data, pki::parse_signed_data(cms));
    return emrtd::parse_lds_security_object(data.content);
  }();
  if (object)
    for (const auto& [number, hash] : object->hashes) listed.insert(number);
  return listed;
}

PassiveResult authenticate_passively(const PassiveInput& input, Findings& findings) {
  const ChipFiles& files = input.files;
  PassiveResult result;
  const std::size_t from = findings.count();
  const auto sod = open_sod(files, input.policy, findings);
  if (sod) {
    result.defects = known_defects(sod->signer, input.mrz, input.trust);
    findings.excuse(result.defects.excused);
  }
  for (const auto& [id, why] : input.malformed) findings.add(id, SubResult::failed, why);
  if (!sod) {
    findings.add("passive.sod_signature", SubResult::failed, sod.error().line());
    result.passive = findings.summary(from, "");
    result.revocation = not_performed("no document signer is known: the security object could not be verified");
    return result;
  }
  const std::size_t of_signer = findings.count();
  findings.add("passive.sod_signature", SubResult::successful, "digest and signature by " + sod->signer.subject());
  const pki::Certificate* csca = find_csca(sod->signer, input.trust, input.now, sod_prefix, findings);
  if (csca != nullptr) check_certificates(sod->signer, *csca, input.policy, input.now, sod_prefix, findings);
  check_signing_time(sod->signing_time, sod->signer, input.now, sod_prefix, findings);
  check_defects(result.defects, sod_prefix, findings);
  const bool trusted = findings.summary(of_signer, "").result == decision::CheckResult::passed;
  std::set<unsigned> intact;
  check_hashes(files, sod->object, input.policy, intact, findings);
  check_com(files, sod->object, findings);
  check_missing_groups(files, sod->object, findings);
  check_issuer(input.mrz, sod->signer, findings);
  check_zone(input.mrz, input.password, findings);
  if (trusted) result.authenticated = intact;
  result.passive = findings.summary(from, "signed by " + sod->signer.subject() + ", " + list_of(intact) + " as signed");
  note_unread(sod->object, input.password, findings);
  result.revocation = csca == nullptr ? not_performed("the document signer is under no trusted country signing CA")
                                      : check_revocation({sod->signer, *csca, &result.defects}, input.trust,
                                                         input.policy, input.now, findings);
  return result;
}

CardSecurityResult authenticate_card_security(const Bytes& file, const TrustStore& trust,
                                              const InspectionPolicy& policy, Instant now, Findings& findings) {
  CardSecurityResult result;
  const std::size_t from = findings.count();
  const std::string id = std::string(card_security_prefix) + "signature";
  const auto data = pki::parse_signed_data(file);
  check_signed_data(data, policy, card_security_prefix, findings);
  const auto verified = find_signer(file, data, emrtd::oid_security_object);
  if (!verified) {
    findings.add(id, SubResult::failed, verified.error().line());
    result.finding = findings.summary(from, "");
    result.revocation = not_performed("no signer of EF.CardSecurity is known");
    return result;
  }
  const pki::Certificate& signer = verified->signer;
  findings.add(id, SubResult::successful, "digest and signature by " + signer.subject());
  // No zone is known here: entries for document types or numbers say nothing of this file's signer.
  result.defects = known_defects(signer, std::nullopt, trust);
  findings.excuse(of_card_security(result.defects.excused));
  const pki::Certificate* csca = find_csca(signer, trust, now, card_security_prefix, findings);
  if (csca != nullptr) check_certificates(signer, *csca, policy, now, card_security_prefix, findings);
  check_signing_time(data->signing_time, signer, now, card_security_prefix, findings);
  check_defects(result.defects, card_security_prefix, findings);
  const auto parsed = emrtd::parse_security_infos(verified->content);
  if (parsed) {
    result.infos = *parsed;
  } else {
    findings.add(std::string(card_security_prefix) + "content", SubResult::failed, parsed.error().line());
  }
  result.finding = findings.summary(from, "EF.CardSecurity signed by " + signer.subject());
  result.revocation = csca == nullptr
                          ? not_performed("the signer is under no trusted country signing CA")
                          : check_revocation({signer, *csca, &result.defects}, trust, policy, now, findings);
  return result;
}

}  // namespace proofmark::chip
