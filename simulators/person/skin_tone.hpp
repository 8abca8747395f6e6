// Colours of skin by Fitzpatrick's types. The types say how skin takes the sun; colour is measured as the individual
// typology angle ITA = atan((L* - 50) / b*) in CIELAB under D65, whose six classes (A. Chardon, I. Cretois,
// C. Hourseau, Int. J. Cosmet. Sci. 13, 1991: very light above 55 degrees, light above 41, intermediate above 28, tan
// above 10, brown above -30, dark) are put side by side with the types I to VI here, as is usual in image work. The two
// scales do not agree for every person (S. Del Bino, F. Bernerd, Br. J. Dermatol. 169 Suppl. 3, 2013).
#pragma once
#include <array>
#include <optional>
#include <string_view>

#include "simulators/person/vec.hpp"

namespace proofmark::person {

enum class SkinType { I, II, III, IV, V, VI };
inline constexpr std::array kSkinTypes = {SkinType::I,  SkinType::II, SkinType::III,
                                          SkinType::IV, SkinType::V,  SkinType::VI};
[[nodiscard]] const char* name_of(SkinType type);  // "I" to "VI"
[[nodiscard]] std::optional<SkinType> parse_skin_type(std::string_view name);

// CIE 1976 L*a*b*, white point D65.
struct Lab {
  double l = 0, a = 0, b = 0;
};
// Display-referred sRGB (IEC 61966-2-1), each 0 to 1; what lies outside the gamut is cut to its border.
[[nodiscard]] Vec3 srgb_of(const Lab& lab);
[[nodiscard]] Lab lab_of(Vec3 srgb);

[[nodiscard]] double ita_of(const Lab& lab);  // degrees
[[nodiscard]] SkinType type_of_ita(double degrees);

// The angle at a place within the type's class, 0 (its light end) to 1. The outer eighths of a class are not used, nor
// what lies beyond 66 and -52 degrees: so pale or dark a face is not seen.
[[nodiscard]] double ita_within(SkinType type, double place);
// A usual colour of facial skin of that angle: b* and a* follow from the angle (the project's choice within the
// published spread of facial skin), L* from both.
[[nodiscard]] Lab skin_colour(double ita);

}  // namespace proofmark::person
