// The files of a run folder; the first byte says which. What is read can be written, and the written is read as the
// same.
#include "reports/formats/began.hpp"
#include "reports/formats/catalogue.hpp"
#include "reports/formats/observation.hpp"
#include "reports/formats/plan.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/in_memory.hpp"

namespace {

using namespace proofmark;           // NOLINT: a program of one file
using namespace proofmark::reports;  // NOLINT

template <typename Value, Result<Value> (*read)(std::string_view), Result<std::string> (*write)(const Value&)>
void round_trip(const std::string& text) {
  const auto value = read(text);
  if (!value) {
    fuzz::require(!value.error().expected.empty());
    return;
  }
  const auto written = write(*value);
  fuzz::require(written.has_value());
  const auto again = read(*written);
  fuzz::require(again.has_value());
  fuzz::require(write(*again) == *written);
}

Result<std::string> write_evidence(const std::vector<FiledEvidence>& evidence) {
  return evidence_to_json(evidence);
}

void log_of(const std::string& text) {
  if (const auto file = read_observations(fuzz::in_memory(text))) {
    fuzz::require(file->complete_bytes <= text.size());
    fuzz::require(file->cut_last_line == (file->complete_bytes != text.size()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::read_by_first_byte(data, size, round_trip<Plan, plan_from_json, plan_to_json>,
                                  round_trip<Observation, observation_from_json, observation_to_json>,
                                  round_trip<Catalogue, catalogue_from_json, catalogue_to_json>,
                                  round_trip<std::vector<FiledEvidence>, evidence_from_json, write_evidence>,
                                  round_trip<std::string, began_from_json, began_to_json>, log_of);
}
