// A provider on a clock that the test sets, and OpenSSL as the one who judges what it makes.
#pragma once
#include <gtest/gtest.h>
#include <openssl/x509.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "simulators/lt_pki/provider.hpp"
#include "tests/common/temporary_folder.hpp"

namespace proofmark::lt_pki::testing {

class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] bool simulated() const override { return true; }
  void advance(Duration by) { now_ += by; }

 private:
  Instant now_;
};

[[nodiscard]] Profile profile(const std::string& name);

// A provider and a person whose two certificates it has issued, at noon of 2 March 2026.
struct Office {
  explicit Office(const std::string& profile_name, std::uint64_t seed = 7);
  explicit Office(Profile profile, std::uint64_t seed = 7);

  // Receives a request and decides it at once, all identity checks passed.
  Result<void> change(const pki::Certificate& certificate, Action action, Cause cause = Cause::holder_asked,
                      Requester by = Requester::holder) const;
  [[nodiscard]] Status status(const pki::Certificate& certificate) const;

  std::shared_ptr<ManualClock> clock;
  person::CivilRecord civil;
  std::unique_ptr<Provider> provider;
  std::map<Purpose, Authority> person;

  [[nodiscard]] const pki::Certificate& qualified() const { return person.at(Purpose::qualified).certificate; }
  [[nodiscard]] const pki::Certificate& authentication() const {
    return person.at(Purpose::authentication).certificate;
  }
};

inline constexpr IdentityChecks kAllPassed{true, true, true, true};

// Verifies up to the RootCA with all current base lists (and the delta list where the flags ask for one) at the
// provider's time. X509_V_OK or the error's text.
[[nodiscard]] std::string verify(const Office& office, const pki::Certificate& certificate, unsigned long flags,
                                 int auth_level = 0);
// The same with these lists alone.
[[nodiscard]] std::string verify_with(const Office& office, const pki::Certificate& certificate, unsigned long flags,
                                      const std::vector<Bytes>& lists, int auth_level = 0);

// An OCSP request about the certificates, made by OpenSSL.
[[nodiscard]] Bytes ask(const std::vector<std::pair<pki::Certificate, pki::Certificate>>& certificate_and_issuer,
                        bool nonce);
struct Answer {
  int response_status = -1;  // OCSP_RESPONSE_STATUS_*
  int status = -1;           // V_OCSP_CERTSTATUS_*
  int reason = -1;
  std::string verified;  // "ok" or OpenSSL's reason
};
// Reads the answer about this certificate; trusts the RootCA, or also the signer itself.
[[nodiscard]] Answer read_answer(const Office& office, const pki::Certificate& certificate,
                                 const pki::Certificate& issuer, ByteView response, bool trust_signer = false);

class Folder {
 public:
  [[nodiscard]] std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

 private:
  test::TemporaryFolder folder_;
};

}  // namespace proofmark::lt_pki::testing
