#include "scenarios/sensitivity/record.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "common/files.hpp"
#include "reports/formats/json_fields.hpp"

namespace proofmark::sensitivity {
namespace {

using reports::Fields;
using reports::OrderedJson;

OrderedJson trial_json(const Trial& trial) {
  return {{"attempt", trial.attempt},          {"scenario", trial.scenario}, {"verdict", name_of(trial.verdict)},
          {"outcome", name_of(trial.outcome)}, {"reason", trial.reason},     {"seconds", trial.seconds}};
}

Result<reports::Verdict> parse_verdict(std::string_view name) {
  using reports::Verdict;
  for (const Verdict verdict : {Verdict::pass, Verdict::fail, Verdict::inconclusive, Verdict::not_applicable,
                                Verdict::external_evidence_pending})
    if (name_of(verdict) == name) return verdict;
  return fail("record of a measurement", "a verdict", std::string(name), "Start in another folder.");
}

Trial read_trial(Fields& fields) {
  Trial trial;
  trial.attempt = fields.text("attempt");
  trial.scenario = fields.text("scenario");
  trial.verdict = fields.word("verdict", parse_verdict);
  trial.outcome = fields.word("outcome", reports::parse_outcome);
  trial.reason = fields.text("reason");
  trial.seconds = fields.number("seconds");
  return trial;
}

WeaknessResult read_result(Fields& fields) {
  WeaknessResult result;
  result.name = fields.text("weakness");
  result.catches = fields.list<Trial>("catches", read_trial);
  result.played = fields.count("played");
  result.unjudged = fields.count("unjudged");
  result.unsteady = fields.count("unsteady");
  result.reached = fields.flag("reached");
  result.seconds = fields.number("seconds");
  return result;
}

tl::unexpected<Error> trouble(const std::string& file, const std::string& observed, const std::string& next_step) {
  return fail("record of a measurement", "to read and write " + file, observed, next_step);
}

}  // namespace

Record::~Record() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::unique_ptr<Record>> Record::open(const std::filesystem::path& file, const std::string& id) {
  std::unique_ptr<Record> record(new Record);
  record->file_ = file.string();
  record->descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (record->descriptor_ < 0) return trouble(file.string(), std::strerror(errno), "Give another --out.");
  if (::flock(record->descriptor_, LOCK_EX | LOCK_NB) != 0)
    return trouble(file.string(), "another measurement is at work on it", "Wait for it, or give another --out.");
  PROOFMARK_TRY(std::string text, read_text(file));
  const std::size_t whole = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
  if (whole < text.size() && ::ftruncate(record->descriptor_, static_cast<off_t>(whole)) != 0)
    return trouble(file.string(), std::strerror(errno), "Give another --out.");
  text.resize(whole);
  if (text.empty()) {
    PROOFMARK_CHECK(record->write(reports::dump_line(OrderedJson{{"measurement", id}})));
    return record;
  }
  bool first = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    PROOFMARK_TRY(const auto json, reports::parse_json(std::string_view(text).substr(at, end - at), file.string()));
    at = end + 1;
    Fields fields(json, file.filename().string());
    if (first) {
      first = false;
      const std::string found = fields.text("measurement");
      PROOFMARK_CHECK(fields.finish());
      if (found != id)
        return trouble(file.string(), "a measurement of other programs, cases, weaknesses or options",
                       "Give another --out, or remove the folder.");
      continue;
    }
    if (fields.has("weakness")) {
      WeaknessResult result = read_result(fields);
      PROOFMARK_CHECK(fields.finish());
      record->results[result.name] = std::move(result);
      continue;
    }
    const bool of_release = fields.text("baseline") == "release";
    Trial trial = read_trial(fields);
    PROOFMARK_CHECK(fields.finish());
    (of_release ? record->release : record->weak)[trial.attempt] = std::move(trial);
  }
  return record;
}

Result<void> Record::write(const std::string& line) {
  const std::scoped_lock lock(mutex_);
  const std::string whole = line + "\n";
  const auto written = ::write(descriptor_, whole.data(), whole.size());
  if (written != static_cast<ssize_t>(whole.size()) || ::fdatasync(descriptor_) != 0)
    return trouble(file_, written < 0 ? std::strerror(errno) : "the disk is full", "Free some space and start again.");
  return {};
}

Result<void> Record::add_baseline(bool of_release, const Trial& trial) {
  OrderedJson line{{"baseline", of_release ? "release" : "weak"}};
  line.update(trial_json(trial));
  return write(reports::dump_line(line));
}

Result<void> Record::add_result(const WeaknessResult& result) {
  OrderedJson catches = OrderedJson::array();
  for (const Trial& trial : result.catches) catches.push_back(trial_json(trial));
  return write(reports::dump_line({{"weakness", result.name},
                                   {"catches", catches},
                                   {"played", result.played},
                                   {"unjudged", result.unjudged},
                                   {"unsteady", result.unsteady},
                                   {"reached", result.reached},
                                   {"seconds", result.seconds}}));
}

}  // namespace proofmark::sensitivity
