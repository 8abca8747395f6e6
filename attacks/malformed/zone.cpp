#include "attacks/malformed/mechanisms.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/mrz.hpp"

namespace proofmark::attacks::malformed {
namespace {

constexpr std::size_t kPassportZone = 88;
constexpr const char* kWrongDigit = "^";

tl::unexpected<Error> unusable(const std::string& expected, const std::string& observed) {
  return fail("conformance table, machine readable zone", expected, observed, "Correct the row.");
}

// The check digits of the second line (ICAO 9303-4 section 4.2.2).
Result<void> renew_digits(std::string& zone) {
  const auto digit = [&zone](std::size_t from, std::size_t size, std::size_t to) -> Result<void> {
    PROOFMARK_TRY(zone[to], emrtd::mrz_check_digit(zone.substr(from, size)));
    return {};
  };
  PROOFMARK_CHECK(digit(44, 9, 53));
  PROOFMARK_CHECK(digit(57, 6, 63));
  PROOFMARK_CHECK(digit(65, 6, 71));
  PROOFMARK_CHECK(digit(72, 14, 86));
  const std::string all = zone.substr(44, 10) + zone.substr(57, 7) + zone.substr(65, 22);
  PROOFMARK_TRY(zone[87], emrtd::mrz_check_digit(all));
  return {};
}

}  // namespace

Result<Bytes> changed_zone(const Recipe& recipe, ByteView dg1, std::string& zone) {
  PROOFMARK_TRY(zone, emrtd::parse_dg1(dg1));
  for (const ZoneEdit& edit : recipe.zone) {
    if (edit.text == kWrongDigit) continue;
    if (edit.at + edit.text.size() > zone.size())
      return unusable("a place in the zone", std::to_string(edit.at) + " + " + std::to_string(edit.text.size()));
    zone.replace(edit.at, edit.text.size(), edit.text);
  }
  if (recipe.zone_digits) {
    if (zone.size() != kPassportZone) return unusable("a passport's zone", std::to_string(zone.size()) + " characters");
    PROOFMARK_CHECK(renew_digits(zone));
  }
  for (const ZoneEdit& edit : recipe.zone)
    if (edit.text == kWrongDigit && edit.at < zone.size()) zone[edit.at] = static_cast<char>(zone[edit.at] ^ 1);
  return emrtd::encode_dg1(zone);
}

}  // namespace proofmark::attacks::malformed
