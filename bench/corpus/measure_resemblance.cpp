// measure_resemblance: what two matchers, which the service does not have, say of look-alikes and of morphs.
//
//   measure_resemblance --persons 12 --population lithuania --out resemblance/
//
// Of each holder: his document's photograph against a live picture of himself, of each species of attacks/lookalike and
// of the other holders; and for each species of attacks/morph the morph against live pictures of both contributors. A
// matcher's threshold is the highest score of unrelated persons here. --out gets a picture of each holder.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <map>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "attacks/live_person.hpp"
#include "attacks/registry/registry.hpp"
#include "common/media/h264.hpp"
#include "common/media/jpeg.hpp"
#include "scenarios/runner/morphed.hpp"
#include "scenarios/runner/simulated_card.hpp"
#include "scenarios/runner/stage.hpp"

namespace {

using namespace proofmark;
using matcher::Kind;

constexpr std::array kKinds{Kind::feature512, Kind::dlib128};
constexpr int kFrame = 6;  // the exposure has settled

struct Options {
  std::uint64_t seed = 1, first = person::kDevelopment + 700000, persons = 12;
  std::string population = "lithuania", split = "evaluation", only, root;
  std::filesystem::path out;
};
using Scores = std::map<std::string, std::vector<double>>;  // by species
using Faces = std::array<std::optional<matcher::Embedding>, kKinds.size()>;

Result<cv::Mat> live(Result<std::unique_ptr<camera::Capture>> capture) {
  if (!capture) return fail(capture.error());
  PROOFMARK_TRY(const auto decoder, media::Decoder::create());
  for (int frame = 0;; ++frame) {
    PROOFMARK_TRY(const auto unit, (*capture)->next());
    PROOFMARK_TRY(const auto pictures, decoder->decode(unit.data));
    if (frame >= kFrame && !pictures.empty()) return pictures.back().clone();
  }
}

class Measurement {
 public:
  Measurement(const Options& options, const runner::Project& project, std::shared_ptr<runner::People> people,
              std::vector<attack::Species> species)
      : options_(options), models_(project.matchers()), people_(std::move(people)), species_(std::move(species)) {}

  Result<void> run() {
    for (std::size_t k = 0; k < kKinds.size(); ++k) {
      PROOFMARK_TRY(matchers_[k], matcher::Matcher::create(kKinds[k], models_));
    }
    for (std::uint64_t i = 0; i < options_.persons; ++i) {
      PROOFMARK_CHECK(holder(options_.first + i));
      std::fprintf(stderr, "%llu of %llu\n", static_cast<unsigned long long>(i + 1),
                   static_cast<unsigned long long>(options_.persons));
    }
    strangers();
    print();
    return {};
  }

 private:
  Result<Faces> look(const cv::Mat& picture) {
    Faces faces;
    for (std::size_t k = 0; k < kKinds.size(); ++k) {
      PROOFMARK_TRY(faces[k], matchers_[k]->embed_if_any(picture));
    }
    return faces;
  }
  void note(const std::string& what, const Faces& a, const Faces& b) {
    for (std::size_t k = 0; k < kKinds.size(); ++k)
      scores_[k][what].push_back(a[k] && b[k] ? matcher::score(*a[k], *b[k]) : -1);
  }
  Result<cv::Mat> film_of(std::uint64_t number, const SeededRandom& stream) {
    PROOFMARK_TRY(const auto looks, people_->appearance(number));
    return live(attack::live_person(people_->assets(), looks, runner::sample_device(stream), stream));
  }
  // The next person of the holder's groups: the one whom a case's plan would take.
  std::uint64_t other_of(std::uint64_t holder) const {
    const auto groups = people_->census().groups(holder);
    std::uint64_t number = options_.first + 10000 + 200 * (holder - options_.first);
    while (people_->census().groups(number) != groups) ++number;
    return number;
  }

  Result<void> holder(std::uint64_t number) {
    const SeededRandom stream = SeededRandom(options_.seed).derive("resemblance", number);
    const std::uint64_t other = other_of(number);
    PROOFMARK_TRY(const auto jpeg, people_->portrait(number));
    PROOFMARK_TRY(const cv::Mat portrait, media::decode_jpeg(*jpeg));
    PROOFMARK_TRY(const cv::Mat own, film_of(number, stream.derive("own")));
    PROOFMARK_TRY(const cv::Mat his, film_of(other, stream.derive("other")));
    PROOFMARK_TRY(Faces document, look(portrait));
    PROOFMARK_TRY(Faces own_faces, look(own));
    PROOFMARK_TRY(const Faces his_faces, look(his));
    note("genuine", document, own_faces);
    note("same groups", document, his_faces);
    std::vector<cv::Mat> row{portrait, own, his};
    for (const attack::Species& species : species_) {
      if (species.attack_class == "lookalike") {
        const camera::Device device = runner::sample_device(stream);
        runner::AttemptStage stage(*people_, number, runner::Looks(other), device, 0, stream);
        PROOFMARK_TRY(row.emplace_back(), live(attack::make_capture(species, stage, stream.derive(species.id))));
        PROOFMARK_TRY(const Faces faces, look(row.back()));
        note(species.id, document, faces);
        continue;
      }
      PROOFMARK_TRY(const Bytes morph,
                    runner::morphed_portrait(*people_, species, number, other, stream.derive(species.id)));
      PROOFMARK_TRY(row.emplace_back(), media::decode_jpeg(morph));
      PROOFMARK_TRY(const Faces faces, look(row.back()));
      note(species.id + ", accomplice", faces, own_faces);
      note(species.id + ", other", faces, his_faces);
    }
    documents_.push_back(std::move(document));
    lives_.push_back(std::move(own_faces));
    return keep(row, number);
  }

  Result<void> keep(const std::vector<cv::Mat>& row, std::uint64_t number) const {
    if (options_.out.empty()) return {};
    std::vector<cv::Mat> cells;
    for (const cv::Mat& picture : row) {
      cv::Mat cell = picture;
      if (picture.cols > picture.rows) {
        const int width = picture.rows * 413 / 531;
        cell = picture(cv::Rect((picture.cols - width) / 2, 0, width, picture.rows));
      }
      cv::resize(cell, cells.emplace_back(), {413, 531}, 0, 0, cv::INTER_AREA);
    }
    cv::Mat sheet;
    cv::hconcat(cells, sheet);
    std::filesystem::create_directories(options_.out);
    const auto file = options_.out / ("person-" + std::to_string(number) + ".png");
    if (!cv::imwrite(file.string(), sheet)) return fail("picture", "to write", file.string(), "Make room.");
    return {};
  }

  void strangers() {
    for (std::size_t i = 0; i < documents_.size(); ++i)
      for (std::size_t j = 0; j < lives_.size(); ++j)
        if (i != j) note("unrelated", documents_[i], lives_[j]);
  }

  void print() const {
    for (std::size_t k = 0; k < kKinds.size(); ++k) {
      const std::vector<double>& unrelated = scores_[k].at("unrelated");
      const double threshold = *std::max_element(unrelated.begin(), unrelated.end());
      std::printf("%s, threshold %.3f\n", matcher::name_of(kKinds[k]), threshold);
      for (const auto& [what, all] : scores_[k]) {
        double sum = 0;
        for (const double one : all) sum += one;
        const auto above = std::count_if(all.begin(), all.end(), [&](double one) { return one > threshold; });
        std::printf("  %-42s n %4zu  mean %.3f  min %.3f  max %.3f  above %td\n", what.c_str(), all.size(),
                    sum / static_cast<double>(all.size()), *std::min_element(all.begin(), all.end()),
                    *std::max_element(all.begin(), all.end()), above);
      }
      for (const attack::Species& species : species_) {
        if (species.attack_class != "morph") continue;
        const auto& a = scores_[k].at(species.id + ", accomplice");
        const auto& b = scores_[k].at(species.id + ", other");
        std::size_t both = 0;
        for (std::size_t i = 0; i < a.size(); ++i) both += a[i] > threshold && b[i] > threshold ? 1U : 0U;
        std::printf("  MMPMR of %-33s %zu of %zu\n", species.id.c_str(), both, a.size());
      }
    }
  }

  Options options_;
  matcher::ModelFolder models_;
  std::shared_ptr<runner::People> people_;
  std::vector<attack::Species> species_;
  std::array<std::unique_ptr<matcher::Matcher>, kKinds.size()> matchers_;
  std::array<Scores, kKinds.size()> scores_;
  std::vector<Faces> documents_, lives_;
};

Result<void> measure(const Options& options) {
  PROOFMARK_TRY(const runner::Project project, runner::find_project(options.root, ""));
  PROOFMARK_TRY(auto named, runner::load_population(project.populations(), options.population));
  PROOFMARK_TRY(const auto assets, person::load_assets(project.people(), project.cache()));
  constexpr std::chrono::year_month_day kToday{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};
  auto people = std::make_shared<runner::People>(
      assets, std::make_shared<const runner::Census>(options.seed, std::chrono::sys_days(kToday), std::move(named)),
      std::vector<camera::Place>{}, project.matchers());
  PROOFMARK_TRY(auto all, attack::load_all_species(project.attacks()));
  std::erase_if(all, [&](const attack::Species& s) {
    return (s.attack_class != "lookalike" && s.attack_class != "morph") || s.split != options.split ||
           (!options.only.empty() && s.attack_class != options.only);
  });
  return Measurement(options, project, std::move(people), std::move(all)).run();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"What two matchers say of look-alikes and morphs"};
  Options options;
  app.add_option("--root", options.root, "the project's folder")->required();
  app.add_option("--population", options.population, "a population's name");
  app.add_option("--split", options.split, "of the species");
  app.add_option("--only", options.only, "lookalike or morph; both unless given");
  app.add_option("--seed", options.seed, "of the population");
  app.add_option("--first", options.first, "first holder; of the development split unless given");
  app.add_option("--persons", options.persons, "how many holders")->check(CLI::Range(2, 1000));
  app.add_option("--out", options.out, "folder for pictures");
  CLI11_PARSE(app, argc, argv);
  cv::setNumThreads(1);
  const auto done = measure(options);
  if (!done) std::fprintf(stderr, "%s\n", done.error().line().c_str());
  return done ? 0 : 2;
}
