// From the machine readable zone to the holder's data and the document's validity.
#pragma once
#include <chrono>
#include <optional>

#include "common/emrtd/mrz.hpp"
#include "reference-impl/chip/findings.hpp"
#include "reference-impl/chip/inspection.hpp"

namespace proofmark::chip {

// Two digits of a year become four: a date of expiry lies within 50 years of `now`; a date of birth is the latest that
// is not after `now`, unless the Lithuanian personal code names the century. Nothing for a date that does not exist or
// is not fully known.
[[nodiscard]] std::optional<std::chrono::year_month_day> date_of_expiry(const emrtd::Mrz& mrz, Instant now);
[[nodiscard]] std::optional<std::chrono::year_month_day> date_of_birth(const emrtd::Mrz& mrz, Instant now);

[[nodiscard]] DocumentData document_data(const emrtd::Mrz& mrz, Instant now);

// The policy lists documents of this state and type.
[[nodiscard]] Finding check_listed(const emrtd::Mrz& mrz, const InspectionPolicy& policy);
// A document is valid to the end of its day of expiry, UTC.
[[nodiscard]] Finding check_validity(const emrtd::Mrz& mrz, Instant now);

}  // namespace proofmark::chip
