// What follows from several rates or from scores: DET, sums and multiples of rates, availability.
#pragma once
#include <vector>

#include "reports/formats/results.hpp"
#include "reports/verdicts/counting.hpp"

namespace proofmark::reports {

// Face comparison scores (full service, comparison), attack detection scores with presentation attacks and with
// injections (attack detection). A table needs scores on both sides; without them it is left out.
[[nodiscard]] Result<std::vector<ScoreTable>> score_tables(const Material& material);

// RIAPAR per species and its maximum.
[[nodiscard]] Result<std::vector<SumRate>> sums(const std::vector<Rate>& rates);

// Every relation's FAR and FMR beside the unrelated one.
[[nodiscard]] Result<std::vector<RelationRatio>> relations(const std::vector<Rate>& rates);

// From the rate "unavailability"; empty without it.
[[nodiscard]] std::optional<Availability> availability(const std::vector<Rate>& rates);

}  // namespace proofmark::reports
