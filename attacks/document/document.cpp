#include "attacks/document/document.hpp"

#include <map>

#include "simulators/card/emrtd_card.hpp"

namespace proofmark::attacks::document {

namespace {

using card::ChipContent;
using Mechanism = Result<ChipContent> (*)(ChipContent, const card::Personalisation&, RandomSource&);

// Every file can be copied from a chip that one may read; the private keys cannot (9303-11 section 6). The copy's maker
// puts keys of his own in their place, so that the chip answers every command.
Result<ChipContent> clone(ChipContent content, const card::Personalisation&, RandomSource& random) {
  for (std::optional<pki::Key>* key : {&content.active_authentication, &content.chip_authentication}) {
    if (!*key) continue;
    PROOFMARK_TRY(*key, pki::Key::generate((*key)->curve().value_or(pki::Curve::brainpool_p256r1), random));
  }
  return content;
}

// The portrait of the person who presents the card instead of the owner's; the signed hash stays that of the owner's.
Result<ChipContent> exchange_dg2(ChipContent content, const card::Personalisation& input, RandomSource&) {
  if (input.other_portrait.empty() || input.other_portrait == input.portrait)
    return fail("document attack exchange_dg2", "the portrait of another person", "none, or the owner's",
                "Give Personalisation::other_portrait.");
  PROOFMARK_TRY(content.files[card::kEfDg2], card::dg2_of_jpeg(input.other_portrait));
  return content;
}

const std::map<std::string, Mechanism>& mechanisms() {
  static const std::map<std::string, Mechanism> all{{"clone", clone}, {"exchange_dg2", exchange_dg2}};
  return all;
}

}  // namespace

std::vector<std::string> fault_names() {
  std::vector<std::string> names;
  for (const auto& [name, mechanism] : mechanisms()) names.push_back(name);
  return names;
}

Result<ChipContent> apply_fault(const std::string& fault, ChipContent content, const card::Personalisation& input,
                                RandomSource& random) {
  const auto found = mechanisms().find(fault);
  if (found == mechanisms().end()) {
    std::string known;
    for (const std::string& name : fault_names()) known += (known.empty() ? "" : ", ") + name;
    return fail("card profile, field faults", "one of " + known, "\"" + fault + "\"", "Correct the profile.");
  }
  return found->second(std::move(content), input, random);
}

Result<std::unique_ptr<card::Card>> make_card(const card::Profile& profile, const card::Personalisation& input,
                                              const card::IssuerPki& issuer, RandomSource& random) {
  PROOFMARK_TRY(ChipContent content, card::personalise(profile, input, issuer, random));
  for (const std::string& fault : profile.faults) {
    PROOFMARK_TRY(content, apply_fault(fault, std::move(content), input, random));
  }
  return card::make_emrtd(std::move(content), random);
}

}  // namespace proofmark::attacks::document
