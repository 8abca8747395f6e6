#include "scenarios/corpus/make.hpp"

#include <unistd.h>

#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "common/files.hpp"
#include "scenarios/corpus/film.hpp"
#include "scenarios/corpus/making.hpp"
#include "scenarios/runner/file_names.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/progress.hpp"

namespace proofmark::corpus {
namespace {

namespace fs = std::filesystem;

Result<std::shared_ptr<runner::People>> people_of(const runner::Project& project, const Spec& spec) {
  PROOFMARK_CHECK(runner::verify_packages(project.packages));
  PROOFMARK_TRY(const auto assets, person::load_assets(project.people(), project.cache()));
  const Instant start = std::chrono::sys_days(spec.today) + std::chrono::hours(12);
  std::optional<runner::NamedPopulation> population;
  if (spec.people != kDefaultPeople) {
    PROOFMARK_TRY(population, runner::load_population(project.populations(), spec.people));
  }
  return std::make_shared<runner::People>(
      assets, std::make_shared<const runner::Census>(spec.seed, start, std::move(population)),
      std::vector<camera::Place>{}, project.matchers());
}

// Seconds of one core, for the time that is left: an attack by a recording is filmed twice.
double expected_cost(const Plan& plan, const Item& item) {
  if (item.kind == Kind::portrait) return 1;
  return (item.kind == Kind::attack ? 3 : 2) * plan.spec.seconds;
}

Result<void> make_folders(const fs::path& out, const std::vector<Item>& items) {
  std::set<fs::path> folders;
  for (const Item& item : items) folders.insert((out / item.file).parent_path());
  for (const fs::path& folder : folders) {
    std::error_code problem;
    fs::create_directories(folder, problem);
    if (problem)
      return fail("corpus folder", "to make " + folder.string(), problem.message(),
                  "Check the folder's rights and the free space.");
  }
  return {};
}

class Workers {
 public:
  Workers(const Plan& plan, const MakeOptions& options, runner::People& people, MakingFolder& folder)
      : plan_(plan), options_(options), people_(people), folder_(folder) {}

  Result<void> run() {
    std::vector<const Item*> open;
    double total = 0, done = 0;
    for (const Item& item : plan_.items) {
      const double cost = expected_cost(plan_, item);
      total += cost;
      if (folder_.done().contains(item.file)) {
        done += cost;
      } else {
        open.push_back(&item);
      }
    }
    const bool terminal = ::isatty(::fileno(options_.progress)) == 1;
    runner::Progress progress(options_.progress, terminal, total, done, plan_.items.size(),
                              plan_.items.size() - open.size(), "files");
    const std::size_t jobs = options_.jobs > 0 ? options_.jobs : std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < std::min(jobs, open.size()); ++i) threads.emplace_back([&] { work(open, progress); });
    for (std::thread& thread : threads) thread.join();
    if (error_) return fail(*error_);
    if (next_ < open.size())
      return fail("corpus make", "to make every file", "it was asked to stop",
                  "Start it again with the same --out (" + options_.out.string() + ") and it goes on.");
    return {};
  }

 private:
  const Item* take(const std::vector<const Item*>& open) {
    const std::scoped_lock lock(mutex_);
    if (error_ || next_ == open.size() || (options_.stop != nullptr && *options_.stop)) return nullptr;
    return open[next_++];
  }
  void work(const std::vector<const Item*>& open, runner::Progress& progress) {
    while (const Item* item = take(open)) {
      auto made = make_one(*item);
      if (!made) {
        const std::scoped_lock lock(mutex_);
        if (!error_) error_ = made.error();
        return;
      }
      progress.attempt_done(item->file, "made", expected_cost(plan_, *item));
    }
  }
  Result<void> make_one(const Item& item) {
    try {
      auto record = make_file(plan_, item, people_, options_.out);
      if (record) return folder_.add(*record);
      Error error = record.error();
      error.clause = item.file + ": " + error.clause;
      return fail(std::move(error));
    } catch (const std::exception& error) {
      return fail("corpus make", "to make " + item.file, error.what(), "Run fewer jobs at once.");
    }
  }

  const Plan& plan_;
  const MakeOptions& options_;
  runner::People& people_;
  MakingFolder& folder_;
  std::mutex mutex_;
  std::size_t next_ = 0;
  std::optional<Error> error_;
};

Header header_of(const Plan& plan, const std::string& text) {
  Header header;
  header.name = plan.spec.name;
  header.description = plan.spec.description;
  header.made = true;
  header.plan_sha256 = plan_sha256(plan, text);
  header.harness = runner::harness_version();
  return header;
}

}  // namespace

Result<std::string> spec_text(const runner::Project& project, const std::string& spec) {
  std::error_code problem;
  if (fs::is_regular_file(spec, problem)) return read_text(spec);
  const fs::path own = project.root / "scenarios" / "corpus" / "specs";
  PROOFMARK_CHECK(runner::known_file(own, spec, "--spec"));
  return read_text(own / (spec + ".json"));
}

Result<Made> make_corpus(const MakeOptions& options) {
  if (options.out.empty()) return fail("--out", "a folder", "none", "Say where the corpus goes.");
  PROOFMARK_TRY(const std::string text, spec_text(options.project, options.spec));
  PROOFMARK_TRY(Spec spec, parse_spec(text, options.spec));
  PROOFMARK_TRY(const auto species, attack::load_all_species(options.project.attacks()));
  PROOFMARK_TRY(auto devices, runner::load_devices(options.project.devices()));
  PROOFMARK_TRY(const Plan plan, make_plan(std::move(spec), species, std::move(devices)));
  PROOFMARK_TRY(const auto folder, MakingFolder::open(options.out, header_of(plan, text), text));
  Made made;
  made.files = plan.items.size();
  made.left_out = plan.left_out;
  made.there_before = folder->complete() ? plan.items.size() : folder->done().size();
  if (folder->complete()) return made;
  PROOFMARK_CHECK(make_folders(options.out, plan.items));
  PROOFMARK_TRY(const auto people, people_of(options.project, plan.spec));
  PROOFMARK_CHECK(Workers(plan, options, *people, *folder).run());
  std::vector<std::string> files;
  for (const Item& item : plan.items) files.push_back(item.file);
  PROOFMARK_CHECK(folder->finish(files));
  return made;
}

}  // namespace proofmark::corpus
