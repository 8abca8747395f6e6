#include "reports/documents/document.hpp"

namespace proofmark::reports {

Span plain(std::string text) {
  return {std::move(text), Span::Style::plain, "", {}, false, {}};
}
Span strong(std::string text) {
  return {std::move(text), Span::Style::strong, "", {}, false, {}};
}
Span soft(std::string text) {
  return {std::move(text), Span::Style::soft, "", {}, false, {}};
}
Span code(std::string text) {
  return {std::move(text), Span::Style::code, "", {}, false, {}};
}
Span link(std::string text, std::string target) {
  return {std::move(text), Span::Style::plain, std::move(target), {}, false, {}};
}

std::string class_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::inconclusive:
      return "inconclusive";
    case Verdict::external_evidence_pending:
      return "pending";
    case Verdict::not_applicable:
      break;
  }
  return "none";
}

Span badge(const Texts& texts, Verdict verdict) {
  std::string key = "verdict." + class_of(verdict);
  return {texts.get(key), Span::Style::plain, "", verdict, false, {}};
}

Span phrase(const Phrase& phrase, Span::Style style) {
  return {phrase.text, style, "", {}, phrase.foreign, phrase.pieces};
}

Section& Document::add(std::string id, std::string title_of_section) {
  sections.push_back({std::move(id), std::move(title_of_section), {}});
  return sections.back();
}

}  // namespace proofmark::reports
