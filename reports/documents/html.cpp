// A document through the templates: every text is escaped for its place, charts and pictures are put in as they are.
#include <ctemplate/template.h>

#include <array>
#include <charconv>
#include <exception>
#include <memory>

#include "reports/documents/document.hpp"
#include "reports/documents/templates.hpp"

namespace proofmark::reports {
namespace {

using Dictionary = ctemplate::TemplateDictionary;

Dictionary& add(Dictionary& into, const char* section) {
  return *into.AddSectionDictionary(section);
}

// A number stays on one line with its per cent sign.
void set(Dictionary& into, const char* name, const std::string& value) {
  std::string text = value;
  for (std::size_t at = text.find(" %"); at != std::string::npos; at = text.find(" %", at + 2))
    text.replace(at, 1, "\u00a0");
  into.SetValue(name, text);
}

void say(Dictionary& into, const char* section, const char* name, const std::string& value) {
  set(add(into, section), name, value);
}

// Of a chart's width, for SVG's per cent coordinates.
std::string position(double share) {
  std::array<char, 40> text{};
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), share * 100, std::chars_format::fixed, 3);
  return error == std::errc() ? std::string(text.data(), end) : "0";
}

// What is English in part becomes a span for each part, of the same kind.
Line in_pieces(const Line& line) {
  Line out;
  for (const Span& span : line) {
    if (span.pieces.empty()) out.push_back(span);
    for (const Phrase::Piece& piece : span.pieces) {
      Span one = span;
      one.text = piece.text;
      one.foreign = piece.foreign;
      out.push_back(std::move(one));
    }
  }
  return out;
}

void fill_line(Dictionary& into, const Line& line) {
  for (const Span& span : in_pieces(line)) {
    Dictionary& one = add(into, "SPAN");
    const bool linked = !span.link.empty();
    const char* kind = linked                              ? "LINK"
                       : span.verdict                      ? "BADGE"
                       : span.style == Span::Style::strong ? "STRONG"
                       : span.style == Span::Style::soft   ? "SOFT"
                       : span.style == Span::Style::code   ? "CODE"
                       : span.foreign                      ? "QUOTE"
                                                           : "PLAIN";
    Dictionary& in = add(one, kind);
    set(in, "TEXT", span.text);
    if (linked) in.SetValue("TARGET", span.link);
    if (span.verdict) in.SetValue("CLASS", class_of(*span.verdict));
    if (span.foreign) add(in, "FOREIGN");
  }
}

const char* class_name(Column::Kind kind) {
  switch (kind) {
    case Column::Kind::name:
      return "name";
    case Column::Kind::number:
      return "num";
    case Column::Kind::gauge:
      return "plot";
    case Column::Kind::text:
      break;
  }
  return "";
}

void fill_gauge(Dictionary& into, const Gauge& g) {
  Dictionary& gauge = add(into, "GAUGE");
  set(gauge, "LOW", position(g.low));
  set(gauge, "HIGH", position(g.high));
  set(gauge, "RATE", position(g.rate));
  set(gauge, "LABEL", g.label);
  if (g.limit) say(gauge, "LIMIT", "AT", position(*g.limit));
}

Result<std::string> expand(const ctemplate::Template* page, const Dictionary& all) {
  std::string out;
  if (page == nullptr || !page->Expand(&out, &all))
    return fail("proofmark report", "a page from the template", "a template that could not be filled",
                "build from an unchanged source tree");
  return out;
}

std::unique_ptr<ctemplate::Template> parse(std::string_view file) {
  std::string text(file);
  for (std::size_t at = text.find("{{>LINE}}"); at != std::string::npos; at = text.find("{{>LINE}}", at)) {
    std::string_view line = templates::line();
    line.remove_prefix(line.find("}}") + 2);  // its own marker of auto-escaping
    line = line.substr(0, line.find_last_not_of('\n') + 1);
    text.replace(at, 9, line);
    at += line.size();
  }
  return std::unique_ptr<ctemplate::Template>(
      ctemplate::Template::StringToTemplate(text.data(), text.size(), ctemplate::STRIP_BLANK_LINES));
}

Result<std::string> body_of(const std::vector<Block>& blocks);

struct Filler {
  Dictionary& block;

  [[nodiscard]] Result<void> operator()(const Paragraph& p) const {
    fill_line(add(block, "PARAGRAPH"), p.line);
    return {};
  }
  [[nodiscard]] Result<void> operator()(const Notice& n) const {
    fill_line(add(block, "NOTICE"), n.line);
    return {};
  }
  [[nodiscard]] Result<void> operator()(const Heading& h) const {
    say(block, "HEADING", "TEXT", h.text);
    return {};
  }
  [[nodiscard]] Result<void> operator()(const List& l) const {
    Dictionary& list = add(block, "LIST");
    for (const Line& item : l.items) fill_line(add(list, "ITEM"), item);
    return {};
  }
  [[nodiscard]] Result<void> operator()(const Facts& f) const {
    Dictionary& facts = add(block, "FACTS");
    if (f.dense) add(facts, "DENSE");
    for (const auto& [name, value] : f.rows) {
      Dictionary& fact = add(facts, "FACT");
      set(fact, "NAME", name);
      fill_line(fact, value);
    }
    return {};
  }
  [[nodiscard]] Result<void> operator()(const Preformatted& p) const {
    say(block, "PREFORMATTED", "TEXT", p.text);
    return {};
  }
  [[nodiscard]] Result<void> operator()(const GateBanner& g) const {
    Dictionary& gate = add(block, "GATE");
    gate.SetValue("CLASS", class_of(g.verdict));
    for (const Line& item : g.lines) fill_line(add(gate, "ITEM"), item);
    return {};
  }
  [[nodiscard]] Result<void> operator()(const Table& t) const;
  [[nodiscard]] Result<void> operator()(const Figure& f) const;
  [[nodiscard]] Result<void> operator()(const Pictures& p) const {
    Dictionary& pictures = add(block, "PICTURES");
    for (const Picture& one : p.pictures) {
      Dictionary& picture = add(pictures, "PICTURE");
      set(picture, "CAPTION", one.caption);
      picture.SetValue("DATA", one.jpeg_base64);
      if (!one.link.empty()) say(picture, "LINKED", "TARGET", one.link);
    }
    return {};
  }
  [[nodiscard]] Result<void> operator()(const Details& d) const {
    Dictionary& details = add(block, "DETAILS");
    if (!d.id.empty()) say(details, "ANCHOR", "ID", d.id);
    for (const Line& item : d.summary) fill_line(add(details, "ITEM"), item);
    PROOFMARK_TRY(const std::string body, body_of(d.blocks));
    details.SetValue("BODY", body);
    return {};
  }
};

Result<void> Filler::operator()(const Table& t) const {
  Dictionary& table = add(block, "TABLE");
  bool numbers = true;
  for (std::size_t i = 0; i < t.columns.size(); ++i) {
    const Column& c = t.columns[i];
    Dictionary& column = add(table, "COLUMN");
    set(column, "TITLE", c.title);
    if (c.kind == Column::Kind::number || c.kind == Column::Kind::gauge)
      say(column, "KIND", "CLASS", class_name(c.kind));
    if (c.width > 0) say(column, "WIDTH", "PERCENT", std::to_string(c.width));
    numbers = numbers && (i == 0 || c.kind == Column::Kind::number);
  }
  if (numbers) add(table, "SHORT");
  for (const Table::Group& g : t.groups) {
    Dictionary& group = add(table, "GROUP");
    if (!g.heading.empty()) {
      Dictionary& heading = add(group, "TITLE_ROW");
      heading.SetIntValue("COLUMNS", static_cast<long>(t.columns.size()));
      fill_line(heading, g.heading);
    }
    for (const Row& r : g.rows) {
      if (r.cells.size() != t.columns.size())
        return fail("proofmark report", std::to_string(t.columns.size()) + " cells in each row of a table",
                    std::to_string(r.cells.size()), "correct the document that fills it");
      Dictionary& row = add(group, "ROW");
      if (!r.id.empty()) say(row, "ANCHOR", "ID", r.id);
      for (std::size_t i = 0; i < r.cells.size(); ++i) {
        const Column& c = t.columns[i];
        Dictionary& cell = add(row, "CELL");
        if (c.kind != Column::Kind::text) say(cell, "KIND", "CLASS", class_name(c.kind));
        if (c.kind == Column::Kind::text || c.kind == Column::Kind::number) say(cell, "LABEL", "TEXT", c.title);
        for (const Line& line : r.cells[i].lines) fill_line(add(cell, "CONTENT"), line);
        if (r.cells[i].gauge) fill_gauge(cell, *r.cells[i].gauge);
      }
    }
  }
  return {};
}

Result<void> Filler::operator()(const Figure& f) const {
  Dictionary& figure = add(block, "FIGURE");
  figure.SetValue("WIDE", f.wide);
  set(figure, "LABEL", f.label);
  if (!f.narrow.empty()) {
    Dictionary& phone = add(figure, "PHONE");
    phone.SetValue("NARROW", f.narrow);
  }
  if (!f.keys.empty()) {
    Dictionary& keys = add(figure, "KEYS");
    for (const Figure::Key& k : f.keys) {
      Dictionary& key = add(keys, "KEY");
      set(key, "TEXT", k.text);
      key.SetValue("MARK", k.mark);
    }
  }
  fill_line(figure, f.caption);
  return {};
}

Result<std::string> body_of(const std::vector<Block>& blocks) {
  static const std::unique_ptr<ctemplate::Template> page = parse(templates::blocks());
  Dictionary all("blocks");
  for (const Block& block : blocks) {
    PROOFMARK_CHECK(std::visit(Filler{add(all, "BLOCK")}, block.content));
  }
  return expand(page.get(), all);
}

Result<std::string> whole(const Document& d) {
  static const std::unique_ptr<ctemplate::Template> page = parse(templates::document());
  const Texts& texts = Texts::in(d.language);
  Dictionary all("document");
  all.SetValue("LANGUAGE", std::string(code_of(d.language)));
  all.SetValue("MEDIUM", d.medium == Medium::paper ? "paper" : "screen");
  all.SetValue("STYLE", std::string(templates::style()));
  set(all, "LEAD", d.lead);
  set(all, "TITLE", d.title);
  set(all, "RUN", d.run);
  if (d.medium == Medium::screen && !d.links.empty()) {
    Dictionary& links = add(all, "LINKS");
    set(links, "NAME", texts.get("document.links"));
    for (const Document::Link& l : d.links) {
      Dictionary& one = add(links, "LINK");
      set(one, "TEXT", l.text);
      one.SetValue("TARGET", l.target);
      if (!l.language.empty()) say(one, "OTHER", "LANGUAGE", l.language);
    }
  }
  if (d.sections.size() > 3) {
    Dictionary& contents = add(all, "CONTENTS");
    set(contents, "NAME", texts.get("document.contents"));
    for (const Section& s : d.sections) {
      if (s.title.empty()) continue;
      Dictionary& entry = add(contents, "ENTRY");
      entry.SetValue("ID", s.id);
      set(entry, "TEXT", s.title);
    }
  }
  for (const Section& s : d.sections) {
    Dictionary& section = add(all, "SECTION");
    if (!s.id.empty()) say(section, "ANCHOR", "ID", s.id);
    if (!s.title.empty()) say(section, "TITLED", "TITLE", s.title);
    PROOFMARK_TRY(const std::string body, body_of(s.blocks));
    section.SetValue("BODY", body);
  }
  return expand(page.get(), all);
}

Result<std::size_t> size_of(const Block& block) {
  PROOFMARK_TRY(const std::string body, body_of({block}));
  return body.size();
}

}  // namespace

Result<std::size_t> rendered_size(const Block& block) {
  try {
    return size_of(block);
  } catch (const std::exception& error) {
    return fail("proofmark report", "a page from the template", error.what(), "free memory and write the report again");
  }
}

Result<std::string> render_html(const Document& document) {
  try {
    return whole(document);
  } catch (const std::exception& error) {
    return fail("proofmark report", "a page from the template", error.what(), "free memory and write the report again");
  }
}

}  // namespace proofmark::reports
