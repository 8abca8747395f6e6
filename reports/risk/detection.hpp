// What each method of checking that the person is alive caught, species by species (tender 7.5.3.5).
#pragma once
#include <string>
#include <vector>

#include "reports/formats/results.hpp"

namespace proofmark::reports::risk {

// One species against one method. An attempt without the subject's answer is in `planned` alone.
struct Caught {
  std::string species;
  std::uint64_t planned = 0;
  std::uint64_t n = 0;               // attempts that the subject answered
  std::uint64_t caught = 0;          // of these, the method failed them
  std::uint64_t alone = 0;           // of these, no other check failed or stayed undetermined
  std::uint64_t without_result = 0;  // of n: the method was undetermined, not performed or not stated
};

struct Method {
  std::string check;            // its id in the package: "liveness.passive"; "pad" for a detector by itself
  std::vector<Caught> species;  // in the plan's order
};

struct Detection {
  std::vector<Method> methods;   // checks liveness.*, then video.*, in the package's order
  std::vector<Caught> accepted;  // `caught`: accepted all the same
};

// Of presentation and injection attacks; empty where the run has none.
[[nodiscard]] Detection detection_of(const Evaluation& evaluation);

}  // namespace proofmark::reports::risk
