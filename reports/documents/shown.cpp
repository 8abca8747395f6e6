#include "reports/documents/shown.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace proofmark::reports {
namespace {

// What the lines about left-out attempts and the rounding of sizes may take.
constexpr std::size_t kReserve = 40'000;

// Attempts that did (not) come out as demanded, by their place within their scenario: first all first ones, then all
// second ones.
std::vector<std::size_t> in_turn(const Evaluation& e, bool as_demanded) {
  std::map<std::string_view, std::size_t> seen;
  std::vector<std::pair<std::size_t, std::size_t>> order;
  for (std::size_t i = 0; i < e.attempts.size(); ++i)
    if ((e.attempts[i].verdict == Verdict::pass) == as_demanded)
      order.emplace_back(seen[e.plan.attempts[i].scenario]++, i);
  std::sort(order.begin(), order.end());
  std::vector<std::size_t> out;
  out.reserve(order.size());
  for (const auto& [turn, attempt] : order) out.push_back(attempt);
  return out;
}

Result<std::size_t> cost_of(const std::vector<Context>& contexts, std::size_t attempt, const RunMaterial& material,
                            bool frame) {
  std::size_t most = 0;
  for (const Context& c : contexts) {
    PROOFMARK_TRY(const std::size_t bytes, rendered_size({parts::attempt_details(c, attempt, material, frame)}));
    most = std::max(most, bytes);
  }
  return most;
}

void mend(Line& line, const std::map<std::string, std::string>& instead) {
  for (Span& span : line)
    if (const auto at = instead.find(span.link); at != instead.end()) span.link = at->second;
}

}  // namespace

Shown everything(const Evaluation& e) {
  return {std::vector<bool>(e.attempts.size(), true), std::vector<bool>(e.attempts.size(), true)};
}

Shown not_as_demanded(const Evaluation& e, std::size_t most) {
  Shown out{std::vector<bool>(e.attempts.size(), false), std::vector<bool>(e.attempts.size(), false)};
  for (const std::size_t i : in_turn(e, false)) {
    if (most-- == 0) break;
    out.details[i] = true;
  }
  return out;
}

Result<Shown> that_fits(const std::vector<Context>& contexts, const RunMaterial& material, std::size_t without) {
  const Evaluation& e = contexts.front().evaluation;
  Shown out = not_as_demanded(e, 0);
  if (without + kReserve >= kLargestPage) return out;
  std::size_t left = kLargestPage - kReserve - without;
  for (const bool as_demanded : {false, true}) {
    const auto order = in_turn(e, as_demanded);
    for (const std::size_t i : order) {
      PROOFMARK_TRY(const std::size_t cost, cost_of(contexts, i, material, false));
      if (cost > left) break;
      out.details[i] = true;
      left -= cost;
    }
    for (const std::size_t i : order) {
      const auto at = material.attempts.find(e.plan.attempts[i].id);
      if (!out.details[i] || at == material.attempts.end() || at->second.thumbnail.empty()) continue;
      const std::size_t cost = at->second.thumbnail.size() + 400;  // and its figure, link and caption
      if (cost > left) break;
      out.frames[i] = true;
      left -= cost;
    }
  }
  return out;
}

void mend_links(Document& document, const Evaluation& e, const Shown& shown) {
  std::map<std::string, std::string> instead;
  for (std::size_t i = 0; i < e.attempts.size(); ++i)
    if (!shown.details[i]) instead["#attempt-" + e.plan.attempts[i].id] = "#scenario-" + e.plan.attempts[i].scenario;
  if (instead.empty()) return;
  for (Section& section : document.sections)
    for (Block& block : section.blocks)
      if (auto* list = std::get_if<List>(&block.content); list != nullptr)
        for (Line& line : list->items) mend(line, instead);
}

}  // namespace proofmark::reports
