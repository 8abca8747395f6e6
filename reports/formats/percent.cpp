#include "reports/formats/percent.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace proofmark::reports {
namespace {

// Independent of the locale, unlike printf.
std::string fixed(double value, int places) {
  std::array<char, 64> text{};
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, places);
  return error == std::errc() ? std::string(text.data(), end) : "?";
}

std::string trimmed(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

std::string percent(double proportion) {
  const double value = proportion * 100;
  if (value <= 0) return "0 %";
  if (value >= 100) return "100 %";
  int places = 1;
  for (double step = 10; value < step && places < 9; step /= 10) ++places;
  std::string text = trimmed(fixed(value, places));
  // 99.97 % must not become 100 %: one of n attempts did differ.
  while (text == "100" && places < 15) text = trimmed(fixed(value, ++places));
  return text + " %";
}

std::string seconds(double value) {
  return fixed(value, 2) + " s";
}

std::string decimal(double value, int places) {
  return fixed(value, places);
}

std::string with_thousands(std::uint64_t n) {
  std::string text = std::to_string(n);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

double stable(double value) {
  const double rounded = std::round(value * 1e9) / 1e9;
  return rounded == 0 ? 0 : rounded;  // no "-0.0"
}

}  // namespace proofmark::reports
