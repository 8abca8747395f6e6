// One file of a corpus: drawn, filmed, encoded and put in place.
#pragma once
#include <filesystem>

#include "scenarios/corpus/manifest.hpp"
#include "scenarios/corpus/plan.hpp"
#include "scenarios/runner/people.hpp"

namespace proofmark::corpus {

// Writes `folder`/item.file, whole or not at all, and says everything about it. `people` are those of plan.spec; they
// are shared by all workers. The same plan and item give the same bytes.
[[nodiscard]] Result<Record> make_file(const Plan& plan, const Item& item, runner::People& people,
                                       const std::filesystem::path& folder);

}  // namespace proofmark::corpus
