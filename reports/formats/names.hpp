// Closed vocabularies: one table for both directions, so that a word cannot be written that is not read.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "common/result.hpp"

namespace proofmark::reports {

template <typename T, std::size_t N>
using Names = std::array<std::pair<T, std::string_view>, N>;

template <typename T, std::size_t N>
[[nodiscard]] std::string_view look_up(const Names<T, N>& names, T value) {
  for (const auto& [item, name] : names)
    if (item == value) return name;
  return names.back().second;
}

template <typename T, std::size_t N>
[[nodiscard]] Result<T> look_up(const Names<T, N>& names, std::string_view word, const char* what) {
  std::string known;
  for (const auto& [item, name] : names) {
    if (name == word) return item;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  return fail("proofmark run folder", std::string(what) + " to be one of " + known, "'" + std::string(word) + "'",
              "correct the word, or use the version of proofmark that wrote the file");
}

}  // namespace proofmark::reports
