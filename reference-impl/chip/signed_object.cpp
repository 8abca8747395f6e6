#include "reference-impl/chip/signed_object.hpp"

#include <algorithm>

#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::chip {
namespace {

// ICAO 9303-10 section 4.6.2.2: the signer's certificate, and at most its authority's. Each is tried.
constexpr std::size_t most_certificates = 16;

Result<Bytes> signed_content(const Bytes& cms, const pki::Certificate& signer) {
  if (PROOFMARK_WEAKNESS(sod_signature_unchecked)) {
    PROOFMARK_TRY(pki::SignedData data, pki::parse_signed_data(cms));
    return std::move(data.content);
  }
  return pki::verify_signed_data(cms, signer);
}

}  // namespace

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

}  // namespace proofmark::chip
