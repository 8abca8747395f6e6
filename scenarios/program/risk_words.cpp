#include <chrono>

#include "common/files.hpp"
#include "reports/risk/documents.hpp"
#include "reports/verdicts/load.hpp"
#include "scenarios/program/command_line.hpp"
#include "scenarios/runner/commands.hpp"

namespace proofmark::program {
namespace {

namespace fs = std::filesystem;
namespace risk = reports::risk;

struct Options {
  fs::path run, previous, incidents, entries, out;
  std::string date;
};

Result<fs::path> write_plan(const Options& options, const runner::Project& project) {
  risk::PlanInput input;
  input.date = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  if (!options.date.empty()) {
    PROOFMARK_TRY(input.date, reports::parse_day(options.date, "--date"));
  }
  if (!options.previous.empty()) {
    PROOFMARK_TRY(const std::string text, read_text(options.previous));
    PROOFMARK_TRY(input.previous, risk::previous_from_json(text));
  }
  if (!options.incidents.empty()) {
    PROOFMARK_TRY(const std::string text, read_text(options.incidents));
    PROOFMARK_TRY(input.incidents, risk::incidents_from_json(text));
  }
  PROOFMARK_TRY(const risk::Register entries,
                risk::load_register(options.entries.empty() ? project.root / "reports" / "risk" : options.entries));
  PROOFMARK_TRY(const reports::Evaluation evaluation,
                reports::load_evaluation(options.run, reports::to_text(input.date)));
  PROOFMARK_TRY(const risk::RiskPlan plan, risk::make_risk_plan(entries, evaluation, input));
  fs::path out = options.out;
  if (out.empty()) out = fs::absolute(options.run).lexically_normal() / ".." / "risk-plan";
  out = fs::absolute(out).lexically_normal();
  PROOFMARK_CHECK(risk::write_documents(out, plan, entries, evaluation));
  std::size_t shown = 0;
  for (const risk::AssessedRisk& one : plan.risks) shown += one.support == risk::Support::shown ? 1U : 0U;
  std::printf("Risk management plan of %s: %zu risks, the treatment of %zu is shown by run %s (simulated).\n",
              plan.date.c_str(), plan.risks.size(), shown, plan.run.c_str());
  for (const risk::Trigger& trigger : plan.triggers)
    std::printf("  %-8s %-6s %s\n", trigger.id.c_str(), trigger.open ? "open" : "closed", trigger.reason.en.c_str());
  if (!plan.previous_date.empty())
    std::printf("  %zu changes since %s\n", plan.changes.size(), plan.previous_date.c_str());
  return out;
}

}  // namespace

void add_risk_words(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  auto* word = line.word("risk-plan", "Write the risk management plan and the security documentation from a run",
                         "Exit codes: 0 written, 2 could not be written.\n"
                         "Example: proofmark risk-plan --run runs/annual-1 --previous plans/2025/plan.json");
  word->add_option("--run", options->run, "Run folder with the measured evidence")->required();
  word->add_option("--previous", options->previous, "plan.json of the previous plan, to be compared with");
  word->add_option("--incidents", options->incidents, "JSON file of incidents (docs/risk-plan.md)");
  word->add_option("--register", options->entries, "Folder of the provider's own risk register [reports/risk]");
  word->add_option("--date", options->date, "Day of the plan, YYYY-MM-DD [today, UTC]");
  word->add_option("--out", options->out, "Folder to write to [risk-plan beside the run folder]");
  line.on(word, [options](const runner::Project& project) {
    const auto out = write_plan(*options, project);
    if (!out) return runner::print_error(out.error());
    std::printf("Plan: %s\n", (*out / "risk-plan.html").c_str());
    return 0;
  });
}

}  // namespace proofmark::program
