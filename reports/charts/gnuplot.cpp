#include "reports/charts/gnuplot.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
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

// The value of an attribute of the tag that begins at `at`, quoted either way; empty without it.
std::string attribute(const std::string& svg, std::size_t at, std::size_t end, const std::string& name) {
  const std::size_t begin = svg.find(" " + name + "=", at);
  if (begin == std::string::npos || begin >= end) return "";
  const std::size_t open = begin + name.size() + 2;
  return svg.substr(open + 1, svg.find(svg[open], open + 1) - open - 1);
}

// gnuplot draws a point as a reference to a symbol whose colour is the reference's; weasyprint cannot follow that. The
// two symbols that are used here, a disc (point type 7) and a circle (6), become what they are.
void draw_points(std::string& svg) {
  for (std::size_t at = svg.find("<use "); at != std::string::npos; at = svg.find("<use ", at + 1)) {
    const std::size_t end = svg.find("/>", at);
    if (end == std::string::npos) return;
    const std::string place = attribute(svg, at, end, "transform"), ink = attribute(svg, at, end, "color");
    const bool disc = attribute(svg, at, end, "xlink:href") == "#gpPt6";
    const std::size_t comma = place.find(','), close = place.find(')'), scale = place.find("scale(");
    if (comma == std::string::npos || close == std::string::npos || scale == std::string::npos) continue;
    const std::string circle =
        "<circle cx='" + place.substr(10, comma - 10) + "' cy='" + place.substr(comma + 1, close - comma - 1) +
        "' r='" + place.substr(scale + 6, place.find(')', scale) - scale - 6) + "' fill='" + (disc ? ink : "none") +
        "' stroke='" + ink + "' stroke-width='" + (disc ? "0" : "2") + "'";
    svg.replace(at, end - at, circle);
  }
}

void remove_ids(std::string& svg) {
  for (std::size_t at = svg.find(" id="); at != std::string::npos; at = svg.find(" id=", at))
    svg.erase(at, svg.find(svg[at + 4], at + 5) + 1 - at);
}

// gnuplot opens and closes a group for each style that it sets; those that draw nothing are an eighth of a chart.
void remove_empty_groups(std::string& svg) {
  constexpr std::string_view close = "</g>";
  for (std::size_t at = svg.find(close); at != std::string::npos; at = svg.find(close, at)) {
    const std::size_t before = at == 0 ? std::string::npos : svg.find_last_not_of(" \t\n", at - 1);
    const std::size_t open = before == std::string::npos ? before : svg.rfind('<', before);
    if (open == std::string::npos || svg[before] != '>' || svg.compare(open, 2, "<g") != 0) {
      at += close.size();
      continue;
    }
    const std::size_t rest = svg.find_first_not_of(" \t\n", at + close.size());
    svg.erase(open, (rest == std::string::npos ? svg.size() : rest) - open);
    at = open;
  }
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

std::string in_quotes(std::string_view label) {
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
  return in_quotes(doubled);
}

std::string number(double value) {
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 9);
  return error == std::errc() ? std::string(text.data(), end) : "0";
}

std::string per_cent(double value, const Look& look) {
  std::string text = number(value);
  if (look.decimal_comma) std::replace(text.begin(), text.end(), '.', ',');
  return text + "\u00a0%";
}

double text_width(std::string_view utf8) {
  constexpr double kSize = 13;  // pixels, as in header()
  double width = 0;
  for (const char c : utf8) {
    if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U) continue;  // a character's later bytes
    const std::string_view narrow = "ijl.,:;'|!()[] -ftrI/";
    const std::string_view broad = "mwMWOQ%@";
    const bool capital = c >= 'A' && c <= 'Z';
    width += narrow.find(c) != std::string_view::npos  ? 0.42
             : broad.find(c) != std::string_view::npos ? 0.98
             : capital                                 ? 0.72
                                                       : 0.64;
  }
  return width * kSize;
}

std::vector<std::string> wrapped(const std::string& label, double pixels) {
  std::vector<std::string> lines;
  std::string rest = label;
  while (text_width(rest) > pixels) {
    std::size_t fits = 0, cut = 0;
    for (std::size_t at = 1; at < rest.size(); ++at) {
      if ((static_cast<unsigned char>(rest[at]) & 0xC0U) == 0x80U) continue;
      if (text_width(std::string_view(rest).substr(0, at)) > pixels) break;
      fits = at;
      if (rest[at] == ' ' || rest[at - 1] == '-') cut = at;
    }
    if (cut == 0) cut = std::max<std::size_t>(fits, 1);
    while (cut < rest.size() && (static_cast<unsigned char>(rest[cut]) & 0xC0U) == 0x80U) ++cut;
    lines.push_back(rest.substr(0, cut));
    rest.erase(0, rest[cut] == ' ' ? cut + 1 : cut);
  }
  lines.push_back(rest);
  return lines;
}

unsigned width_of(const Look& look) {
  return look.width == Width::wide ? 960 : 350;
}

std::string header(const Look& look, unsigned height) {
  return "set encoding utf8\n"
         "set terminal svg noenhanced dynamic size " +
         std::to_string(width_of(look)) + "," + std::to_string(height) + " font 'sans-serif,13' linewidth 1 name " +
         in_quotes(look.name) +
         "\n"
         "set border 0 lc " +
         colour(Colour::soft) + "\nset tics scale 0 textcolor " + colour(Colour::ink) + "\nset xlabel textcolor " +
         colour(Colour::soft) + "\nset ylabel textcolor " + colour(Colour::soft) + "\nset key textcolor " +
         colour(Colour::ink) + "\nset grid xtics lt 1 lw 1 lc " + colour(Colour::grid) + "\n" +
         (look.decimal_comma ? "set decimalsign ','\n" : "");
}

Rows lay_out(const std::vector<std::string>& labels, const std::string& axis, const Look& look) {
  constexpr double kLine = 15, kEdge = 8, kRight = 26, kTop = 6, kTicks = 34;  // pixels
  const bool wide = look.width == Width::wide;
  const double width = width_of(look);
  // Beside the rows at most two fifths of the chart; above them all of it.
  const double room = wide ? width * 0.4 : width - kEdge - 4;
  std::vector<std::vector<std::string>> all;
  double widest = 0;
  std::size_t most = 1;
  for (const std::string& label : labels) {
    all.push_back(wrapped(label, room));
    most = std::max(most, all.back().size());
    for (const std::string& line : all.back()) widest = std::max(widest, text_width(line));
  }
  const double left = wide ? widest + 2 * kEdge : kEdge;
  const double lines = static_cast<double>(most);
  const double row = wide ? std::max(30.0, lines * kLine + 6) : 26 + lines * kLine;
  const auto named = axis.empty() ? std::vector<std::string>{} : wrapped(axis, width - left - kRight);
  const double below = kTicks + static_cast<double>(named.size()) * kLine + 6;
  const auto rows = static_cast<double>(std::max<std::size_t>(labels.size(), 1));
  const double height = std::ceil(kTop + rows * row + below);
  Rows out;
  out.middle = wide ? 0 : (row / 2 - 15) / row;
  out.half = (wide ? 9 : 8) / row;
  std::string& s = out.script;
  s = header(look, static_cast<unsigned>(height));
  s += "set lmargin at screen " + number(left / width) + "\nset rmargin at screen " + number(1 - kRight / width) +
       "\nset tmargin at screen " + number(1 - kTop / height) + "\nset bmargin at screen " + number(below / height) +
       "\nset yrange [" + number(rows - 0.5) + ":-0.5]\nunset ytics\nunset key\n";
  const auto write = [&](const std::string& line, const std::string& at, Colour ink) {
    s += "set label " + in_quotes(line) + " at " + at + " textcolor " + colour(ink) + "\n";
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t k = 0; k < all[i].size(); ++k) {
      const auto line = static_cast<double>(k);
      const double from_top = wide ? row / 2 + (line - (static_cast<double>(all[i].size()) - 1) / 2) * kLine
                                   : row - 26 - (static_cast<double>(all[i].size()) - line) * kLine + kLine / 2 + 2;
      const std::string y = number(1 - (kTop + static_cast<double>(i) * row + from_top) / height);
      write(
          all[i][k],
          "screen " + number((wide ? left - kEdge : kEdge / 2) / width) + ", screen " + y + (wide ? " right" : " left"),
          Colour::ink);
    }
  }
  for (std::size_t k = 0; k < named.size(); ++k)
    write(named[k],
          "screen " + number((left + width - kRight) / 2 / width) + ", screen " +
              number((below - kTicks - (static_cast<double>(k) + 0.5) * kLine) / height) + " center",
          Colour::soft);
  return out;
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
  remove_between(svg, "<defs>", "</defs>");
  draw_points(svg);
  remove_ids(svg);
  remove_empty_groups(svg);
  replace_all(svg, " font-family=\"sans-serif\" ", " ");
  if (look.palette == Palette::screen) {
    for (const Ink& ink : kInks) {
      // gnuplot writes the first form for lines and areas, the second for text.
      std::array<char, 32> line{}, text{};
      std::snprintf(line.data(), line.size(), "rgb(%3u, %3u, %3u)", ink.red, ink.green, ink.blue);
      std::snprintf(text.data(), text.size(), "rgb(%u,%u,%u)", ink.red, ink.green, ink.blue);
      for (const char* written : {line.data(), text.data()})
        replace_all(svg, written, std::string("var(") + ink.property + ")");
    }
  }
  return svg;
}

}  // namespace proofmark::reports::charts
