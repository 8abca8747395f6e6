// A film or picture of unknown origin: whatever its bytes are, probing it ends with facts that hold or with a reason.
#include <opencv2/core.hpp>

#include "common/media/probe.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/in_memory.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace proofmark;  // NOLINT: a program of one file
  using fuzz::require;
  const std::filesystem::path file = fuzz::in_memory(to_text({data, size}));
  const auto facts = media::probe(file);
  if (!facts) {
    require(!facts.error().expected.empty());
    return 0;
  }
  require(facts->width > 0 && facts->height > 0 && facts->width <= 4096 && facts->height <= 4096);
  require(facts->still ? facts->frames == 0 : facts->frames > 0 && facts->seconds > 0 && facts->seconds <= 86'400);
  if (const auto picture = media::picture_at(file, 0.5, 64)) require(picture->cols <= 64 && picture->rows > 0);
  return 0;
}
