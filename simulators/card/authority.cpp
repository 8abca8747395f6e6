#include "simulators/card/authority.hpp"

#include <algorithm>

namespace proofmark::card::authority {

namespace {

using std::chrono::floor;

constexpr const char* kOrganization = "Ministry of the Interior";
constexpr const char* kUnit = "Identity Documents";

}  // namespace

sys_days first_day(Instant now) {
  return floor<days>(now) - kYears * kYear;
}

Bytes serial_number(RandomSource& random) {
  Bytes serial = random.bytes(16);
  serial[0] = static_cast<std::uint8_t>((serial[0] & 0x3FU) | 0x40U);  // positive, and always 16 bytes
  return serial;
}

pki::CertificateSpec csca_spec(Bytes serial, Instant now, const Oddity& oddity) {
  pki::CertificateSpec spec;
  spec.role = pki::CertificateRole::country_signing_ca;
  spec.subject = {oddity.country, kOrganization, kUnit, oddity.common_name};
  spec.serial = std::move(serial);
  spec.not_before = oddity.not_before.value_or(first_day(now) - days{30});
  spec.not_after = oddity.not_after.value_or(floor<days>(now) + 13 * kYear);
  spec.signs_until = std::min<Instant>(spec.not_after, floor<days>(now) + kYear);
  if (*spec.signs_until <= spec.not_before) spec.signs_until = spec.not_after;
  spec.state = oddity.state;
  spec.digest = pki::Digest::sha384;
  spec.key_usage = oddity.key_usage;
  return spec;
}

Result<Signer> make_csca(RandomSource& random, Instant now, const Oddity& oddity) {
  PROOFMARK_TRY(const pki::Key key, pki::Key::generate(oddity.curve, random));
  PROOFMARK_TRY(pki::Certificate certificate,
                pki::issue_certificate(csca_spec(serial_number(random), now, oddity), key, nullptr, key));
  return Signer{std::move(certificate), key};
}

Result<Signer> make_document_signer(const Signer* csca, RandomSource& random, Instant now, int index,
                                    const Oddity& oddity) {
  PROOFMARK_TRY(const pki::Key key, oddity.scheme ? make_key(*oddity.scheme, random)
                                                  : pki::Key::generate(pki::Curve::brainpool_p256r1, random));
  const sys_days begin = first_day(now) + index * kYear;
  pki::CertificateSpec spec;
  spec.role = pki::CertificateRole::document_signer;
  spec.subject = {oddity.country, kOrganization, kUnit, "Document Signer " + std::to_string(101 + index)};
  spec.serial = serial_number(random);
  spec.not_before = oddity.not_before.value_or(begin - days{7});
  spec.not_after = oddity.not_after.value_or(begin + 12 * kYear + days{90});
  spec.signs_until = std::min<Instant>(spec.not_after, begin + kYear + days{7});
  if (oddity.signs_until) spec.signs_until = *oddity.signs_until;
  if (*spec.signs_until <= spec.not_before) spec.signs_until = spec.not_after;
  spec.state = oddity.state;
  spec.key_usage = oddity.key_usage;
  PROOFMARK_TRY(pki::Certificate certificate,
                pki::issue_certificate(spec, key, csca == nullptr ? nullptr : &csca->certificate,
                                       csca == nullptr ? key : csca->key));
  return Signer{std::move(certificate), key};
}

pki::CrlSpec list_of(Instant now) {
  pki::CrlSpec spec;
  spec.number = static_cast<std::uint64_t>(floor<days>(now).time_since_epoch().count());
  spec.this_update = floor<days>(now) - days{1};
  spec.next_update = spec.this_update + days{90};  // 9303-12 section 6.2: at least every 90 days
  spec.digest = pki::Digest::sha384;
  return spec;
}

Oddity all_years(Instant now) {
  Oddity oddity;
  oddity.not_before = first_day(now) - days{7};
  oddity.signs_until = floor<days>(now) + days{30};
  return oddity;
}

}  // namespace proofmark::card::authority
