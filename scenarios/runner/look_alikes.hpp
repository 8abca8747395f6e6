// The search for a stranger who looks like the holder of a document.
#pragma once
#include "attacks/stage.hpp"
#include "scenarios/runner/people.hpp"

namespace proofmark::runner {

// Among `how.gallery` persons from `first` on, of those who are of the holder's groups (sex, band of age, skin), the
// one who resembles him most; `first` himself where nobody is. By eye: nearest in age, then hair and beard. By search:
// the one whose picture the matcher finds most like the photograph on the document. A picture that was not drawn before
// costs about half a second. An error when the matcher is unknown or finds no face on the document.
[[nodiscard]] Result<std::uint64_t> find_look_alike(People& people, const attack::Resemblance& how,
                                                    std::uint64_t holder, std::uint64_t first);

}  // namespace proofmark::runner
