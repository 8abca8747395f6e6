#include "scenarios/conformance/play.hpp"

#include <algorithm>
#include <mutex>
#include <set>
#include <thread>

#include "common/random.hpp"
#include "scenarios/runner/people.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/service_setup.hpp"
#include "scenarios/subjects/open.hpp"
#include "simulators/person/appearance.hpp"

namespace proofmark::conformance {
namespace {

using attacks::malformed::Authorities;
using attacks::malformed::MadeCard;
using reports::Observation;
using reports::Outcome;
using reports::Verdict;

constexpr const char* kStart = "2026-03-02T09:00:00Z";
constexpr std::chrono::minutes kSpacing{10};  // on the simulated clock, between two sessions
constexpr std::chrono::seconds kPatience{60};
constexpr std::uint64_t kFaces = 4;  // portraits cost half a second each; civil data differ from row to row

std::string yymmdd(std::chrono::year_month_day date) {
  std::string text = to_rfc3339(std::chrono::sys_days(date)).substr(2, 8);
  text.erase(std::remove(text.begin(), text.end(), '-'), text.end());
  return text;
}

class Run {
 public:
  Run(const Table& table, const PlayOptions& options, const card::IssuerPki& issuer, const Authorities& authorities,
      runner::People& people, Instant start)
      : table_(table),
        options_(options),
        issuer_(issuer),
        authorities_(authorities),
        people_(people),
        start_(start),
        results_(table.rows.size()) {}

  Result<std::vector<RowResult>> play(subjects::Opened& opened, std::size_t workers) {
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < workers; ++i) threads.emplace_back([this, &opened] { work(opened); });
    }
    if (problem_) return fail(*problem_);
    if (next_ < table_.rows.size())
      return fail("run", "to finish every row", "it was asked to stop", "Start it again.");
    return std::move(results_);
  }

 private:
  bool stopped() const { return options_.stop != nullptr && *options_.stop; }

  // Each worker has a service of its own, started on its own thread.
  void work(subjects::Opened& opened) {
    auto subject = opened.start(start_);
    if (!subject) return note(subject.error());
    while (!stopped() && !problem()) {
      const std::size_t index = next_++;
      if (index >= table_.rows.size()) break;
      results_[index] = row(table_.rows[index], **subject);
      progress(index);
      if ((*subject)->running()) continue;
      (*subject)->stop();
      subject = opened.start(start_);
      if (!subject) return note(subject.error());
    }
    (*subject)->stop();
  }

  void note(const Error& error) {
    const std::scoped_lock lock(mutex_);
    if (!problem_) problem_ = error;
  }
  bool problem() {
    const std::scoped_lock lock(mutex_);
    return problem_.has_value();
  }
  void progress(std::size_t index) {
    if (options_.progress == nullptr) return;
    const std::scoped_lock lock(mutex_);
    const RowResult& result = results_[index];
    if (result.verdict == Verdict::pass || result.verdict == Verdict::not_applicable) return;
    std::fprintf(options_.progress, "proofmark: %s %s: %s\n", table_.rows[index].id.c_str(),
                 std::string(name_of(result.verdict)).c_str(), result.observed.c_str());
  }

  // A row passes when every variant does; the first that does not decides.
  RowResult row(const Row& row, subjects::Subject& subject) {
    RowResult result;
    if (!row.not_applicable.empty()) {
      result.verdict = Verdict::not_applicable;
      return result;
    }
    result.verdict = Verdict::pass;
    for (std::size_t i = 0; i < row.variants.size(); ++i) {
      VariantResult one = variant(row, row.variants[i], i, subject);
      const bool worse = one.verdict == Verdict::fail
                             ? result.verdict != Verdict::fail
                             : one.verdict == Verdict::inconclusive && result.verdict == Verdict::pass;
      if (worse || result.observed.empty()) {
        if (worse) result.verdict = one.verdict;
        result.observed = one.observed;
      }
      result.variants.push_back(std::move(one));
    }
    return result;
  }

  VariantResult variant(const Row& row, const Variant& variant, std::size_t number, subjects::Subject& subject) {
    // What is random about a row does not depend on which others are played with it.
    const SeededRandom stream = SeededRandom(options_.seed).derive(row.id, number);
    SeededRandom chip_random = stream.derive("chip");
    const Instant now = start_ + kSpacing * static_cast<int>(row.number + 1);
    card::Personalisation input;
    input.civil = runner::Census(options_.seed, start_).civil(1000 + row.number);
    input.today = now;
    VariantResult failed;
    failed.name = variant.name;
    const auto portrait = people_.portrait(row.number % kFaces);
    if (!portrait) {
      failed.observed = one_line("harness: " + portrait.error().line());
      return failed;
    }
    input.portrait = **portrait;
    auto made = make_card(variant.recipe, input, issuer_, authorities_, chip_random);
    if (!made) {
      failed.observed = one_line("harness: " + made.error().line());
      return failed;
    }
    VariantResult result;
    for (int time = 0; time < (row.twice ? 2 : 1); ++time) {
      SeededRandom numbers = stream.derive("order", static_cast<std::uint64_t>(time));
      const Observation observation = inspect(row, variant, *made, input, numbers, now, subject);
      result = judge(row, variant, observation, made->in_play());
      result.name = variant.name;
      if (result.verdict != Verdict::pass) return result;
      made->card->reset();
    }
    if (row.twice) compare_keys(*made->terminal_keys, result);
    return result;
  }

  static void compare_keys(const std::vector<Bytes>& keys, VariantResult& result) {
    if (keys.size() != 2) {
      result.verdict = Verdict::inconclusive;
      result.observed = std::to_string(keys.size()) + " runs of chip authentication instead of two";
    } else if (keys[0] == keys[1]) {
      result.verdict = Verdict::fail;
      result.observed = "the terminal used the same ephemeral key twice";
    }
  }

  Observation inspect(const Row& row, const Variant& variant, MadeCard& made, const card::Personalisation& input,
                      SeededRandom& numbers, Instant now, subjects::Subject& subject) {
    const person::CivilRecord held = card::printed_record(variant.recipe.profile, input.civil, now);
    subjects::PrintedZone zone{held.document_number, yymmdd(held.date_of_birth), yymmdd(held.date_of_expiry)};
    if (made.printed.size() == 24)
      zone = {made.printed.substr(0, 9), made.printed.substr(10, 6), made.printed.substr(17, 6)};
    while (zone.document_number.ends_with('<')) zone.document_number.pop_back();
    if (const auto clock = subject.clock()) clock->set(now);
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    const std::string reference = "EZ-" + std::to_string(10000000 + numbers.below(90000000));
    const auto chip = subjects::transceiver_of(*made.card);
    const std::string can = row.password == Password::zone ? "" : held.can;
    subjects::Answer answer;
    if (subject.level() == reports::Level::chip_inspection) {
      answer = subject.inspect({reference, can, zone, chip, subjects::field_of(*made.card), now, give_up});
    } else {
      subjects::SessionTask task;
      task.order = {reference, held.given_names, held.surname, held.personal_code, held.document_number};
      task.can = can;
      if (row.password != Password::can) task.zone = zone;
      task.chip = chip;  // and no capture: the person leaves when the camera is asked for
      task.time = now;
      task.give_up = give_up;
      answer = subject.session(task);
    }
    if (answer.observation.outcome != Outcome::harness_error && !subject.running()) {
      answer.observation.outcome = Outcome::crash;
      answer.observation.error = "the service ended: " + subject.ending();
    }
    return std::move(answer.observation);
  }

  const Table& table_;
  const PlayOptions& options_;
  const card::IssuerPki& issuer_;
  const Authorities& authorities_;
  runner::People& people_;
  Instant start_;
  std::vector<RowResult> results_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::optional<Error> problem_;
};

Result<void> keep_only(Table& table, const std::vector<std::string>& only) {
  if (only.empty()) return {};
  const std::set<std::string> wanted(only.begin(), only.end());
  std::erase_if(table.rows, [&](const Row& row) { return wanted.count(row.id) == 0; });
  for (const std::string& id : wanted)
    if (std::none_of(table.rows.begin(), table.rows.end(), [&](const Row& row) { return row.id == id; }))
      return fail("--only", "identifiers of the table " + table.name, "'" + id + "'", "Correct the identifier.");
  return {};
}

}  // namespace

std::size_t Played::count(Verdict verdict) const {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](const RowResult& row) { return row.verdict == verdict; }));
}

Result<Played> play(Table& table, const PlayOptions& options) {
  PROOFMARK_CHECK(keep_only(table, options.only));
  const runner::Project& project = options.project;
  PROOFMARK_CHECK(runner::verify_packages(project.packages));
  PROOFMARK_TRY(const subjects::Choice choice, subjects::parse_choice(options.subject));
  const bool real_time = choice.kind == subjects::Choice::Kind::https;
  const Instant start = real_time ? SystemClock().now() : from_rfc3339(kStart).value_or(Instant{});
  const SeededRandom seed = SeededRandom(options.seed).derive("conformance");
  PROOFMARK_TRY(card::IssuerPki issuer, card::IssuerPki::create(seed.derive("issuer"), start));
  PROOFMARK_TRY(const Authorities authorities,
                Authorities::create(issuer, chains_of(table), schemes_of(table), seed.derive("authorities")));
  issuer.trust_also(authorities.trust());
  subjects::OpenOptions open;
  open.choice = choice;
  open.level =
      choice.kind == subjects::Choice::Kind::stdio ? reports::Level::chip_inspection : reports::Level::full_service;
  open.places = runner::places_of(project);
  open.issuer = &issuer;
  open.start = start;
  open.challenge_seed = runner::challenge_seed(options.seed);
  PROOFMARK_TRY(const auto opened, subjects::open(open));
  Played played;
  PROOFMARK_TRY(played.subject, opened->describe());
  PROOFMARK_TRY(const auto assets, person::load_assets(project.people(), project.cache()));
  runner::People people(assets, std::make_shared<const runner::Census>(options.seed, start));
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  Run run(table, options, issuer, authorities, people, start);
  PROOFMARK_TRY(played.rows, run.play(*opened, options.jobs > 0 ? options.jobs : cores));
  return played;
}

}  // namespace proofmark::conformance
