// The machine readable zone that a document of a profile prints: TD1 for cards (ICAO 9303-5), TD3 for passports
// (9303-4).
#pragma once
#include <string>

#include "simulators/card/profile.hpp"
#include "simulators/person/person.hpp"

namespace proofmark::card {

// 90 or 88 characters. Errors: names or numbers that do not fit.
[[nodiscard]] Result<std::string> zone_of(const Profile& profile, const person::CivilRecord& civil);
// Document number, birth and expiry with their check digits, as they stand in such a zone (9303-11 section 9.7.2).
[[nodiscard]] std::string mrz_information_of(const std::string& zone);

}  // namespace proofmark::card
