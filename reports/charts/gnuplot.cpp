#include "reports/charts/gnuplot.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "common/program.hpp"

namespace proofmark::reports::charts {
namespace {

struct Ink {
  Colour role;
  const char* property;  // of the page's style sheet
  unsigned red, green, blue;
};
// Each differs from the others, because the SVG is searched for them.
constexpr std::array<Ink, 11> kInks{{{Colour::ink, "--ink", 27, 31, 36},
                                     {Colour::soft, "--soft", 82, 90, 99},
                                     {Colour::grid, "--line", 208, 215, 222},
                                     {Colour::blue, "--blue", 11, 79, 138},
                                     {Colour::teal, "--teal", 15, 118, 110},
                                     {Colour::purple, "--purple", 109, 60, 160},
                                     {Colour::ochre, "--ochre", 146, 88, 10},
                                     {Colour::pass, "--pass", 26, 127, 55},
                                     {Colour::fail, "--fail", 180, 35, 24},
                                     {Colour::inconclusive, "--unsure", 178, 106, 0},
                                     {Colour::none, "--none", 122, 130, 140}}};

std::string hex(const Ink& ink) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "#%02x%02x%02x", ink.red, ink.green, ink.blue);
  return text.data();
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// gnuplot defines every point symbol and two filters in every SVG; two symbols are used here.
void remove_unused_symbols(std::string& svg) {
  const std::size_t begin = svg.find("<defs>"), end = svg.find("</defs>");
  if (begin == std::string::npos || end == std::string::npos) return;
  std::string kept;
  for (std::size_t at = begin + 6; at < end;) {
    const std::size_t next = std::min(svg.find('\n', at), end - 1) + 1;
    const std::string line = svg.substr(at, next - at);
    for (const char* id : {"id='gpPt5'", "id='gpPt6'"})
      if (line.find(id) != std::string::npos) kept += line;
    at = next;
  }
  svg.replace(begin + 6, end - begin - 6, kept);
}

void remove_between(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    const std::size_t end = text.find(to, at);
    text.erase(at, end == std::string::npos ? end : end + to.size() - at);
  }
}

}  // namespace

std::string colour(Colour role) {
  for (const Ink& ink : kInks)
    if (ink.role == role) return "rgb '" + hex(ink) + "'";
  return "rgb '#000000'";
}

Colour colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return Colour::pass;
    case Verdict::fail:
      return Colour::fail;
    case Verdict::inconclusive:
      return Colour::inconclusive;
    case Verdict::external_evidence_pending:
      return Colour::blue;
    case Verdict::not_applicable:
      break;
  }
  return Colour::none;
}

Colour series_colour(std::size_t number) {
  static constexpr std::array<Colour, 5> kSeries{Colour::blue, Colour::ochre, Colour::teal, Colour::purple,
                                                 Colour::fail};
  return kSeries[number % kSeries.size()];
}

std::string quoted(std::string_view label) {
  std::string out = "'";
  for (const char c : label) {
    if (static_cast<unsigned char>(c) < 0x20) {
      out += ' ';
    } else if (c == '\'') {
      out += "''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string tick(std::string_view label) {
  std::string doubled;
  for (const char c : label) doubled += c == '%' ? "%%" : std::string(1, c);
  return quoted(doubled);
}

std::string number(double value) {
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 9);
  return error == std::errc() ? std::string(text.data(), end) : "0";
}

std::size_t characters(std::string_view utf8) {
  std::size_t n = 0;
  for (const char c : utf8) n += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
  return n;
}

unsigned width_of(const Look& look) {
  return look.width == Width::wide ? 960 : 350;
}

std::string header(const Look& look, unsigned height) {
  return "set encoding utf8\n"
         "set terminal svg noenhanced dynamic size " +
         std::to_string(width_of(look)) + "," + std::to_string(height) + " font 'sans-serif,13' linewidth 1 name " +
         quoted(look.name) +
         "\n"
         "set border 0 lc " +
         colour(Colour::soft) + "\nset tics scale 0 textcolor " + colour(Colour::ink) + "\nset xlabel textcolor " +
         colour(Colour::soft) + "\nset ylabel textcolor " + colour(Colour::soft) + "\nset key textcolor " +
         colour(Colour::ink) + "\nset grid xtics lt 1 lw 1 lc " + colour(Colour::grid) + "\n";
}

Result<std::string> run(const std::string& script, const Look& look) {
  Program gnuplot;
  // A user's own start file or locale must not change a report.
  gnuplot.arguments = {"gnuplot", "-d", "-"};
  gnuplot.environment = {{"LC_ALL", "C.UTF-8"}};
  gnuplot.package = "gnuplot-nox";
  PROOFMARK_TRY(std::string svg, run_program(gnuplot, script));
  const std::size_t start = svg.find("<svg");
  if (start == std::string::npos)
    return fail("proofmark chart", "an SVG from gnuplot", "none", "run gnuplot by hand, or install gnuplot-nox again");
  svg.erase(0, start);
  remove_between(svg, "<title>", "</title>");
  remove_between(svg, "<desc>", "</desc>");
  for (const char* space : {" xmlns=\"http://www.w3.org/2000/svg\"", " xmlns:xlink=\"http://www.w3.org/1999/xlink\""})
    replace_all(svg, space, "");
  remove_unused_symbols(svg);
  replace_all(svg, "id='gpPt", "id='" + look.name + "-gpPt");
  replace_all(svg, "'#gpPt", "'#" + look.name + "-gpPt");
  replace_all(svg, " font-family=\"sans-serif\" ", " ");
  if (look.palette == Palette::screen) {
    for (const Ink& ink : kInks) {
      std::array<char, 32> written{};
      std::snprintf(written.data(), written.size(), "rgb(%3u, %3u, %3u)", ink.red, ink.green, ink.blue);
      replace_all(svg, written.data(), std::string("var(") + ink.property + ")");
    }
  }
  return svg;
}

}  // namespace proofmark::reports::charts
