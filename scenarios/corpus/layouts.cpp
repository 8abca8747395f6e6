#include "scenarios/corpus/layouts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

#include "scenarios/corpus/csv.hpp"
#include "scenarios/corpus/spec.hpp"

namespace proofmark::corpus {
namespace {

namespace fs = std::filesystem;

std::vector<std::string_view> split_at(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find(at, from), text.size());
    parts.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return parts;
}

std::optional<std::uint64_t> number_of(std::string_view text, std::uint64_t most) {
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || value > most) return std::nullopt;
  return value;
}

std::string lfw_file(std::string_view name, std::uint64_t number) {
  const std::string digits = std::to_string(number);
  const std::string zeros(digits.size() < 4 ? 4 - digits.size() : 0, '0');
  return std::string(name) + "/" + std::string(name) + "_" + zeros + digits + ".jpg";
}

class LfwPairs {
 public:
  LfwPairs(std::string_view text, const std::string& origin) : lines_(split_at(text, '\n')), origin_(origin) {
    while (!lines_.empty() && lines_.back().find_first_not_of("\r ") == std::string_view::npos) lines_.pop_back();
  }

  Result<Listed> read() {
    if (lines_.empty()) return wrong(0, "folds and pairs", "an empty file");
    const auto head = fields(0);
    const auto first = number_of(head[0], kMostFiles);
    const auto second = head.size() == 2 ? number_of(head[1], kMostFiles) : std::nullopt;
    if (head.size() > 2 || !first || (head.size() == 2 && !second))
      return wrong(0, "folds and pairs of each kind, or pairs alone", std::string(lines_[0].substr(0, 60)));
    const std::uint64_t folds = second ? *first : 1, each = second ? *second : *first;
    if (folds == 0 || each == 0 || folds * each * 2 != lines_.size() - 1)
      return wrong(0, std::to_string(folds * each * 2) + " pairs", std::to_string(lines_.size() - 1));
    for (std::size_t i = 1; i < lines_.size(); ++i) {
      PROOFMARK_TRY(Pair pair, read_pair(i));
      pair.fold = (i - 1) / (each * 2) + 1;
      listed_.pairs.push_back(std::move(pair));
    }
    return std::move(listed_);
  }

 private:
  [[nodiscard]] tl::unexpected<Error> wrong(std::size_t line, const std::string& expected,
                                            const std::string& seen) const {
    return fail(origin_ + " line " + std::to_string(line + 1), expected,
                is_utf8(seen) ? seen : "bytes that are no UTF-8", "Give LFW's pairs.txt.");
  }
  [[nodiscard]] std::vector<std::string_view> fields(std::size_t line) const {
    std::string_view text = lines_[line];
    if (text.ends_with('\r')) text.remove_suffix(1);
    return split_at(text, '\t');
  }
  Result<Pair> read_pair(std::size_t line) {
    const auto part = fields(line);
    Pair pair;
    pair.same = part.size() == 3;
    if (part.size() != 3 && part.size() != 4)
      return wrong(line, "NAME, N, M or NAME, N, OTHER, M apart by tabs", std::string(lines_[line].substr(0, 60)));
    PROOFMARK_TRY(pair.a, picture(line, part[0], part[1]));
    PROOFMARK_TRY(pair.b, picture(line, part[pair.same ? 0 : 2], part[pair.same ? 2 : 3]));
    return pair;
  }
  Result<std::string> picture(std::size_t line, std::string_view name, std::string_view number) {
    const auto n = number_of(number, 1'000'000);
    const bool plain =
        name.find('/') == std::string_view::npos && stays_below(name) && is_utf8(name) && name.size() <= 200;
    if (!n || !plain) return wrong(line, "a name and a number", std::string(name.substr(0, 40)));
    Record record;
    record.file = lfw_file(name, *n);
    record.kind = "bona_fide";
    record.subject = name;
    if (seen_.insert(record.file).second) listed_.records.push_back(record);
    return record.file;
  }

  std::vector<std::string_view> lines_;
  std::string origin_;
  Listed listed_;
  std::set<std::string> seen_;
};

}  // namespace

Result<Listed> listed_by_lfw(std::string_view pairs, const std::string& origin) {
  return LfwPairs(pairs, origin).read();
}

Listed listed_by_oulu(const std::vector<std::string>& files) {
  static constexpr std::array<const char*, 4> species{"print-1", "print-2", "replay-1", "replay-2"};
  Listed listed;
  for (const std::string& file : files) {
    const std::size_t from = file.rfind('/') == std::string::npos ? 0 : file.rfind('/') + 1;
    const auto part = split_at(std::string_view(file).substr(from, file.rfind('.') - from), '_');
    std::array<std::uint64_t, 4> number{};
    bool named = part.size() == 4 && file.rfind('.') != std::string::npos && file.rfind('.') > from;
    for (std::size_t i = 0; named && i < 4; ++i) {
      const auto n = number_of(part[i], 1'000'000);
      named = n.has_value();
      if (n) number[i] = *n;
    }
    if (!named || number[3] < 1 || number[3] > 5) {
      listed.unusable.push_back({file, "not named PHONE_SESSION_PERSON_TYPE with a type from 1 to 5"});
      continue;
    }
    Record record;
    record.file = file;
    record.kind = number[3] == 1 ? "bona_fide" : "attack";
    if (number[3] > 1) record.species = species[number[3] - 2];
    if (number[3] > 1) record.attack_class = number[3] < 4 ? "print" : "replay";
    record.subject = "person-" + std::to_string(number[2]);
    record.device = "phone-" + std::to_string(number[0]);
    record.session = std::to_string(number[1]);
    listed.records.push_back(std::move(record));
  }
  return listed;
}

Listed listed_by_folder(const std::vector<std::string>& files) {
  Listed listed;
  for (const std::string& file : files) {
    const std::size_t end = file.find('/');
    if (end == std::string::npos) {
      listed.unusable.push_back({file, "not in a subject's folder"});
      continue;
    }
    Record record;
    record.file = file;
    record.kind = "bona_fide";
    record.subject = file.substr(0, end);
    listed.records.push_back(std::move(record));
  }
  return listed;
}

Result<std::vector<std::string>> files_below(const fs::path& folder) {
  std::vector<std::string> files;
  std::error_code problem;
  fs::recursive_directory_iterator at(folder, problem);
  for (const fs::recursive_directory_iterator end; !problem && at != end; at.increment(problem)) {
    std::error_code ignored;
    if (!fs::is_directory(at->status(ignored))) files.push_back(at->path().lexically_relative(folder).generic_string());
    if (files.size() > kMostFiles)
      return fail("corpus import", "at most " + std::to_string(kMostFiles) + " files", "more", "Import a part of it.");
  }
  if (problem)
    return fail("corpus import", "a readable folder " + folder.string(), problem.message(),
                "Check the path and its rights.");
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace proofmark::corpus
