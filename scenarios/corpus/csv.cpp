#include "scenarios/corpus/csv.hpp"

#include <nlohmann/json.hpp>

#include "scenarios/corpus/spec.hpp"

namespace proofmark::corpus {
namespace {

constexpr std::size_t most_columns = 64, longest_field = 4096;

class Reader {
 public:
  Reader(std::string_view text, const std::string& origin) : text_(text), origin_(origin) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  Result<std::vector<std::vector<std::string>>> rows() {
    std::vector<std::vector<std::string>> all;
    while (at_ < text_.size()) {
      PROOFMARK_TRY(std::vector<std::string> row, next_row());
      if (!all.empty() && row.size() != all.front().size())
        return wrong(std::to_string(all.front().size()) + " fields as in the first line", std::to_string(row.size()));
      if (all.size() > kMostFiles) return wrong("at most " + std::to_string(kMostFiles) + " lines", "more");
      all.push_back(std::move(row));
      ++line_;
    }
    return all;
  }

 private:
  [[nodiscard]] tl::unexpected<Error> wrong(const std::string& expected, const std::string& observed) const {
    return fail(origin_ + " line " + std::to_string(line_), expected, observed, "Correct the list.");
  }

  Result<std::vector<std::string>> next_row() {
    std::vector<std::string> row;
    for (;;) {
      PROOFMARK_TRY(std::string field, next_field());
      if (!is_utf8(field)) return wrong("text in UTF-8", "other bytes");
      row.push_back(std::move(field));
      if (row.size() > most_columns) return wrong("at most 64 fields", "more");
      if (at_ == text_.size()) return row;
      const char c = text_[at_++];
      if (c == ',') continue;
      if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
      return row;
    }
  }

  // Leaves `at_` on the comma or line end behind it, or at the end.
  Result<std::string> next_field() {
    std::string field;
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    for (at_ += quoted ? 1 : 0; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (quoted && c == '"') {
        if (at_ + 1 == text_.size() || text_[at_ + 1] != '"') return closed(std::move(field));
        ++at_;
      } else if (!quoted && (c == ',' || c == '\n' || c == '\r')) {
        return field;
      } else if (!quoted && c == '"') {
        return wrong("quotes around a whole field", "one within it");
      }
      field += c;
      if (field.size() > longest_field) return wrong("at most 4,096 bytes in a field", "more");
    }
    if (quoted) return wrong("a quote at the field's end", "the end of the file");
    return field;
  }

  Result<std::string> closed(std::string field) {
    ++at_;
    const bool ends = at_ == text_.size() || text_[at_] == ',' || text_[at_] == '\n' || text_[at_] == '\r';
    if (!ends) return wrong("a comma or line end after a quoted field", "more text");
    return field;
  }

  std::string_view text_;
  std::string origin_;
  std::size_t at_ = 0, line_ = 1;
};

}  // namespace

bool is_utf8(std::string_view text) {
  try {
    static_cast<void>(nlohmann::json(text).dump());
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

Result<std::vector<std::vector<std::string>>> parse_csv(std::string_view text, const std::string& origin) {
  return Reader(text, origin).rows();
}

}  // namespace proofmark::corpus
