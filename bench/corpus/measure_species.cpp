// measure_species: what a stock liveness network says of each species of a corpus.
//
//   measure_species corpora/species
//
// The network is the one that the reference service has among its signals, alone, as its makers meant it: 1 is live. A
// clip's score is the mean over pictures at 20, 50 and 80 % of its length that show a face; a row is over clips. It
// says how a stock model takes the simulation, not how good a service is.
#include <CLI/CLI.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstdio>
#include <map>

#include "reference-impl/face/networks.hpp"
#include "scenarios/corpus/check.hpp"

namespace {

using namespace proofmark;

struct Row {
  std::vector<double> scores;            // of clips in which a face was found
  std::size_t pictures = 0, missed = 0;  // without a face
};

Result<void> measure(face::Networks& networks, const std::filesystem::path& film, Row& row) {
  double sum = 0;
  std::size_t found = 0;
  for (const int percent : {20, 50, 80}) {
    PROOFMARK_TRY(const cv::Mat picture, media::picture_at(film, percent / 100.0, 4096));
    PROOFMARK_TRY(const auto faces, networks.detect(picture));
    ++row.pictures;
    if (faces.empty()) {
      ++row.missed;
      continue;
    }
    PROOFMARK_TRY(const double live, networks.liveness(picture, faces.front().box));
    sum += live;
    ++found;
  }
  if (found > 0) row.scores.push_back(sum / static_cast<double>(found));
  return {};
}

void print(const std::string& name, const Row& row) {
  const auto n = static_cast<double>(row.scores.size());
  double mean = 0, squares = 0;
  for (const double score : row.scores) mean += score / n;
  for (const double score : row.scores) squares += (score - mean) * (score - mean);
  std::printf("| `%s` | %zu | ", name.c_str(), row.scores.size());
  if (row.scores.empty()) {
    std::printf("| | ");
  } else if (row.scores.size() < 2) {
    std::printf("%.3f | | ", mean);
  } else {
    const double reach =
        boost::math::quantile(boost::math::students_t(n - 1), 0.975) * std::sqrt(squares / (n - 1)) / std::sqrt(n);
    std::printf("%.3f | %.3f to %.3f | ", mean, std::max(0.0, mean - reach), std::min(1.0, mean + reach));
  }
  std::printf("%zu of %zu |\n", row.missed, row.pictures);
}

Result<void> run(const std::filesystem::path& folder, const std::filesystem::path& root) {
  PROOFMARK_TRY(const auto models, face::read_manifest(root / "reference-impl/face/models.json"));
  PROOFMARK_TRY(const auto loaded,
                face::load_models(root / "setup/packages/node_modules/faceplugin-face-recognition-js/model", models));
  PROOFMARK_TRY(const auto networks, face::Networks::create(*loaded));
  PROOFMARK_TRY(const corpus::Manifest manifest, corpus::read_manifest(folder));
  const auto files = corpus::root_of(folder, manifest);
  std::map<std::pair<std::string, std::string>, Row> rows;  // bona fide first
  for (const corpus::Record& record : manifest.records) {
    if (record.milliseconds == 0) continue;
    const bool attack = record.kind == "attack";
    PROOFMARK_CHECK(measure(*networks, files / record.file,
                            rows[{attack ? record.attack_class : "", attack ? record.species : "bona fide"}]));
  }
  std::printf(
      "| species | clips | mean | 95 %% interval of the mean (t) | pictures without a face |\n|---|---|---|---|---|\n");
  for (const auto& [name, row] : rows) print(name.second, row);
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"What a stock liveness network says of each species of a corpus"};
  std::filesystem::path folder, root = ".";
  app.add_option("folder", folder, "folder of the corpus")->required();
  app.add_option("--root", root, "the project's folder");
  CLI11_PARSE(app, argc, argv);
  cv::setNumThreads(1);
  const auto done = run(folder, root);
  if (!done) std::fprintf(stderr, "%s\n", done.error().line().c_str());
  return done ? 0 : 2;
}
