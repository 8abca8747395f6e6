// Which attempts a page shows in full. A page of 2 MB holds the details of about a thousand; the others are named by
// their scenario, and everything about them is in the run folder's files.
#pragma once
#include <array>
#include <cstddef>
#include <functional>
#include <vector>

#include "reports/documents/run_report.hpp"

namespace proofmark::reports {

constexpr std::size_t kLargestPage = 2'000'000;  // bytes

// Every attempt in full: what a page of a small run shows.
[[nodiscard]] Shown everything(const Evaluation& evaluation);
// At most so many, for paper: those that did not come out as demanded, each scenario's first ones first.
[[nodiscard]] Shown not_as_demanded(const Evaluation& evaluation, std::size_t most);
// What fits into pages of kLargestPage in every language of `contexts`, beside what they hold without any attempt's
// details (`without`, bytes): those that did not come out as demanded first, each scenario's first ones first.
[[nodiscard]] Result<Shown> that_fits(const std::vector<Context>& contexts, const RunMaterial& material,
                                      std::size_t without);

// Links to attempts that are not shown in full lead to their scenario instead.
void mend_links(Document& document, const Evaluation& evaluation, const Shown& shown);

}  // namespace proofmark::reports
