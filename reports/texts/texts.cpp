#include "reports/texts/texts.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "reports/texts/embedded.hpp"

namespace proofmark::reports {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

auto find(const Pairs& sorted, std::string_view key) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), key,
                                   [](const auto& pair, std::string_view wanted) { return pair.first < wanted; });
  return at != sorted.end() && at->first == key ? at : sorted.end();
}

std::string filled(std::string text, const std::vector<std::pair<std::string, std::string>>& values) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find('{', at);
    const std::size_t close = open == std::string::npos ? open : text.find('}', open);
    out.append(text, at, open == std::string::npos || close == std::string::npos ? std::string::npos : open - at);
    if (open == std::string::npos || close == std::string::npos) break;
    const std::string_view name = std::string_view(text).substr(open + 1, close - open - 1);
    const auto value = std::find_if(values.begin(), values.end(), [&](const auto& v) { return v.first == name; });
    if (value == values.end()) {
      out.append(text, open, close + 1 - open);
    } else {
      out += value->second;
    }
    at = close + 1;
  }
  return out;
}

// A name that begins with d_ stands for digits alone, one with n_ for a number and its per cent sign.
bool fits(std::string_view name, std::string_view value) {
  if (name.starts_with("d_")) return value.find_first_not_of("0123456789") == std::string_view::npos;
  return !name.starts_with("n_") || value.find_first_not_of("0123456789.,-+ %") == std::string_view::npos;
}

// Whether `text` has the form of `pattern`; {names} stand for at least one character, as few as possible.
bool matches(std::string_view text, std::string_view pattern,
             std::vector<std::pair<std::string, std::string>>& values) {
  const std::size_t open = pattern.find('{');
  if (open == std::string_view::npos) return text == pattern;
  if (!text.starts_with(pattern.substr(0, open))) return false;
  const std::size_t close = pattern.find('}', open);
  const std::string_view rest = pattern.substr(close + 1);
  const std::string name(pattern.substr(open + 1, close - open - 1));
  text.remove_prefix(open);
  const std::string_view until = rest.substr(0, rest.find('{'));
  if (rest.empty()) {
    if (text.empty() || !fits(name, text)) return false;
    values.emplace_back(name, text);
    return true;
  }
  for (std::size_t length = text.find(until, 1); length != std::string_view::npos;
       length = text.find(until, length + 1)) {
    if (!fits(name, text.substr(0, length))) continue;
    values.emplace_back(name, text.substr(0, length));
    if (matches(text.substr(length), rest, values)) return true;
    values.pop_back();
  }
  return false;
}

bool is_digit(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

// Lithuanian writes 0,31 % and 29\u00a0956. What is no number (a version, a clause) has no place in {n_x}.
std::string as_lithuanian(std::string_view english) {
  std::string out;
  for (std::size_t i = 0; i < english.size(); ++i) {
    const bool inside = i > 0 && is_digit(english, i - 1) && is_digit(english, i + 1);
    if (inside && english[i] == '.') {
      out += ',';
    } else if (inside && english[i] == ',') {
      out += "\u00a0";
    } else {
      out += english[i];
    }
  }
  return out;
}

void append(Phrase& to, std::string_view text, bool foreign) {
  if (text.empty()) return;
  to.text += text;
  if (to.pieces.empty() || to.pieces.back().foreign != foreign) to.pieces.push_back({"", foreign});
  to.pieces.back().text += text;
}

// `translation` with each {name} filled; what stayed English of the fillings stays marked.
Phrase composed(std::string_view translation, const std::vector<std::pair<std::string, Phrase>>& filling) {
  Phrase out;
  for (std::size_t at = 0; at < translation.size();) {
    const std::size_t open = translation.find('{', at);
    const std::size_t close = open == std::string_view::npos ? open : translation.find('}', open);
    append(out, translation.substr(at, close == std::string_view::npos ? close : open - at), false);
    if (close == std::string_view::npos) break;
    const std::string_view name = translation.substr(open + 1, close - open - 1);
    at = close + 1;
    const auto value = std::find_if(filling.begin(), filling.end(), [&](const auto& one) { return one.first == name; });
    if (value == filling.end()) continue;
    if (value->second.pieces.empty()) append(out, value->second.text, value->second.foreign);
    for (const Phrase::Piece& piece : value->second.pieces) append(out, piece.text, piece.foreign);
  }
  out.foreign = out.pieces.size() == 1 && out.pieces.front().foreign;
  if (out.pieces.size() < 2) out.pieces.clear();
  return out;
}

}  // namespace

std::string_view code_of(Language language) {
  return language == Language::lt ? "lt" : "en";
}

Texts::Texts(Language language) : language_(language) {
  const std::string_view file = language == Language::lt ? texts::lithuanian() : texts::english();
  const auto all = nlohmann::json::parse(file);  // items() refers to it
  for (const auto& [key, text] : all.items()) texts_.emplace_back(key, text.get<std::string>());
  std::sort(texts_.begin(), texts_.end());
  if (language == Language::en) return;
  for (const std::string_view list : texts::phrases()) {
    const auto patterns = nlohmann::json::parse(list);
    for (const auto& pattern : patterns) {
      auto english_form = pattern.at("en").get<std::string>();
      auto& into = english_form.find('{') == std::string::npos ? sentences_ : patterns_;
      into.emplace_back(std::move(english_form), pattern.at("lt").get<std::string>());
    }
  }
  std::stable_sort(sentences_.begin(), sentences_.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
}

const Texts& Texts::in(Language language) {
  static const Texts english(Language::en);
  static const Texts lithuanian(Language::lt);
  return language == Language::lt ? lithuanian : english;
}

bool Texts::has(std::string_view key) const {
  return find(texts_, key) != texts_.end();
}

std::string Texts::get(std::string_view key, Values values) const {
  const auto at = find(texts_, key);
  if (at == texts_.end()) return "[" + std::string(key) + "]";
  std::vector<std::pair<std::string, std::string>> owned;
  for (const auto& [name, value] : values) owned.emplace_back(name, value);
  return filled(at->second, owned);
}

std::string Texts::count(std::string_view key, std::uint64_t n) const {
  const char* form = n == 1 ? "one" : "few";
  if (language_ == Language::lt) {
    const std::uint64_t ten = n % 10;
    const bool teen = n % 100 >= 11 && n % 100 <= 19;
    form = teen || ten == 0 ? "many" : ten == 1 ? "one" : "few";
  }
  std::string digits = std::to_string(n);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, language_ == Language::lt ? "\u00a0" : ",");
  return get(std::string(key) + "." + form, {{"n", digits}});
}

Phrase Texts::name(std::string_view key, const std::string& english) const {
  return has(key) ? Phrase{get(key), false} : sentence(english);
}

Phrase Texts::sentence(const std::string& english) const {
  if (language_ == Language::en || english.empty()) return {english, false};
  if (const auto at = find(sentences_, english); at != sentences_.end()) return {at->second, false};
  for (const auto& [pattern, translation] : patterns_) {
    std::vector<std::pair<std::string, std::string>> values;
    if (!matches(english, pattern, values)) continue;
    // What a pattern leaves open may be a sentence itself ("A; B"), or a number.
    std::vector<std::pair<std::string, Phrase>> filling;
    for (const auto& [name, value] : values)
      filling.emplace_back(name, name.starts_with("s_")   ? sentence(value)
                                 : name.starts_with("n_") ? Phrase{as_lithuanian(value), false}
                                                          : Phrase{value, false});
    // A mere division into sentences, none of which is known, translates nothing.
    if (pattern == translation &&
        std::all_of(filling.begin(), filling.end(), [](const auto& one) { return one.second.foreign; }))
      continue;
    return composed(translation, filling);
  }
  return {english, true};
}

std::vector<std::string> Texts::keys() const {
  std::vector<std::string> out;
  out.reserve(texts_.size());
  for (const auto& [key, text] : texts_) out.push_back(key);
  return out;
}

}  // namespace proofmark::reports
