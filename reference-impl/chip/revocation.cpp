#include "reference-impl/chip/revocation.hpp"

#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::chip {
namespace {

constexpr const char* id = "revocation.ds";
constexpr const char* clause = "ICAO 9303-12 section 7.1.4: ";

}  // namespace

Finding check_revocation(const RevocationQuestion& question, const TrustStore& trust, const InspectionPolicy& policy,
                         Instant now, Findings& findings) {
  const auto& [signer, csca, defects] = question;
  const std::size_t from = findings.count();
  if (defects != nullptr && defects->signer_revoked) {
    findings.add(id, SubResult::failed,
                 "TR-03135-1 section 5.6.4.3.5: expected a document signer in good standing, observed " +
                     *defects->signer_revoked);
    return findings.summary(from, "");
  }
  if (defects != nullptr && defects->signer_on_hold && !PROOFMARK_WEAKNESS(held_signer_accepted))
    findings.add(id, SubResult::undetermined,
                 "the signer's revocation is under investigation: " + *defects->signer_on_hold);
  const pki::Crl* newest = nullptr;
  for (const pki::Crl& crl : trust.crls) {
    if (!crl.issued_by(csca)) continue;
    if (!csca.allows_crl_signing() && !PROOFMARK_WEAKNESS(list_right_unchecked)) continue;
    if (crl.this_update() > now && !PROOFMARK_WEAKNESS(future_list_accepted)) continue;
    if (!PROOFMARK_WEAKNESS(list_signature_unchecked) && !pki::verify_signature(crl, csca)) continue;
    if (const auto revoked = crl.revoked_at(signer.serial()); revoked && !PROOFMARK_WEAKNESS(revocation_ignored)) {
      findings.add(id, SubResult::failed,
                   std::string(clause) + "expected a document signer in good standing, observed serial number " +
                       to_hex(signer.serial()) + " revoked at " + to_rfc3339(*revoked));
      return findings.summary(from, "");
    }
    if (crl.has_critical_extensions() && !PROOFMARK_WEAKNESS(partial_list_accepted)) continue;  // not complete
    if (newest == nullptr || crl.this_update() > newest->this_update()) newest = &crl;
  }
  if (newest == nullptr && PROOFMARK_WEAKNESS(missing_list_accepted)) return passed("no list says that it was revoked");
  if (newest == nullptr) {
    findings.add(id, SubResult::undetermined,
                 std::string(clause) + "expected a revocation list of " + csca.subject() + ", observed none");
  } else if (!PROOFMARK_WEAKNESS(stale_list_accepted) &&
             (!newest->next_update() || now > *newest->next_update() + policy.revocation_list_grace)) {
    findings.add(id, SubResult::undetermined,
                 std::string(clause) + "expected a fresh revocation list, observed one " +
                     (newest->next_update() ? "that was to be replaced by " + to_rfc3339(*newest->next_update())
                                            : "without nextUpdate"));
  } else {
    findings.add(id, SubResult::successful,
                 "not in the list of " + to_rfc3339(newest->this_update()) + " with " + std::to_string(newest->size()) +
                     " entries");
  }
  return findings.summary(from, "not revoked");
}

}  // namespace proofmark::chip
