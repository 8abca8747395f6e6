// When two species of different splits share nothing that a threshold could learn.
//
// Two species are apart when their class, injection method, instrument or material differ, or a choice that both name,
// or when the ranges of one parameter that both name do not meet. Values are drawn from [low, high), so that ranges
// which only touch do not meet. What one species alone names tells nothing: the other has the mechanism's default,
// which may lie within.
#pragma once
#include <string>
#include <vector>

#include "attacks/species.hpp"

namespace proofmark::corpus {

[[nodiscard]] bool apart(const attack::Species& a, const attack::Species& b);
// The first of `all` that is of the other split (development against evaluation) and not apart from `one`; null: none.
[[nodiscard]] const attack::Species* not_apart_from(const attack::Species& one,
                                                    const std::vector<attack::Species>& all);

}  // namespace proofmark::corpus
