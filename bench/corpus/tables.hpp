// Scores of the measured persons, and what is printed of them.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "simulators/matcher/matcher.hpp"

namespace proofmark::corpus {

inline constexpr std::array kKinds = {matcher::Kind::feature512, matcher::Kind::dlib128};

// By one matcher. A picture in which no face was found is missing from the list or empty.
struct Faces {
  std::optional<matcher::Embedding> portrait;
  std::array<std::vector<matcher::Embedding>, 2> rooms;  // views of two films
  std::map<std::string, matcher::Embedding> relatives;   // by relation; a first view live
};

struct Subject {
  std::map<std::string, std::string> groups;
  double portrait_years = 0;  // how old the document's photograph is
  std::array<Faces, kKinds.size()> faces;
  std::size_t pictures = 0, missed = 0;  // looked at, and without a face that was found
};

// Distributions, equal error rate, groups (FNMR, and FMR within the group, at the threshold where the FMR of all is
// 0.1 %), years between portrait and film, relatives and look-alikes, for both matchers.
[[nodiscard]] Result<void> print_tables(const std::vector<Subject>& subjects);

}  // namespace proofmark::corpus
