#include "reports/documents/page.hpp"

#include <array>
#include <charconv>
#include <exception>
#include <memory>

#include "reports/documents/page_parts.hpp"
#include "reports/documents/page_template.hpp"

namespace proofmark::reports {
namespace page {

void set(Dictionary& into, const char* name, const std::string& value) {
  std::string text = value;
  for (std::size_t at = text.find(" %"); at != std::string::npos; at = text.find(" %", at + 2))
    text.replace(at, 1, "\u00a0");
  into.SetValue(name, text);
}

void set_verdict(Dictionary& into, Verdict verdict) {
  set(into, "VERDICT", std::string(name_of(verdict)));
  const bool decided = verdict == Verdict::pass || verdict == Verdict::fail || verdict == Verdict::inconclusive;
  set(into, "VERDICT_CLASS", decided ? std::string(name_of(verdict)) : "none");
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += between;
    out += word;
  }
  return out;
}

std::string position(double share) {
  std::array<char, 40> text{};
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), share * 100, std::chars_format::fixed, 3);
  return error == std::errc() ? std::string(text.data(), end) : "0";
}

std::string plural(std::uint64_t n, std::string_view one, std::string_view many) {
  return std::to_string(n) + " " + std::string(n == 1 ? one : many);
}

}  // namespace page

Result<std::string> render_page(const Evaluation& evaluation, const std::vector<Picture>& pictures) {
  try {
    const std::string_view text = page_template();
    const std::unique_ptr<ctemplate::Template> page(
        ctemplate::Template::StringToTemplate(text.data(), text.size(), ctemplate::STRIP_BLANK_LINES));
    if (!page)
      return fail("proofmark report", "a template that ctemplate can read", "one that it refused",
                  "build from an unchanged source tree");
    ctemplate::TemplateDictionary all("report");
    page::fill_head(all, evaluation);
    page::fill_gate(all, evaluation);
    page::fill_outcomes(all, evaluation);
    page::fill_rates(all, evaluation);
    page::fill_species(all, evaluation);
    PROOFMARK_CHECK(page::fill_power(all, evaluation));
    page::fill_document_attacks(all, evaluation);
    page::fill_refusals(all, evaluation);
    page::fill_session_times(all, evaluation);
    page::fill_outside(all, evaluation);
    page::fill_attempts(all, evaluation);
    page::fill_pictures(all, pictures);
    std::string out;
    if (!page->Expand(&out, &all))
      return fail("proofmark report", "a page from the template", "a template that could not be filled",
                  "build from an unchanged source tree");
    return out;
  } catch (const std::exception& error) {
    return fail("proofmark report", "a page from the template", error.what(), "free memory and write the report again");
  }
}

}  // namespace proofmark::reports
