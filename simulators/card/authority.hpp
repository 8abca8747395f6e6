// How an authority and its signers are made. Private to this room.
#pragma once
#include <optional>
#include <string>

#include "simulators/card/issuer.hpp"

namespace proofmark::card::authority {

using std::chrono::days;
using std::chrono::sys_days;

inline constexpr days kYear{365};
// Identity cards are valid for ten years; one more year lets an expired card have its signer too.
inline constexpr int kYears = 12;

[[nodiscard]] sys_days first_day(Instant now);
[[nodiscard]] Bytes serial_number(RandomSource& random);

// What an authority or a signer is like where it differs from a good one.
struct Oddity {
  std::string country = "LT", state = "LTU", common_name;
  std::optional<sys_days> not_before, not_after, signs_until;
  std::string key_usage;
  pki::Curve curve = pki::Curve::brainpool_p384r1;  // of an authority
  std::optional<SignatureScheme> scheme;            // of a signer; none: ECDSA on brainpoolP256r1
};
// A signer that signs for every year that a document of today can be from.
[[nodiscard]] Oddity all_years(Instant now);

// 9303-12 table 4: country signing CA with a stronger curve than what it signs.
[[nodiscard]] pki::CertificateSpec csca_spec(Bytes serial, Instant now, const Oddity& oddity);
[[nodiscard]] Result<Signer> make_csca(RandomSource& random, Instant now, const Oddity& oddity);
// The year `index` of a document signer; its certificate outlives the documents it signed (9303-12 section 3).
// `csca` null: it is issued by itself.
[[nodiscard]] Result<Signer> make_document_signer(const Signer* csca, RandomSource& random, Instant now, int index,
                                                  const Oddity& oddity);
[[nodiscard]] pki::CrlSpec list_of(Instant now);

}  // namespace proofmark::card::authority
