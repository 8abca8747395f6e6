// The index of a folder, its seal and its timestamp: whether anything was changed, lost or added after the report.
//   index.json  every file with SHA-256, size and role
//   index.p7s   detached CAdES signature over index.json (ETSI EN 319 122-1, level B-B): DER
//   index.tsr   optional RFC 3161 response over index.p7s: DER
// The last two hold the time of sealing and differ between two seals of the same folder; index.json does not.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/result.hpp"

namespace proofmark::reports {

inline constexpr std::string_view kIndexFile = "index.json";
inline constexpr std::string_view kSealFile = "index.p7s";
inline constexpr std::string_view kTimestampFile = "index.tsr";

struct SealOptions {
  // PEM: the private key (PKCS #8) and its certificate, chain after it. Both empty: the key in `own_keys`, made at
  // first use and self-signed; it shows integrity, not identity. All three empty: the index is not sealed.
  std::filesystem::path key, certificate;
  std::filesystem::path own_keys;         // ROOT/.cache/seal
  Instant time{};                         // signing time, from the system's clock
  std::string timestamp_url;              // http://HOST[:PORT]/PATH of a timestamp authority; empty: none
  std::filesystem::path timestamp_trust;  // PEM certificates of that authority's root; mandatory with the address
};

// Writes the three files over everything in `folder`, in that order; earlier ones are removed first. Links, devices and
// names that are not UTF-8 are refused.
[[nodiscard]] Result<void> write_index(const std::filesystem::path& folder, const SealOptions& options);

struct VerifyOptions {
  std::filesystem::path trust;            // PEM certificates that a seal may lead to; empty: `own_keys`
  std::filesystem::path own_keys;         // ROOT/.cache/seal
  std::filesystem::path timestamp_trust;  // PEM; empty: a timestamp is checked for what it covers, not for who made it
};

enum class SealState {
  trusted,    // valid, and its certificate leads to a trusted one
  untrusted,  // valid, by a key that nobody vouched for
  broken,     // there, but it does not hold for this index
  absent,
};
[[nodiscard]] std::string_view name_of(SealState state);

struct Verification {
  std::size_t files = 0;                             // in the index
  std::vector<std::string> changed, missing, added;  // paths relative to the folder, sorted
  SealState seal = SealState::absent;
  std::string seal_reason;  // in a sentence
  std::string sealed_by;    // subject of the certificate and its SHA-256
  std::string sealed_at;    // RFC 3339, as the seal states it
  SealState timestamp = SealState::absent;
  std::string timestamp_reason;
  std::string timestamp_at;  // RFC 3339
  // Nothing differs, the seal is trusted and a timestamp, if there is one, is not broken.
  [[nodiscard]] bool holds() const;
};

// An error only when the folder or its index cannot be read at all.
[[nodiscard]] Result<Verification> verify(const std::filesystem::path& folder, const VerifyOptions& options);

}  // namespace proofmark::reports
