// What long measurements leave behind and take up again, and what they are told by: planted weaknesses, cases that do
// not pass yet, the record of a measurement, the notes of shards and of Slurm's job, what Slurm prints; the first byte
// says which.
#include "scenarios/runner/shard_file.hpp"
#include "scenarios/runner/slurm_output.hpp"
#include "scenarios/sensitivity/record.hpp"
#include "scenarios/sensitivity/weakness_list.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/in_memory.hpp"

namespace {

using namespace proofmark;  // NOLINT: a program of one file
using fuzz::require;
using fuzz::require_told;

void weakness_of(const std::string& text) {
  const auto weakness = sensitivity::parse_weakness(text, "list/one.json");
  if (!weakness) return require_told(weakness.error(), "list/one.json");
  require(weakness->name == "one" && sensitivity::find_area(weakness->area) != nullptr && !weakness->clause.empty());
}

void not_yet_of(const std::string& text) {
  const auto file = fuzz::in_memory(text);
  const auto all = sensitivity::load_not_yet(file);
  if (!all) return require_told(all.error(), file.string());
  for (const sensitivity::NotYet& one : *all) {
    const std::string name = one.scenario.substr(0, one.scenario.size() - (one.scenario.ends_with('*') ? 1 : 0));
    require(!sensitivity::not_yet(*all, name).empty());
  }
}

// What was there before is there again when it is opened a second time; a cut last line is gone.
void record_of(const std::string& text) {
  const auto file = fuzz::in_memory(text);
  std::map<std::string, sensitivity::WeaknessResult> results;
  std::size_t trials = 0;
  {
    const auto record = sensitivity::Record::open(file, "id");
    if (!record) return require(!record.error().expected.empty() && !record.error().next_step.empty());
    results = (*record)->results;
    trials = (*record)->release.size() + (*record)->weak.size();
    sensitivity::Trial trial;
    trial.attempt = "\x01 new";
    require((*record)->add_baseline(true, trial).has_value());
  }
  const auto again = sensitivity::Record::open(file, "id");
  require(again.has_value() && (*again)->results.size() == results.size());
  require((*again)->release.contains("\x01 new"));
  require((*again)->release.size() + (*again)->weak.size() <= trials + 1);
}

void shard_of(const std::string& text) {
  const auto shard = runner::shard_from_json(text, "shard.json");
  if (!shard) return require_told(shard.error(), "shard.json");
  require(shard->number >= 1 && shard->number <= shard->of && shard->of <= runner::kMostShards);
  const auto again = runner::shard_from_json(runner::shard_to_json(*shard), "shard.json");
  require(again.has_value() && again->attempts == shard->attempts && again->number == shard->number);
}

void job_of(const std::string& text) {
  const auto job = runner::parse_job(text, "the note");
  if (!job) return require_told(job.error(), "the note");
  require(!job->empty() && job->find_first_not_of("0123456789") == std::string::npos && text.starts_with(*job));
}

void states_of(const std::string& text) {
  for (const auto& [shard, state] : runner::parse_states(text))
    require(!state.empty() && text.find(state) != std::string::npos && text.find(std::to_string(shard)) != text.npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::read_by_first_byte(data, size, weakness_of, not_yet_of, record_of, shard_of, job_of, states_of);
}
