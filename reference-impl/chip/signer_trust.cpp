#include "reference-impl/chip/signer_trust.hpp"

#include <algorithm>

#include "reference-impl/chip/strength.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::chip {
namespace {

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

}  // namespace

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

}  // namespace proofmark::chip
