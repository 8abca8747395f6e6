// The files that people write: cases, suites and the mapping of a provider's service; the first byte says which.
#include "scenarios/runner/suite.hpp"
#include "scenarios/subjects/mapping.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/in_memory.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace proofmark;  // NOLINT
  using fuzz::require;
  if (size == 0) return 0;
  const std::string text = to_text({data + 1, size - 1});
  switch (data[0] % 3) {
    case 0: {
      const auto scenario = runner::parse_case(text, "case.json");
      if (!scenario) {
        require(!scenario.error().expected.empty());
        break;
      }
      require(scenario->attempts > 0 && !scenario->requirements.empty());
      for (const reports::Level level : scenario->levels) require(runner::playable(scenario->kind, level));
      break;
    }
    case 1: {
      const std::filesystem::path cases = std::filesystem::path(PROOFMARK_SOURCE_DIR) / "scenarios" / "cases";
      if (const auto suite = runner::parse_suite(text, "suite.json", cases)) {
        require(!suite->scenarios.empty() && suite->time_limit.count() > 0);
        for (const runner::Scenario& scenario : suite->scenarios) require(scenario.attempts > 0);
      }
      break;
    }
    default:
      if (const auto mapping = subjects::read_mapping(fuzz::in_memory(text))) {
        require(!mapping->name.empty());
        const centre::Dialect& dialect = mapping->route.relying.dialect;
        for (const auto& [operation, path] : centre::operations()) {
          static_cast<void>(path);
          require(dialect.path(operation, "1").find('{') == std::string::npos);
        }
        // Whatever the provider's words are, what is said in them comes back as it was.
        for (const char* said : {R"({"checks":[{"id":"chip.access","result":"passed"}],"decision":"accepted"})",
                                 R"({"checks":[{"id":"face.match","result":"failed"}],"decision":"refused"})"})
          require(dialect.from_provider(dialect.to_provider(said)) == said);
      }
      break;
  }
  return 0;
}
