// The card of a row from its JSON. Private to this folder.
#pragma once
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "attacks/malformed/recipe.hpp"

namespace proofmark::conformance {

// Fields that describe a card, of a row or of a variant.
[[nodiscard]] const std::set<std::string>& card_fields();

// `fields`: an object with card fields alone; `bases`: the table's.
[[nodiscard]] Result<attacks::malformed::Recipe> parse_recipe(const nlohmann::json& fields, const nlohmann::json& bases,
                                                              const std::string& place);

}  // namespace proofmark::conformance
