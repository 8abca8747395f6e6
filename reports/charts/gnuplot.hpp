// A chart as a gnuplot script. Labels are quoted singly and plainly: nothing in them is a command, an escape or markup.
#pragma once
#include <string>
#include <string_view>

#include "reports/charts/chart.hpp"

namespace proofmark::reports::charts {

enum class Colour { ink, soft, grid, blue, teal, purple, ochre, pass, fail, inconclusive, none };
[[nodiscard]] std::string colour(Colour colour);  // as gnuplot takes it: 'rgb "#0b4f8a"'
[[nodiscard]] Colour colour_of(Verdict verdict);
[[nodiscard]] Colour series_colour(std::size_t number);

[[nodiscard]] std::string quoted(std::string_view label);
[[nodiscard]] std::string tick(std::string_view label);  // quoted, for a place where gnuplot takes a format
[[nodiscard]] std::string number(double value);          // shortest decimal, whatever the locale
[[nodiscard]] std::size_t characters(std::string_view utf8);

// Terminal, size, fonts and borders common to all charts. Height in pixels.
[[nodiscard]] std::string header(const Look& look, unsigned height);
[[nodiscard]] unsigned width_of(const Look& look);

// Runs the script and tidies the SVG for its place in a page.
[[nodiscard]] Result<std::string> run(const std::string& script, const Look& look);

}  // namespace proofmark::reports::charts
