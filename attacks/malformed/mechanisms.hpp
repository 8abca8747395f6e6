// Private to this folder.
#pragma once
#include "attacks/malformed/recipe.hpp"
#include "simulators/card/personalisation.hpp"

namespace proofmark::attacks::malformed {

// DG2 around another encoding of the portrait, as the recipe says.
[[nodiscard]] Result<Bytes> portrait_group(const Recipe& recipe, ByteView jpeg);
// Feature points (ISO/IEC 19794-5 clause 5.6) before the image information of the record in DG2.
[[nodiscard]] Result<Bytes> with_feature_points(ByteView dg2, unsigned points, bool counted);

// DG1 after the zone's changes.
[[nodiscard]] Result<Bytes> changed_zone(const Recipe& recipe, ByteView dg1, std::string& zone);

// The chip's key signs, with another trailer in the block (ISO/IEC 9796-2 clause 6).
[[nodiscard]] Result<Bytes> sign_with_trailer(const card::ChipContent& content, const Bytes& trailer,
                                              ByteView challenge, RandomSource& random);

// Stands between chip and terminal.
[[nodiscard]] std::unique_ptr<card::Card> answering(std::unique_ptr<card::Card> card, std::vector<AnswerEdit> answers,
                                                    std::shared_ptr<std::vector<bool>> made);

}  // namespace proofmark::attacks::malformed
