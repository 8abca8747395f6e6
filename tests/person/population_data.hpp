// The populations of the project, for tests.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "simulators/person/population.hpp"

namespace proofmark::person {

inline std::filesystem::path population_file(const std::string& name) {
  return std::filesystem::path(PROOFMARK_SOURCE_DIR) / "simulators/person/populations" / (name + ".json");
}
// Empty, and a failure of the test, when the file cannot be read.
inline Population population_named(const std::string& name) {
  const auto read = read_population(population_file(name));
  EXPECT_TRUE(read) << read.error().line();
  return read ? *read : Population{};
}

}  // namespace proofmark::person
