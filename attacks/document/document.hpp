// Attacks on the document: what turns a genuine personalisation into a forged or copied card.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "common/random.hpp"
#include "simulators/card/card.hpp"
#include "simulators/card/issuer.hpp"
#include "simulators/card/personalisation.hpp"
#include "simulators/card/profile.hpp"

namespace proofmark::attacks::document {

// "clone": all files of the genuine chip, other private keys (a copy cannot read the keys, 9303-11 section 6.1).
// "exchange_dg2": DG2 holds the other person's portrait, EF.SOD is left as signed.
[[nodiscard]] std::vector<std::string> fault_names();
[[nodiscard]] Result<card::ChipContent> apply_fault(const std::string& fault, card::ChipContent content,
                                                    const card::Personalisation& input, RandomSource& random);

// A card of the profile, genuine or not. `random` must outlive the card.
[[nodiscard]] Result<std::unique_ptr<card::Card>> make_card(const card::Profile& profile,
                                                            const card::Personalisation& input,
                                                            const card::IssuerPki& issuer, RandomSource& random);

}  // namespace proofmark::attacks::document
