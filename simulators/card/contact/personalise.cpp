#include "simulators/card/contact/personalise.hpp"

#include "common/files.hpp"
#include "simulators/lt_pki/scheme.hpp"

namespace proofmark::card::contact {

namespace {

using lt_pki::Action;
using lt_pki::Purpose;
using lt_pki::Status;
using std::chrono::hours;

// Stands at a moment of the past while the card's history is made, then follows the clock that was given.
class HistoryClock final : public Clock {
 public:
  HistoryClock(std::shared_ptr<const Clock> present, Instant past) : present_(std::move(present)), past_(past) {}
  [[nodiscard]] Instant now() const override { return past_.value_or(present_->now()); }
  [[nodiscard]] bool simulated() const override { return present_->simulated(); }
  void set(Instant past) { past_ = past; }
  void follow() { past_.reset(); }

 private:
  std::shared_ptr<const Clock> present_;
  std::optional<Instant> past_;
};

std::string draw_digits(RandomSource& random, unsigned count) {
  std::string digits;
  while (digits.size() < count) digits += static_cast<char>('0' + random.below(10));
  return digits;
}

Result<void> change(lt_pki::Provider& provider, const pki::Certificate& certificate, Action action) {
  return provider.decide(provider.receive({certificate.serial(), action}), {true, true, true, true});
}

}  // namespace

Result<ContactCard> personalise(const ContactProfile& profile, const lt_pki::Profile& certification,
                                const person::CivilRecord& civil, const SeededRandom& seed,
                                std::shared_ptr<const Clock> clock) {
  const Instant now = clock->now();
  const auto history = std::make_shared<HistoryClock>(std::move(clock), now - hours(24) * profile.issued_days_ago);
  PROOFMARK_TRY(std::shared_ptr<lt_pki::Provider> provider, lt_pki::Provider::create(certification, seed, history));

  // Keys are made on the card (CPS 56.5); their certificates are ordered together.
  const auto make = [&](Purpose purpose) -> Result<KeyPair> {
    SeededRandom random = seed.derive(purpose == Purpose::qualified ? "qualified key" : "authentication key");
    PROOFMARK_TRY(const pki::Key key, lt_pki::generate_key(certification.person_key, random));
    PROOFMARK_TRY(const pki::Certificate certificate, provider->issue(purpose, civil, key));
    return KeyPair{key, certificate};
  };
  PROOFMARK_TRY(const KeyPair qualified, make(Purpose::qualified));
  PROOFMARK_TRY(const KeyPair authentication, make(Purpose::authentication));
  const auto change_both = [&](Action action) -> Result<void> {
    PROOFMARK_CHECK(change(*provider, qualified.certificate, action));
    return change(*provider, authentication.certificate, action);
  };
  if (profile.status != Status::inactive) {
    history->set(history->now() + hours(1));
    PROOFMARK_CHECK(change_both(Action::activate));
  }
  if (profile.status == Status::suspended || profile.status == Status::revoked) {
    // Long enough ago to stand in every list of today.
    history->set(now - hours(24) * 8);
    PROOFMARK_CHECK(change_both(profile.status == Status::suspended ? Action::suspend : Action::revoke));
  }
  history->follow();

  SeededRandom codes = seed.derive("codes");
  ContactCard card{{codes.bytes(8),
                    "Asmens tapatybės kortelė",
                    qualified,
                    authentication,
                    {},
                    profile.pin_rules,
                    profile.puk_rules,
                    draw_digits(codes, profile.pin_rules.shortest),
                    draw_digits(codes, profile.puk_rules.shortest),
                    profile.pin_tries_left},
                   provider};
  for (const lt_pki::Level level : {lt_pki::Level::issuing, lt_pki::Level::policy, lt_pki::Level::root})
    card.content.authorities.push_back(provider->hierarchy().authority(level).certificate);
  return card;
}

Result<void> write_published(const lt_pki::Provider& provider, const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail("folder " + folder.string(), "a folder to write to", error.message(), "Choose another.");
  for (const lt_pki::Level level : lt_pki::kLevels) {
    const std::string name(lt_pki::name_of(level));
    PROOFMARK_CHECK(write_file(folder / (name + ".crt"), provider.hierarchy().authority(level).certificate.der()));
    PROOFMARK_TRY(const Bytes list, provider.base_list(level));
    PROOFMARK_CHECK(write_file(folder / (name + ".crl"), list));
  }
  PROOFMARK_TRY(const Bytes delta, provider.delta_list());
  return write_file(folder / "IssuingCA-delta.crl", delta);
}

}  // namespace proofmark::card::contact
