#include "scenarios/runner/prepare.hpp"

#include <set>

#include "reports/formats/run_folder.hpp"
#include "scenarios/catalogue/catalogue.hpp"
#include "scenarios/catalogue/evidence_store.hpp"
#include "scenarios/runner/service_setup.hpp"

namespace proofmark::runner {
namespace {

namespace fs = std::filesystem;

// What was filed until now; a store that was named must be there, the usual one need not.
Result<std::string> load_evidence(const fs::path& asked) {
  const fs::path store = asked.empty() ? fs::path(catalogue::kEvidenceFolder) : asked;
  std::error_code problem;
  if (!fs::is_directory(store, problem)) {
    if (asked.empty()) return std::string();
    return fail("--evidence", "a folder of filed evidence", store.string(), "`proofmark evidence add` makes one.");
  }
  PROOFMARK_TRY(const auto filed, catalogue::read_store(store));
  return reports::evidence_to_json(filed);
}

// In real time a run begins today, or on the day on which its folder's plan began.
Result<Instant> start_of(const RunOptions& options, bool real_time, Instant of_suite) {
  if (!options.start.empty()) {
    const auto start = from_rfc3339(options.start);
    if (!start)
      return fail("--start", "a UTC time such as 2026-03-02T09:00:00Z", "'" + options.start + "'", "Correct it.");
    return *start;
  }
  if (!real_time) return of_suite;
  const fs::path plan = run_folder_of(options) / reports::kPlanFile;
  std::error_code problem;
  if (fs::exists(plan, problem))
    if (const auto begun = reports::read_plan(plan)) return from_rfc3339(begun->started);
  return std::chrono::floor<std::chrono::days>(SystemClock().now());
}

// Below the project's root from there; of a folder elsewhere the name alone, since a report must not depend on where
// it was made.
std::string place_of(const std::filesystem::path& folder, const std::filesystem::path& root) {
  std::filesystem::path normal = folder.lexically_normal();
  if (!normal.has_filename()) normal = normal.parent_path();  // it ended in a slash
  const auto below = normal.lexically_relative(std::filesystem::absolute(root).lexically_normal());
  const bool outside = below.empty() || *below.begin() == "..";
  return (outside ? normal.filename() : below).generic_string();
}

}  // namespace

Result<Requirements> load_requirements(const Project& project) {
  Requirements all;
  PROOFMARK_TRY(auto catalogue, catalogue::load(project.catalogue()));
  PROOFMARK_TRY(const auto cases, list_cases(project.cases()));
  std::vector<catalogue::CaseReferences> references;
  for (const Scenario& scenario : cases) references.push_back({scenario.name, scenario.requirements, scenario.limit});
  PROOFMARK_TRY(all.catalogue, catalogue::merge(std::move(catalogue), references));
  PROOFMARK_TRY(const auto suites, list_suites(project.suites(), project.cases()));
  for (const Suite& suite : suites) {
    std::set<std::string> names;
    for (const Scenario& scenario : suite.scenarios) names.insert(scenario.name);
    all.catalogue->suites.push_back({suite.name, suite.level, {names.begin(), names.end()}});
  }
  PROOFMARK_TRY(all.json, reports::catalogue_to_json(*all.catalogue));
  all.sha256 = sha256_hex(to_bytes(all.json));
  return all;
}

Result<std::shared_ptr<const Census>> census_of(const Project& project, const Suite& suite, std::uint64_t seed) {
  if (suite.population.empty()) return std::make_shared<const Census>(seed, suite.start);
  PROOFMARK_TRY(NamedPopulation population, load_population(project.populations(), suite.population));
  return std::make_shared<const Census>(seed, suite.start, std::move(population));
}

Result<Prepared> prepare(const RunOptions& options) {
  const Project& project = options.project;
  Prepared run;
  RunContext& context = run.context;
  PROOFMARK_TRY(context.suite, load_suite(project.suites(), project.cases(), options.suite));
  context.seed = options.seed;
  PROOFMARK_TRY(const subjects::Choice choice, subjects::parse_choice(options.subject));
  context.real_time = options.real_time || choice.kind == subjects::Choice::Kind::https;
  PROOFMARK_TRY(context.suite.start, start_of(options, context.real_time, context.suite.start));
  PROOFMARK_TRY(context.census, census_of(project, context.suite, options.seed));
  PROOFMARK_TRY(const Requirements requirements, load_requirements(project));
  PROOFMARK_TRY(run.files.evidence, load_evidence(options.evidence));
  PROOFMARK_CHECK(verify_packages(project.packages));
  PROOFMARK_CHECK(load_mechanisms(project, context));
  PROOFMARK_TRY(const card::IssuerPki issuer,
                card::IssuerPki::create(SeededRandom(options.seed).derive("issuer"), context.suite.start));
  context.issuer = std::make_shared<const card::IssuerPki>(issuer);
  subjects::OpenOptions subject;
  subject.choice = choice;
  subject.level = context.suite.level;
  subject.places = places_of(project);
  subject.issuer = context.issuer.get();
  subject.start = context.suite.start;
  subject.challenge_seed = challenge_seed(options.seed);
  PROOFMARK_TRY(run.subject, subjects::open(subject));
  PlanInput input;
  input.suite = &context.suite;
  input.census = context.census.get();
  input.seed = options.seed;
  input.subject_choice = options.subject;
  if (!project.other_config.empty())
    input.more_words += " --service-config " + place_of(project.other_config, project.root);
  if (options.real_time) input.more_words += " --real-time";
  if (context.real_time || !options.start.empty()) input.more_words += " --start " + to_rfc3339(context.suite.start);
  PROOFMARK_TRY(input.subject, run.subject->describe());
  input.machine = machine_line();
  if (requirements.catalogue) input.catalogue = &*requirements.catalogue;
  input.catalogue_sha256 = requirements.sha256;
  input.species = &context.species;
  PROOFMARK_TRY(run.planned, make_plan(input));
  run.files.plan = run.planned.plan;
  run.files.began = to_rfc3339(std::chrono::floor<std::chrono::seconds>(SystemClock().now()));
  run.files.catalogue = requirements.json;
  if (options.shard) {
    PROOFMARK_TRY(run.files.shard, with_attempts(*options.shard, run.planned, context.suite));
  }
  return run;
}

}  // namespace proofmark::runner
