// The authorities and what they certify: RootCA, PolicyCA, IssuingCA (CPS 16, A4 to A6), the signers of OCSP answers
// (A7 to A9) and the two certificates of a person (A10, A11).
#pragma once
#include <map>

#include "common/clock.hpp"
#include "common/pki/certificate.hpp"
#include "common/random.hpp"
#include "simulators/lt_pki/profile.hpp"
#include "simulators/person/person.hpp"

namespace proofmark::lt_pki {

struct Authority {
  pki::Certificate certificate;
  pki::Key key;
};

enum class Purpose { qualified, authentication };

// Immutable after creation. All of it comes from the seed.
class Hierarchy {
 public:
  // Laid around `now`: the root began five years ago, the policy authority four, the issuing one two, so that a
  // person's three years fit on the card below all of them.
  [[nodiscard]] static Result<Hierarchy> create(Profile profile, const SeededRandom& seed, Instant now);

  [[nodiscard]] const Profile& profile() const { return profile_; }
  [[nodiscard]] const Authority& authority(Level level) const { return authorities_.at(level); }
  // The signer of OCSP answers about certificates of this level. Made anew at each call, always the same.
  [[nodiscard]] Result<Authority> responder(Level level) const;
  // The provider's infrastructure signature on its operations log (CPS 82); its certificate is project-chosen: P-256.
  [[nodiscard]] Result<Authority> journal_signer() const;
  // Valid from `from` for the profile's years, at most until the card's last day (CPS 67).
  [[nodiscard]] Result<pki::Certificate> issue(Purpose purpose, const person::CivilRecord& civil, const pki::Key& key,
                                               ByteView serial, Instant from) const;

 private:
  Hierarchy(Profile profile, SeededRandom seed) : profile_(std::move(profile)), seed_(std::move(seed)) {}
  struct Form;
  [[nodiscard]] Result<pki::Certificate> certify(const Form& form, const pki::Key& issuer_key) const;
  [[nodiscard]] Result<void> add_authority(Level level, Instant now);

  Profile profile_;
  SeededRandom seed_;
  std::map<Level, Authority> authorities_;
};

// 16 bytes, positive, without leading zeros.
[[nodiscard]] Bytes draw_serial(RandomSource& random);
// The level that certifies this one; the root certifies itself.
[[nodiscard]] Level parent_of(Level level);

}  // namespace proofmark::lt_pki
