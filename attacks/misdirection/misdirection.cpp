#include "attacks/misdirection/misdirection.hpp"

#include "attacks/live_person.hpp"

namespace proofmark::attack::misdirection {
namespace {

Result<void> check(const Species& species) {
  if (species.attack_class != "misdirection")
    return fail("attacks/misdirection", "a species of the class misdirection", species.attack_class,
                "Use that class's mechanism.");
  PROOFMARK_CHECK(species.allow({"reads_party", "compares_code"}, {{"believed", {"another_party", "this_party"}},
                                                                   {"code", {"none", "invented", "passed_on"}}}));
  for (const auto& [name, range] : species.parameters)
    if (range.low < 0 || range.high > 1)
      return fail("attacks/misdirection", "probabilities from 0 to 1", name, "Correct the species " + species.id + ".");
  return {};
}

// Another one than the code that is shown.
std::string invented_code(const std::string& shown, SeededRandom& random) {
  std::string code;
  do {
    code.clear();
    for (int i = 0; i < 4; ++i) code += static_cast<char>('0' + random.below(10));
  } while (code == shown);
  return code;
}

}  // namespace

Result<bool> goes_on(const Species& species, const Shown& shown, const SeededRandom& seed) {
  PROOFMARK_CHECK(check(species));
  SeededRandom random = seed.derive("misdirection/attention");
  // Drawn before anything is compared, so that the same person attends alike whatever is shown.
  const bool reads = random.chance(species.draw("reads_party", 0, seed));
  const bool compares = random.chance(species.draw("compares_code", 0, seed));
  const bool another = species.choice("believed", "another_party") == "another_party";
  if (reads && another && !shown.relying_party.empty()) return false;
  const std::string page = species.choice("code", "none");
  if (!compares || page == "none" || shown.verification_code.empty()) return true;
  const std::string code =
      page == "passed_on" ? shown.verification_code : invented_code(shown.verification_code, random);
  return code == shown.verification_code;
}

Result<std::unique_ptr<camera::Capture>> make(const Species& species, std::shared_ptr<const person::Assets> assets,
                                              const person::Appearance& holder, const camera::Device& device,
                                              const SeededRandom& seed) {
  PROOFMARK_CHECK(check(species));
  return live_person(std::move(assets), holder, device, seed);
}

}  // namespace proofmark::attack::misdirection
