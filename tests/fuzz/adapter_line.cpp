// Lines of a program under test (proofmark-stdio/1). What is read has passed the rules that the reports rely on.
#include <cmath>

#include "scenarios/subjects/protocol.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace proofmark::subjects;  // NOLINT
  using proofmark::fuzz::require;
  const auto said = protocol::parse_line(proofmark::to_text({data, size}));
  if (!said) {
    require(!said.error().expected.empty());
    return 0;
  }
  if (const auto* score = std::get_if<protocol::Score>(&*said))
    require(std::isfinite(score->score) && std::isfinite(score->threshold));
  if (const auto* verdict = std::get_if<protocol::Verdict>(&*said))
    require(!verdict->checks.empty() && verdict->decision != proofmark::reports::Decision::none);
  if (const auto* apdu = std::get_if<protocol::Apdu>(&*said)) require(apdu->command.size() >= 4);
  return 0;
}
