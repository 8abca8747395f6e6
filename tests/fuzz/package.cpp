// What the relying side reads of a service: a sealed package in its compact form, and the claims of one whose seal
// holds; the first byte says which. Claims that are taken make an observation, and that can be written and read again.
#include "simulators/centre/package.hpp"

#include "common/json_text.hpp"
#include "common/pki/certificate.hpp"
#include "scenarios/subjects/observe.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace proofmark;  // NOLINT: a program of one file
using fuzz::require;
using fuzz::require_told;

// That of the seeds (docs/interface.md's examples are of the same order).
const Instant now = std::chrono::sys_days(std::chrono::year{2026} / 3 / 2) + std::chrono::hours(12);

// An authority that has sealed nothing.
const std::string& authority() {
  static const std::string pem = [] {
    SeededRandom random(1, "authority of the fuzz target");
    const pki::Key key = pki::Key::generate(pki::Curve::p256, random).value();
    pki::CertificateSpec spec;
    spec.role = pki::CertificateRole::country_signing_ca;
    spec.subject = {"LT", "Provider", "", "CA"};
    spec.serial = {0x01};
    spec.not_before = std::chrono::sys_days(std::chrono::year{2026} / 1 / 1);
    spec.not_after = std::chrono::sys_days(std::chrono::year{2036} / 1 / 1);
    return pki::issue_certificate(spec, key, nullptr, key).value().pem();
  }();
  return pem;
}

void compact_of(const std::string& text) {
  const auto package = centre::verify_package(text, authority(), now, "o-1", "4000000001");
  require(!package);
  require_told(package.error());
}

void claims_of(const std::string& text) {
  centre::Package package;
  package.claims = parse_json_or_null(text);
  if (const auto held = centre::check_claims(package.claims, now, "o-1", "4000000001"); !held)
    return require_told(held.error());
  package.accepted = package.claims["decision"] == "accepted";
  package.sha256 = sha256_hex(to_bytes(text));
  reports::Observation seen;
  seen.run = "r";
  seen.attempt = "a";
  seen.session_seconds = 1;
  if (const auto observed = subjects::observe_package(package, seen); !observed) return require_told(observed.error());
  const auto line = reports::observation_to_json(seen);
  require(line.has_value());
  const auto again = reports::observation_from_json(*line);
  require(again.has_value() && reports::observation_to_json(*again) == *line);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::read_by_first_byte(data, size, compact_of, claims_of);
}
