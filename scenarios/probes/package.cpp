// package.* and evidence.*: what the sealed package says of a session that this side knows all about.
#include <sqlite3.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "common/json_text.hpp"
#include "scenarios/probes/door.hpp"
#include "scenarios/probes/footage.hpp"
#include "scenarios/probes/registry.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

const char* const kClaims[] = {"iss",      "iat",      "jti",    "order", "reference", "session",    "decision", "loip",
                               "identity", "document", "checks", "video", "actions",   "comparison", "evidence"};

std::string iso(std::chrono::year_month_day date) {
  return to_rfc3339(std::chrono::sys_days(date)).substr(0, 10);
}

// What every package has, whatever was decided.
void demand_form(const json& claims, const OpenedSession& session, Instant now, Verdict& verdict) {
  for (const char* claim : kClaims) verdict.demand(claims.contains(claim), std::string("no claim ") + claim);
  for (const auto& [name, value] : claims.items())
    verdict.demand(name == "inspection" || std::count(std::begin(kClaims), std::end(kClaims), name) == 1,
                   "the claim " + name);  // inspection is optional
  verdict.demand(claims.value("order", "") == session.order.order, "order " + claims.value("order", ""));
  verdict.demand(claims.value("reference", "") == session.order.reference,
                 "reference " + claims.value("reference", ""));
  verdict.demand(claims.value("session", "") == session.session, "session " + claims.value("session", ""));
  verdict.demand(claims.value("jti", "").size() >= 16, "jti '" + claims.value("jti", "") + "'");
  const Instant issued = Instant(std::chrono::seconds(claims.value("iat", std::int64_t{0})));
  verdict.demand(std::chrono::abs(now - issued) <= std::chrono::seconds(30), "issued at " + to_rfc3339(issued));
  verdict.demand(claims.value("checks", json::array()).size() == 13,
                 std::to_string(claims.value("checks", json::array()).size()) + " checks");
}

void demand_nothing_given(const json& claims, Verdict& verdict) {
  verdict.demand(claims.value("decision", "") == "refused", "decision " + claims.value("decision", ""));
  for (const char* claim : {"identity", "document", "loip"})
    verdict.demand(claims.contains(claim) && claims[claim].is_null(), std::string(claim) + " given in a refusal");
  const std::string text = claims.dump();
  verdict.demand(text.find("personal_code") == std::string::npos, "a personal code in a refusal");
}

Result<reports::ProbeAnswer> refused(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected = "a sealed package without identity, bound to its order, for each refused session";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    std::set<std::string> identifiers, records;
    std::vector<OpenedSession> sessions;
    for (const char* profile : {"cloned-chip", "expired-document", "sod-signature-altered"}) {
      PROOFMARK_TRY(const OpenedSession session, door.begin());
      PROOFMARK_CHECK(door.present(session, Who::holder, profile));
      PROOFMARK_TRY(const json claims, door.package(session.order));
      demand_form(claims, session, door.now(), verdict);
      demand_nothing_given(claims, verdict);
      identifiers.insert(claims.value("jti", ""));
      records.insert(claims["evidence"].value("sha256", ""));
      // Asked again, the same bytes: a decision is made once.
      PROOFMARK_TRY(const std::string once, door.compact_package(session.order));
      PROOFMARK_TRY(const std::string twice, door.compact_package(session.order));
      verdict.demand(once == twice, "another package at the second question");
      sessions.push_back(session);
    }
    verdict.demand(identifiers.size() == 3, std::to_string(identifiers.size()) + " identifiers for three packages");
    verdict.demand(records.size() == 3, std::to_string(records.size()) + " records for three sessions");
    return verdict.answer("three packages, each sealed, of its own order, without identity");
  });
}

void demand_identity(const json& claims, const person::CivilRecord& holder, Verdict& verdict) {
  const json identity = claims["identity"].is_object() ? claims["identity"] : json::object();
  const std::map<std::string, std::string> wanted = {{"given_names", holder.given_names},
                                                     {"surname", holder.surname},
                                                     {"personal_code", holder.personal_code},
                                                     {"date_of_birth", iso(holder.date_of_birth)},
                                                     {"nationality", "LTU"},
                                                     {"sex", holder.sex == person::Sex::female ? "F" : "M"}};
  for (const auto& [field, value] : wanted)
    verdict.demand(identity.value(field, "") == value, "identity." + field + " '" + identity.value(field, "") + "'");
  verdict.demand(identity.size() == wanted.size(), "identity with " + std::to_string(identity.size()) + " fields");
  const json document = claims["document"].is_object() ? claims["document"] : json::object();
  verdict.demand(document.value("number", "") == holder.document_number,
                 "document.number " + document.value("number", ""));
  verdict.demand(document.value("issuer", "") == "LTU", "document.issuer " + document.value("issuer", ""));
  verdict.demand(document.value("date_of_expiry", "") == iso(holder.date_of_expiry),
                 "document.date_of_expiry " + document.value("date_of_expiry", ""));
}

std::int64_t milliseconds(Duration d) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
}

// The protocol of actions (tender 7.4.5.4) against what the device was shown and when.
void demand_actions(const json& claims, const FilmEnd& end, Verdict& verdict) {
  const json actions = claims["actions"].is_array() ? claims["actions"] : json::array();
  verdict.demand(actions.size() == end.challenges.size(), std::to_string(actions.size()) + " actions recorded, " +
                                                              std::to_string(end.challenges.size()) + " shown");
  for (std::size_t i = 0; i < std::min(actions.size(), end.challenges.size()); ++i) {
    const json& action = actions[i];
    const auto& shown = end.challenges[i];
    const std::string which = "action " + std::to_string(i + 1);
    verdict.demand(action.value("action", "") == shown.action, which + " recorded as " + action.value("action", ""));
    const auto asked = action.value("asked_at_ms", std::int64_t{-1});
    verdict.demand(std::abs(asked - milliseconds(shown.asked)) <= 250, which + " recorded as asked at " +
                                                                           std::to_string(asked) + " ms, shown at " +
                                                                           std::to_string(milliseconds(shown.asked)));
    verdict.demand(action.value("window_ms", std::int64_t{-1}) == milliseconds(shown.window),
                   which + " with another window");
    const json answered = action.value("answered_at_ms", json());
    const bool passed = action.value("result", "") == "passed";
    verdict.demand(passed == answered.is_number(),
                   which + " " + action.value("result", "") + " with answer " + answered.dump());
    if (!answered.is_number()) continue;
    const auto at = answered.get<std::int64_t>();
    verdict.demand(at >= asked + 150 && at <= milliseconds(shown.over),
                   which + " recorded as answered at " + std::to_string(at) + " ms, asked at " + std::to_string(asked) +
                       ", over at " + std::to_string(milliseconds(shown.over)));
  }
}

Result<reports::ProbeAnswer> accepted(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected =
      "a person accepted; a package with every claim, the document's data and the protocol of "
      "the actions as the device saw them";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    json claims;
    // How often genuine persons are refused is another question: a second one may be needed to get an acceptance.
    for (const Who who : {Who::holder, Who::other}) {
      PROOFMARK_TRY(const OpenedSession session, door.begin(who));
      PROOFMARK_CHECK(door.pass_chip(session, who));
      auto footage = make_footage(task, "", 30, who);
      if (!footage) return fail(ours(footage.error()));
      PROOFMARK_TRY(const FilmEnd end, door.film(session, **footage));
      PROOFMARK_TRY(claims, door.package(session.order));
      demand_form(claims, session, door.now(), verdict);
      demand_actions(claims, end, verdict);
      const json video = claims["video"].is_object() ? claims["video"] : json::object();
      verdict.demand(video.value("width", 0) >= 1280 && video.value("height", 0) >= 720 &&
                         video.value("frames_per_second", 0.0) >= 25 &&
                         std::abs(static_cast<double>(end.frames) - video.value("frames", 0.0)) <= 1,
                     "video " + video.dump());
      if (claims.value("decision", "") == "refused") {
        demand_nothing_given(claims, verdict);
        continue;
      }
      for (const json& check : claims["checks"])
        verdict.demand(check.value("result", "") == "passed", check_line(claims, check.value("id", "")));
      verdict.demand(claims.value("decision", "") == "accepted", "decision " + claims.value("decision", ""));
      verdict.demand(claims["loip"] == "extended", "loip " + claims["loip"].dump());
      demand_identity(claims, door.person(who), verdict);
      verdict.demand(claims["comparison"].is_object() && claims["comparison"].contains("score"),
                     "comparison " + claims["comparison"].dump());
      return verdict.answer("accepted; every claim as the session was");
    }
    std::string why;
    for (const json& check : claims["checks"])
      if (check.value("result", "") != "passed") why += "; " + check_line(claims, check.value("id", ""));
    verdict.demand(false, "neither of two genuine persons accepted" + why);
    return verdict.answer("");
  });
}

// A package is that of its own order alone.
Result<reports::ProbeAnswer> bound(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected = "each order's package names that order, reference and session and no other";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const OpenedSession first, door.begin());
    PROOFMARK_TRY(const OpenedSession second, door.begin());
    // The second order's session is ended first, so that a mix-up of the two would show.
    PROOFMARK_CHECK(door.present(second, Who::holder, "cloned-chip"));
    PROOFMARK_TRY(const http::Response early, door.relying().get("/v1/orders/" + first.order.order + "/package"));
    verdict.demand(early.status == 404 && error_code(early) == "not_decided",
                   "the first order's package: " + brief(early));
    PROOFMARK_CHECK(door.present(first, Who::holder, "expired-document"));
    for (const OpenedSession& session : {first, second}) {
      PROOFMARK_TRY(const json claims, door.package(session.order));
      demand_form(claims, session, door.now(), verdict);
      PROOFMARK_TRY(const std::string state, door.order_state(session.order));
      verdict.demand(state == "decided", "the order in state " + state);
    }
    return verdict.answer("two packages, each of its own order");
  });
}

// ---- the record behind the package (docs/interface.md: table `decisions`, column `evidence`)

struct Record {
  std::string evidence;
  int actions = 0;
};

Result<std::optional<Record>> read_record(const Door& door, const std::string& session) {
  const auto file = door.endpoints().pki.parent_path() / "service.db";
  std::error_code problem;
  if (!std::filesystem::exists(file, problem)) return std::optional<Record>();
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READONLY, nullptr);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database(raw, sqlite3_close);
  sqlite3_busy_timeout(raw, 2000);
  sqlite3_stmt* statement = nullptr;
  if (opened != SQLITE_OK ||
      sqlite3_prepare_v2(raw,
                         "SELECT evidence, (SELECT count(*) FROM actions WHERE session = ?1) FROM decisions WHERE "
                         "session = ?1",
                         -1, &statement, nullptr) != SQLITE_OK)
    return otherwise("the table decisions with the column evidence", sqlite3_errmsg(raw));
  const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> owned(statement, sqlite3_finalize);
  sqlite3_bind_text(statement, 1, session.c_str(), -1, SQLITE_TRANSIENT);
  if (sqlite3_step(statement) != SQLITE_ROW) return otherwise("a record of the decided session", "none");
  Record record;
  record.evidence.assign(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)),
                         static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
  record.actions = sqlite3_column_int(statement, 1);
  return std::optional<Record>(std::move(record));
}

// The film with the hash of everything that was sent, as the record has it.
class Hashed final : public Film {
 public:
  explicit Hashed(std::unique_ptr<Film> inner) : inner_(std::move(inner)) {}
  Result<std::optional<Shot>> next() override {
    PROOFMARK_TRY(auto shot, inner_->next());
    if (shot) {
      const auto micros = static_cast<std::uint64_t>(shot->captured.count());
      for (unsigned i = 0; i < 8; ++i) sent_.push_back(static_cast<std::uint8_t>(micros >> (56 - 8 * i)));
      sent_.insert(sent_.end(), shot->unit.begin(), shot->unit.end());
      lengths_.push_back(sent_.size());
    }
    return shot;
  }
  void challenge(const FilmEnd::Challenge& challenge) override { inner_->challenge(challenge); }
  void challenge_over(int number, Duration at) override { inner_->challenge_over(number, at); }
  // Of all messages, or of all but the last one, which may have come after the end.
  [[nodiscard]] bool is_hash(const std::string& hex) const {
    if (lengths_.size() < 2) return false;
    const ByteView all(sent_);
    return sha256_hex(all) == hex || sha256_hex(all.first(lengths_[lengths_.size() - 2])) == hex;
  }

 private:
  std::unique_ptr<Film> inner_;
  Bytes sent_;
  std::vector<std::size_t> lengths_;
};

Result<reports::ProbeAnswer> record(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const bool refused_session = text_parameter(parameters, "fault") == "refused_session";
  const std::string expected =
      "a record of the session whose hash the package carries, with consent, order, checks and "
      "the whole stream's hash";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    const Instant agreed = door.now();
    std::unique_ptr<Hashed> film;
    FilmEnd end;
    if (refused_session) {
      PROOFMARK_CHECK(door.present(session, Who::holder, "cloned-chip"));
    } else {
      PROOFMARK_CHECK(door.pass_chip(session));
      auto units = still_units(task);
      if (!units) return fail(ours(units.error()));
      film = std::make_unique<Hashed>(make_still(*std::move(units), 5));
      PROOFMARK_TRY(end, door.film(session, *film));
    }
    PROOFMARK_TRY(const json claims, door.package(session.order));
    demand_actions(claims, end, verdict);
    PROOFMARK_TRY(const auto found, read_record(door, session.session));
    if (!found) return not_offered(expected, "the subject's records cannot be read from here");
    const json kept = parse_json_or_null(found->evidence);
    verdict.demand(sha256_hex(to_bytes(found->evidence)) == claims["evidence"].value("sha256", ""),
                   "the hash in the package is of something else");
    if (!kept.is_object()) return verdict.answer("");
    const json opened = kept.value("session", json::object());
    const json consent = opened.value("consent_at", json());
    const auto consent_at =
        consent.is_string() ? from_rfc3339(consent.get<std::string>()) : Result<Instant>(fail(Error{}));
    verdict.demand(consent_at && std::chrono::abs(*consent_at - agreed) <= std::chrono::seconds(30),
                   "the time of consent " + consent.dump());
    verdict.demand(opened.value("language", "") == "lt", "the language of consent " + opened.value("language", ""));
    verdict.demand(kept.value("order", json::object()).value("reference", "") == session.order.reference,
                   "another order");
    verdict.demand(kept.value("checks", json()) == claims["checks"], "other checks than the package");
    const json chip = kept.value("chip", json());
    if (const json stated = claims.value("inspection", json()); stated.is_object())
      verdict.demand(chip.is_object() && chip.value("steps", json()) == stated["steps"],
                     "other steps of the inspection than the package");
    verdict.demand(kept.value("actions", json()) == claims["actions"], "other actions than the package");
    verdict.demand(found->actions == static_cast<int>(claims["actions"].size()),
                   std::to_string(found->actions) + " actions in the protocol, " +
                       std::to_string(claims["actions"].size()) + " in the package");
    if (film)
      verdict.demand(film->is_hash(kept.value("video_stream_sha256", "")), "the stream's hash is of something else");
    return verdict.answer("record and package agree");
  });
}

}  // namespace

std::vector<ProbeEntry> package_probes() {
  return {{.name = "package.refused", .run = refused},
          {.name = "package.accepted", .run = accepted},
          {.name = "package.bound", .run = bound},
          {.name = "evidence.record", .run = record, .faults = {"refused_session", "whole_session"}}};
}

}  // namespace proofmark::probes
