// Kills a child at a system call of choice: the sharpest way to find what a kill -9 can leave behind.
#pragma once
#include <functional>

namespace proofmark::testing {

enum class Kill {
  before,   // the call is not made
  halfway,  // a write writes half of its bytes; any other call is made as a whole
};

// Runs `body` in a child and kills it with SIGKILL at the `at`-th call (from 1) that changes a file or a folder. True:
// it was killed. False: it ended before, with exit code `body()`, which must be 0.
[[nodiscard]] bool run_and_kill(const std::function<int()>& body, long at, Kill kill);

}  // namespace proofmark::testing
