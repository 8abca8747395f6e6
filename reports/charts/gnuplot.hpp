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

[[nodiscard]] std::string in_quotes(std::string_view label);
[[nodiscard]] std::string tick(std::string_view label);  // quoted, for a place where gnuplot takes a format
[[nodiscard]] std::string number(double value);          // shortest decimal, whatever the locale
// A percentage on an axis: "0.1 %", with Look::decimal_comma "0,1 %".
[[nodiscard]] std::string per_cent(double value, const Look& look);
// Pixels that the text takes at the size of the charts' labels, in DejaVu Sans, the widest font that pages ask for.
[[nodiscard]] double text_width(std::string_view utf8);
// Lines of at most so many pixels, broken at spaces or after hyphens; a longer piece is broken where it must.
[[nodiscard]] std::vector<std::string> wrapped(const std::string& label, double pixels);

// Terminal, size, fonts and borders common to all charts. Height in pixels.
[[nodiscard]] std::string header(const Look& look, unsigned height);
[[nodiscard]] unsigned width_of(const Look& look);

// A chart of rows, one below the other: labels beside them (wide) or above each (narrow), in as many lines as they
// need, with margins as wide as the widest line; the axis' name below, in lines too.
struct Rows {
  std::string script;  // header, margins, labels and ranges of y; what is drawn comes after it
  double middle = 0;   // of a row's marks, from the row's number, in rows
  double half = 0;     // half the height of a bar, in rows
};
[[nodiscard]] Rows lay_out(const std::vector<std::string>& labels, const std::string& axis, const Look& look);

// Runs the script and tidies the SVG for its place in a page.
[[nodiscard]] Result<std::string> run(const std::string& script, const Look& look);

}  // namespace proofmark::reports::charts
