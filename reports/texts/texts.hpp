// What the documents say, by key, in English and Lithuanian: en.json and lt.json of this folder, part of the library.
// A document is written once and reads its words from here, so that both languages say the same. Sentences that other
// rooms make in English are translated by patterns: phrases.json (verdicts), checks.json (the reasons that the
// reference service states), probes.json (what probes expect and observe), scenarios.json (what each case asks for).
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace proofmark::reports {

enum class Language { en, lt };
[[nodiscard]] std::string_view code_of(Language language);  // "en", "lt": BCP 47

// A text in the language it could be given in.
struct Phrase {
  std::string text;
  bool foreign = false;  // it stayed English in a Lithuanian document and is marked so (WCAG 3.1.2)
  struct Piece {
    std::string text;
    bool foreign = false;
  };
  std::vector<Piece> pieces = {};  // of `text` where only a part of it stayed English; otherwise empty
};

class Texts {
 public:
  using Values = std::initializer_list<std::pair<std::string_view, std::string>>;

  // Loaded once; the files are checked when the tests run, so there is no error here.
  [[nodiscard]] static const Texts& in(Language language);

  [[nodiscard]] Language language() const { return language_; }
  // The text of `key` with each {name} replaced by its value. A key that does not exist gives "[key]"; the tests look
  // for that in every document.
  [[nodiscard]] std::string get(std::string_view key, Values values = {}) const;
  // As get, of the form of `key` that goes with the number: KEY.one, KEY.few, KEY.many ({n} is the number).
  // English: one, few (= many); Lithuanian: 1 and 21, 2 and 22, 10 and 11.
  [[nodiscard]] std::string count(std::string_view key, std::uint64_t n) const;
  [[nodiscard]] bool has(std::string_view key) const;
  // Of `key`, or if there is none `english` as it is.
  [[nodiscard]] Phrase name(std::string_view key, const std::string& english) const;
  // A sentence that another room made in English ("refused by chip.passive"), by the patterns; English itself is given
  // back as it is. In a pattern {s_x} stands for a sentence, {n_x} for a number as English writes it, {d_x} for digits
  // alone, any other {x} for words that are the same in both languages.
  [[nodiscard]] Phrase sentence(const std::string& english) const;

  [[nodiscard]] std::vector<std::string> keys() const;  // sorted

 private:
  explicit Texts(Language language);
  Language language_;
  std::vector<std::pair<std::string, std::string>> texts_;      // sorted by key
  std::vector<std::pair<std::string, std::string>> sentences_;  // English without a value, this language; sorted
  std::vector<std::pair<std::string, std::string>> patterns_;   // English, this language; in the files' order
};

}  // namespace proofmark::reports
