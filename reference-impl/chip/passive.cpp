#include "reference-impl/chip/passive.hpp"

#include <algorithm>

#include "common/emrtd/lds.hpp"
#include "common/pki/cms.hpp"
#include "reference-impl/chip/country.hpp"
#include "reference-impl/chip/revocation.hpp"
#include "reference-impl/chip/strength.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::chip {
namespace {

constexpr const char* sod_prefix = "passive.";
constexpr const char* card_security_prefix = "passive.card_security.";
// ICAO 9303-10 section 4.6.2.2: the signer's certificate, and at most its authority's. Each is tried.
constexpr std::size_t most_certificates = 16;

// What the security object says, once a signature over it has been verified with a certificate that it carries.
struct SignedObject {
  pki::Certificate signer;
  emrtd::LdsSecurityObject object;
  std::optional<Instant> signing_time;
};

Result<Bytes> signed_content(const Bytes& cms, const pki::Certificate& signer) {
  if (PROOFMARK_WEAKNESS(sod_signature_unchecked)) {
    PROOFMARK_TRY(pki::SignedData data, pki::parse_signed_data(cms));
    return std::move(data.content);
  }
  return pki::verify_signed_data(cms, signer);
}

// A certificate of the message under which its signature holds, and the signed content.
struct Verified {
  pki::Certificate signer;
  Bytes content;
};

// `parsed`: what was read of `cms`, once for all steps: with each reading OpenSSL decodes the certificates inside anew.
Result<Verified> find_signer(const Bytes& cms, const Result<pki::SignedData>& parsed, const std::string& content_type) {
  if (!parsed) return fail(Error(parsed.error()));
  const pki::SignedData& data = *parsed;
  if (data.content_type != content_type && !PROOFMARK_WEAKNESS(other_content_accepted))
    return fail("ICAO 9303-10 section 4.6.2", "content type " + content_type, "content type " + data.content_type,
                "Refuse the document.");
  if (data.certificates.empty())
    return fail("ICAO 9303-10 section 4.6.2", "the document signer's certificate in the file", "none",
                "Refuse the document.");
  if (data.certificates.size() > most_certificates && !PROOFMARK_WEAKNESS(many_certificates_accepted))
    return fail("ICAO 9303-10 section 4.6.2", "at most " + std::to_string(most_certificates) + " certificates",
                std::to_string(data.certificates.size()), "Refuse the document.");
  std::optional<Error> last;
  for (const pki::Certificate& certificate : data.certificates) {
    auto verified = signed_content(cms, certificate);
    if (verified) return Verified{certificate, *std::move(verified)};
    last = verified.error();
  }
  return fail(last.value_or(Error{}));
}

// TR-03135-1 tables 5.29 and 5.30 ask for the content's hash and the signature apart. The signing time is the signer's
// own statement, but one outside his key's period admits that he signed when he should not (9303-12 section 7.1).
void check_signed_data(const Result<pki::SignedData>& data, const InspectionPolicy& policy, const std::string& prefix,
                       Findings& findings) {
  if (!data) return;  // the signature's check says what is wrong
  const auto digest = pki::digest_of_oid(data->digest_algorithm);
  if (!digest) {
    findings.add(prefix + "content_hash", SubResult::undetermined,
                 "TR-03135-1 table 5.29: expected a hash algorithm that is known, observed " + data->digest_algorithm);
    return;
  }
  const bool usable = *digest != pki::Digest::sha1 || policy.allow_sha1 || PROOFMARK_WEAKNESS(sha1_signature_accepted);
  findings.require(prefix + "content_hash", usable && pki::digest(*digest, data->content) == data->message_digest,
                   openssl_name(*digest),
                   usable ? "RFC 5652 section 11.2: expected the content's hash in the signed attributes, observed " +
                                (data->message_digest.empty() ? "none" : to_hex(data->message_digest))
                          : "TR-03116-2: expected SHA-224 or stronger, observed SHA-1");
}

void check_signing_time(const std::optional<Instant>& signing_time, const pki::Certificate& signer, Instant now,
                        const std::string& prefix, Findings& findings) {
  if (!signing_time) return;
  const std::chrono::days clocks{1};  // by which two honest clocks and their time zones may differ
  const Instant begin = signer.not_before() - clocks;
  const Instant end = std::min(signer.signs_until().value_or(signer.not_after()), now) + clocks;
  const bool early = *signing_time < begin && !PROOFMARK_WEAKNESS(early_signature_accepted);
  const bool late = *signing_time > end && !PROOFMARK_WEAKNESS(late_signature_accepted);
  findings.require(prefix + "signing_time", !early && !late, to_rfc3339(*signing_time),
                   "ICAO 9303-12 section 7.1: expected a signature from " + to_rfc3339(begin) + " to " +
                       to_rfc3339(end) + ", observed " + to_rfc3339(*signing_time));
}

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

Result<SignedObject> open_sod(const ChipFiles& files, const InspectionPolicy& policy, Findings& findings) {
  if (!files.sod) return fail("ICAO 9303-10 section 4.6.2", "EF.SOD", "a chip without it", "Refuse the document.");
  PROOFMARK_TRY(const Bytes cms, emrtd::parse_sod(*files.sod));
  const auto data = pki::parse_signed_data(cms);
  check_signed_data(data, policy, sod_prefix, findings);
  PROOFMARK_TRY(Verified verified, find_signer(cms, data, emrtd::oid_lds_security_object));
  PROOFMARK_TRY(emrtd::LdsSecurityObject object, emrtd::parse_lds_security_object(verified.content));
  return SignedObject{std::move(verified.signer), std::move(object), data->signing_time};
}

std::string period(const pki::Certificate& certificate) {
  return to_rfc3339(certificate.not_before()) + " to " + to_rfc3339(certificate.not_after());
}

// A certificate over another's key: the new key of an authority under its old one (9303-12 section 7.1.1).
bool is_link(const pki::Certificate& csca) {
  const Bytes above = csca.authority_key_identifier();
  const Bytes own = csca.subject_key_identifier();
  return !above.empty() && !own.empty() && above != own;
}
bool linked(const pki::Certificate& link, const TrustStore& trust) {
  return std::any_of(trust.csca.begin(), trust.csca.end(), [&](const pki::Certificate& before) {
    return pki::names_chain(link, before) && pki::verify_signature(link, before);
  });
}

// The trusted certificate under which the signer's certificate was issued; null when there is none.
// Of several certificates of one key (renewed, or linked: 9303-12 section 7.1.3.5) one that is valid now is taken.
const pki::Certificate* find_csca(const pki::Certificate& signer, const TrustStore& trust, Instant now,
                                  const std::string& prefix, Findings& findings) {
  if (PROOFMARK_WEAKNESS(issuer_unchecked)) return &trust.csca.front();
  const pki::Certificate* named = nullptr;
  const pki::Certificate* found = nullptr;
  const pki::Certificate* unlinked = nullptr;
  std::string why;  // the signature of an authority of that name does not hold
  for (const pki::Certificate& csca : trust.csca) {
    if (!pki::names_chain(signer, csca) && !PROOFMARK_WEAKNESS(issuer_name_unchecked)) continue;
    if (named == nullptr) named = &csca;
    if (const auto verified = pki::verify_signature(signer, csca);
        !verified && !PROOFMARK_WEAKNESS(signer_signature_unchecked)) {
      why = verified.error().line();
      continue;
    }
    if (is_link(csca) && !linked(csca, trust) && !PROOFMARK_WEAKNESS(link_unchecked)) {
      unlinked = &csca;
      continue;
    }
    if (found == nullptr || (!found->valid_at(now) && csca.valid_at(now))) found = &csca;
  }
  if (found != nullptr) {
    findings.add(prefix + "trust_status", SubResult::successful, "issued by " + found->subject());
    findings.add(prefix + "ds_signature", SubResult::successful, "signed by " + found->subject());
    return found;
  }
  const std::string clause =
      "ICAO 9303-11 section 5.1: expected a document signer under a trusted country signing CA, ";
  if (unlinked != nullptr) {
    findings.add(
        prefix + "csca_link", SubResult::failed,
        clause + "observed a link certificate for " + unlinked->subject() + " that no trusted authority has signed");
  } else if (named == nullptr) {
    findings.add(prefix + "trust_status", SubResult::failed, clause + "observed issuer " + signer.issuer());
  } else {
    findings.add(prefix + "ds_signature", SubResult::failed,
                 clause + "observed the name of " + named->subject() + " and another's signature: " + why);
  }
  return nullptr;
}

void check_certificates(const pki::Certificate& signer, const pki::Certificate& csca, const InspectionPolicy& policy,
                        Instant now, const std::string& prefix, Findings& findings) {
  const std::string at = "expected validity at " + to_rfc3339(now) + ", observed ";
  findings.require(prefix + "csca_validity", csca.valid_at(now) || PROOFMARK_WEAKNESS(csca_validity_unchecked),
                   "valid " + period(csca), at + period(csca));
  findings.require(
      prefix + "csca_usage",
      ((csca.is_ca() || PROOFMARK_WEAKNESS(authority_flag_unchecked)) && csca.allows_certificate_signing() &&
       (!csca.has_bad_extensions() || PROOFMARK_WEAKNESS(authority_extension_accepted))) ||
          PROOFMARK_WEAKNESS(csca_usage_unchecked),
      "a CA that signs certificates",
      "ICAO 9303-12 table 5: expected a CA with key usage keyCertSign and readable extensions, observed " +
          csca.subject() + " without");
  findings.require(prefix + "ds_validity", signer.valid_at(now) || PROOFMARK_WEAKNESS(signer_validity_unchecked),
                   "valid " + period(signer), at + period(signer));
  findings.require(
      prefix + "ds_usage",
      ((!signer.is_ca() || PROOFMARK_WEAKNESS(authority_signs_document)) && signer.allows_digital_signature() &&
       (!signer.has_bad_extensions() || PROOFMARK_WEAKNESS(signer_extension_accepted))) ||
          PROOFMARK_WEAKNESS(signer_usage_unchecked),
      "key usage digitalSignature",
      "ICAO 9303-12 table 5: expected key usage digitalSignature, no CA and readable extensions, observed " +
          signer.subject() + " without");
  const std::string fault = signer.signer_profile_fault();
  findings.require(prefix + "ds_profile", fault.empty(), "a certificate of the profile",
                   "ICAO 9303-12 tables 3 and 5: expected a document signer's certificate, observed " + fault);
  findings.require(prefix + "ds_country",
                   (!signer.subject_country().empty() && signer.subject_country() == csca.subject_country()) ||
                       PROOFMARK_WEAKNESS(signer_country_unchecked),
                   signer.subject_country(),
                   "ICAO 9303-12 section 7.1.1: expected country " + csca.subject_country() +
                       " of the issuer, observed '" + signer.subject_country() + "'");
  const std::string weak = shortcoming_of(signer, policy);
  findings.require(prefix + "ds_strength", weak.empty() || PROOFMARK_WEAKNESS(weak_signer_accepted),
                   "key and signature as strong as the policy asks",
                   "ICAO 9303-12 section 4.1: expected key and signature at least as strong as the policy's floor, "
                   "observed " +
                       weak);
  const auto key = csca.public_key();
  findings.require(prefix + "csca_strength", (key && strong_enough(*key, policy.floor)),
                   "a key as strong as the policy asks",
                   "ICAO 9303-12 section 4.1: expected a key at least as strong as the policy's floor, observed " +
                       (key ? describe(*key) : std::string("one that cannot be read")));
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
