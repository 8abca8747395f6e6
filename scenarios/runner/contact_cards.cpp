#include "scenarios/runner/contact_cards.hpp"

#include <cstdio>

#include "scenarios/runner/file_names.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/virtual_reader.hpp"
#include "simulators/card/contact/applet.hpp"
#include "simulators/card/vpcd.hpp"

namespace proofmark::runner {
namespace {

using card::contact::ContactProfile;

std::filesystem::path profiles_of(const Project& project) {
  return project.root / "simulators" / "card" / "contact" / "profiles";
}

// The day's begin, so that the card is the same whenever on that day it is presented.
class Today final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return day_; }
  [[nodiscard]] bool simulated() const override { return false; }

 private:
  Instant day_ = std::chrono::floor<std::chrono::days>(SystemClock().now());
};

Result<ContactProfile> find_contact_profile(const Project& project, const std::string& name) {
  PROOFMARK_TRY(const auto profiles, card::contact::list_contact_profiles(profiles_of(project)));
  std::vector<std::string> names;
  for (const ContactProfile& profile : profiles) {
    if (profile.name == name) return profile;
    names.push_back(profile.name);
  }
  return fail("card profile", one_of(names, name), "'" + name + "'", "`proofmark card --list` describes them.");
}

}  // namespace

bool is_contact_profile(const std::string& name) {
  return name.rfind("lt-contact-", 0) == 0;
}

Result<void> print_contact_profiles(const Project& project) {
  PROOFMARK_TRY(const auto profiles, card::contact::list_contact_profiles(profiles_of(project)));
  for (const ContactProfile& profile : profiles)
    std::printf("%-24s %s\n", profile.name.c_str(), profile.description.c_str());
  return {};
}

Result<ContactPerson> make_contact_person(const Project& project, const std::string& profile, std::uint64_t seed,
                                          std::uint64_t number, std::shared_ptr<const Clock> clock) {
  PROOFMARK_TRY(const ContactProfile found, find_contact_profile(project, profile));
  PROOFMARK_TRY(const auto certification, lt_pki::load_profile(project.root / "simulators" / "lt_pki" / "profiles" /
                                                               (found.certification + ".json")));
  person::CivilRecord civil = Census(seed, clock->now()).civil(number);
  const SeededRandom stream = SeededRandom(seed).derive("contact card", number);
  PROOFMARK_TRY(auto card, card::contact::personalise(found, certification, civil, stream, std::move(clock)));
  return ContactPerson{std::move(civil), std::move(card)};
}

Result<void> present_contact_card(const CardOptions& options) {
  const bool trust_alone = !options.trust.empty() && options.vpcd.empty();
  VirtualReader reader;
  if (!trust_alone) {
    PROOFMARK_TRY(reader, parse_virtual_reader("--vpcd", options.vpcd));
  }
  PROOFMARK_TRY(ContactPerson holder, make_contact_person(options.project, options.profile, options.seed,
                                                          options.person, std::make_shared<Today>()));
  const person::CivilRecord& civil = holder.civil;
  card::contact::ContactCard& made = holder.card;
  if (!options.trust.empty()) {
    PROOFMARK_CHECK(card::contact::write_published(*made.provider, options.trust));
    std::printf("Certificates and revocation lists of the simulated provider: %s\n", options.trust.c_str());
  }
  if (trust_alone) return {};
  const std::string pin = made.content.pin;
  const std::string puk = made.content.puk;
  SystemRandom random;
  PROOFMARK_TRY(const auto chip, card::contact::make_contact_card(std::move(made.content), random));
  std::printf("Presenting the simulated \"%s\" of %s %s, PIN %s, PUK %s, at %s. Stop with Ctrl-C.\n",
              options.profile.c_str(), civil.given_names.c_str(), civil.surname.c_str(), pin.c_str(), puk.c_str(),
              options.vpcd.c_str());
  std::fflush(stdout);
  static const std::atomic<bool> never{false};
  return card::serve_vpcd(*chip, reader.host, reader.port, options.stop != nullptr ? *options.stop : never);
}

}  // namespace proofmark::runner
