#include "scenarios/runner/prepare.hpp"

#include <set>

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

Result<Prepared> prepare(const RunOptions& options) {
  const Project& project = options.project;
  Prepared run;
  RunContext& context = run.context;
  PROOFMARK_TRY(context.suite, load_suite(project.suites(), project.cases(), options.suite));
  context.seed = options.seed;
  PROOFMARK_TRY(const Requirements requirements, load_requirements(project));
  PROOFMARK_TRY(run.files.evidence, load_evidence(options.evidence));
  PROOFMARK_CHECK(verify_packages(project.packages));
  PROOFMARK_CHECK(load_mechanisms(project.card_profiles(), project.document_species(), project.attacks(), context));
  PROOFMARK_TRY(const card::IssuerPki issuer,
                card::IssuerPki::create(SeededRandom(options.seed).derive("issuer"), context.suite.start));
  context.issuer = std::make_shared<const card::IssuerPki>(issuer);
  subjects::OpenOptions subject;
  PROOFMARK_TRY(subject.choice, subjects::parse_choice(options.subject));
  subject.level = context.suite.level;
  subject.places = places_of(project);
  subject.issuer = context.issuer.get();
  subject.start = context.suite.start;
  subject.challenge_seed = challenge_seed(options.seed);
  PROOFMARK_TRY(run.subject, subjects::open(subject));
  PlanInput input;
  input.suite = &context.suite;
  input.seed = options.seed;
  input.subject_choice = options.subject;
  PROOFMARK_TRY(input.subject, run.subject->describe());
  input.machine = machine_line();
  if (requirements.catalogue) input.catalogue = &*requirements.catalogue;
  input.catalogue_sha256 = requirements.sha256;
  input.species = &context.species;
  PROOFMARK_TRY(run.planned, make_plan(input));
  run.files.plan = run.planned.plan;
  run.files.catalogue = requirements.json;
  if (options.shard) {
    PROOFMARK_TRY(run.files.shard, with_attempts(*options.shard, run.planned, context.suite));
  }
  return run;
}

}  // namespace proofmark::runner
