// A document as data: sections of blocks, rendered by one template to self-contained HTML and by weasyprint to PDF.
// A document's room fills this from its own data model; it writes no HTML and escapes nothing.
//
//   Document d;
//   d.title = texts.get("sensitivity.title");
//   Section& s = d.add("results", texts.get("sensitivity.results"));
//   s.add(Paragraph{{text("...")}});
//   Table& t = s.add(Table{...});
//   write_document(folder, "sensitivity", d_en, d_lt)
#pragma once
#include <atomic>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/result.hpp"
#include "reports/formats/verdict.hpp"
#include "reports/texts/texts.hpp"

namespace proofmark::reports {

// A piece of a line. At most one of link and verdict is used.
struct Span {
  enum class Style { plain, strong, soft, code };
  std::string text;
  Style style = Style::plain;
  std::string link;                        // "#attempt-genuine-01" or a path relative to the document
  std::optional<Verdict> verdict;          // shown as a badge of its colour
  bool foreign = false;                    // English inside a Lithuanian document
  std::vector<Phrase::Piece> pieces = {};  // of a text that is English in part
};
using Line = std::vector<Span>;

[[nodiscard]] Span plain(std::string text);
[[nodiscard]] Span strong(std::string text);
[[nodiscard]] Span soft(std::string text);
[[nodiscard]] Span code(std::string text);
[[nodiscard]] Span link(std::string text, std::string target);
[[nodiscard]] Span badge(const Texts& texts, Verdict verdict);
[[nodiscard]] Span phrase(const Phrase& phrase, Span::Style style = Span::Style::plain);

struct Paragraph {
  Line line;
};
struct Notice {  // the banner: what must not be overlooked
  Line line;
};
struct Heading {
  std::string text;
};
struct List {
  std::vector<Line> items;
};
struct Facts {
  std::vector<std::pair<std::string, Line>> rows;
  bool dense = false;  // long lists of short values: two columns on paper
};
struct Preformatted {
  std::string text;
};

// A mark on a scale of 0 to 100 %, drawn in the cell.
struct Gauge {
  double rate = 0, low = 0, high = 0;  // proportions
  std::optional<double> limit;
  std::string label;  // for who does not see it
};
struct Cell {
  std::vector<Line> lines;
  std::optional<Gauge> gauge;
};
struct Column {
  enum class Kind { text, name, number, gauge };
  std::string title;
  Kind kind = Kind::text;
  unsigned width = 0;  // per cent of the table; 0: as its content needs
};
struct Row {
  std::vector<Cell> cells;  // as many as columns
  std::string id;           // anchor, may be empty
};
struct Table {
  std::vector<Column> columns;
  struct Group {
    Line heading;  // a line across the table before its rows, may be empty
    std::vector<Row> rows;
  };
  std::vector<Group> groups;
};
// The chart twice, for a desktop and a phone; charts/chart.hpp draws them.
struct Figure {
  std::string wide, narrow;  // SVG; narrow is empty on paper
  std::string label;         // what it shows, for who does not see it
  struct Key {
    std::string text;
    std::string mark;  // a class of the style sheet: "pass", "fail", "inconclusive", "pending", "none", "limit",
                       // "session", "median", "percentile"
  };
  std::vector<Key> keys;
  Line caption;
};
struct Picture {
  std::string name;
  std::string caption;
  std::string jpeg_base64;  // RFC 4648 section 4
  std::string link;         // may be empty
};
struct Pictures {
  std::vector<Picture> pictures;
};
// What the gate came to, above everything else.
struct GateBanner {
  Verdict verdict = Verdict::inconclusive;
  std::vector<Line> lines;
};
struct Block;
// Closed on the screen until it is opened; open on paper.
struct Details {
  std::string id;
  std::vector<Line> summary;  // its columns
  std::vector<Block> blocks;
};
struct Block {
  std::variant<Paragraph, Notice, Heading, List, Facts, Preformatted, Table, Figure, Pictures, GateBanner, Details>
      content;
};

struct Section {
  std::string id;
  std::string title;
  std::vector<Block> blocks;

  template <typename T>
  T& add(T block) {
    blocks.push_back(Block{std::move(block)});
    return std::get<T>(blocks.back().content);  // until the next add
  }
};

enum class Medium { screen, paper };

struct Document {
  Language language = Language::en;
  Medium medium = Medium::screen;
  std::string lead;   // the line above the title: what kind of document
  std::string title;  // says what was tested
  std::string run;    // the line on every page: run, subject, "simulated"
  struct Link {
    std::string text, target;   // relative path
    std::string language = "";  // BCP 47 of the target, where it is not this document's
  };
  std::vector<Link> links;
  std::vector<Section> sections;

  Section& add(std::string id, std::string title);  // valid until the next add
};

[[nodiscard]] std::string class_of(Verdict verdict);  // of the style sheet

// One HTML document without any reference to outside but its relative links.
[[nodiscard]] Result<std::string> render_html(const Document& document);
// Bytes that a block takes in it.
[[nodiscard]] Result<std::size_t> rendered_size(const Block& block);
// A4, the run's line and page numbers on every page. Needs weasyprint, which is ended once `stop` is set. Same
// document, same bytes.
[[nodiscard]] Result<std::string> render_pdf(const Document& document, const std::atomic<bool>* stop = nullptr);

}  // namespace proofmark::reports
