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

// Sorted. Some change what the chip holds ("clone", "exchange_dg2", "rewrite_hashes"), some what the issuer signs
// ("reissue", "no_signed_attributes"), others stand between chip and terminal and change what is said ("wrong_token",
// "altered_mac").
[[nodiscard]] std::vector<std::string> fault_names();
// The chip's content after one fault of the first kind; the others leave it as it is.
[[nodiscard]] Result<card::ChipContent> apply_fault(const std::string& fault, card::ChipContent content,
                                                    const card::Personalisation& input, RandomSource& random);

// A card of the profile, genuine or not. `random` must outlive the card.
[[nodiscard]] Result<std::unique_ptr<card::Card>> make_card(const card::Profile& profile,
                                                            const card::Personalisation& input,
                                                            const card::IssuerPki& issuer, RandomSource& random);

}  // namespace proofmark::attacks::document
