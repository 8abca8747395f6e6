// Rates by group, and how much worse a group fares than everybody (ISO/IEC 19795-10).
#pragma once
#include <map>
#include <string_view>

#include "reports/statistics/ratio.hpp"
#include "reports/verdicts/counting.hpp"

namespace proofmark::reports {

// Fills worst_group and, with `by_group`, groups and differential, whose limit is called "group_ratio" (the excess:
// 0.25 is a ratio of 1.25). `by_person`: errors of attempts of each person in the rate; `by_device`: of each camera
// device and person. Several devices are groups too, shown beside those of persons and judged by no limit: nobody is
// treated unequally for a camera.
using ByDevice = std::map<std::pair<std::string_view, std::string_view>, Proportion>;
[[nodiscard]] Result<void> add_groups(Rate& rate, const Material& material,
                                      const std::map<std::string_view, Proportion>& by_person,
                                      const ByDevice& by_device, bool by_group);

}  // namespace proofmark::reports
