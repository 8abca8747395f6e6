#include "reports/risk/register.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "common/bytes.hpp"
#include "common/files.hpp"
#include "reports/formats/json_fields.hpp"
#include "reports/formats/names.hpp"
#include "reports/risk/risk_plan.hpp"

namespace proofmark::reports::risk {
namespace {

namespace fs = std::filesystem;

constexpr Names<Treatment, 4> kTreatments{{{Treatment::reduce, "reduce"},
                                           {Treatment::avoid, "avoid"},
                                           {Treatment::share, "share"},
                                           {Treatment::accept, "accept"}}};

tl::unexpected<Error> wrong(const fs::path& file, std::string expected, std::string observed) {
  return fail("risk register " + file.string(), std::move(expected), std::move(observed), "Correct the file.");
}

Text read_text_pair(Fields& in, const char* name) {
  Fields part(in.object(name), name);
  Text text{part.text("en"), part.text("lt")};
  in.take(part);
  return text;
}

Level read_level(Fields& in, const char* name) {
  Fields part(in.object(name), name);
  Level level;
  level.level = static_cast<int>(part.count("level", 5));
  level.reason = {part.text("en"), part.text("lt")};
  in.take(part);
  return level;
}

EvidencePatterns read_patterns(Fields& in) {
  Fields part(in.object("evidence"), "evidence");
  EvidencePatterns patterns;
  patterns.rates = part.texts("rates");
  if (part.has("differences")) patterns.differences = part.texts("differences");
  patterns.scenarios = part.texts("scenarios");
  patterns.requirements = part.texts("requirements");
  if (part.has("awaited")) {
    Fields awaited(part.object("awaited"), "awaited");
    patterns.awaited = {awaited.texts("patterns"), {awaited.text("en"), awaited.text("lt")}};
    part.take(awaited);
  }
  in.take(part);
  return patterns;
}

Risk read_risk(Fields& in) {
  Risk risk;
  risk.id = in.text("id");
  risk.added = in.text("added");
  risk.owner = in.text("owner");
  risk.review_months = static_cast<unsigned>(in.count("review_months", 12));
  risk.threat = read_text_pair(in, "threat");
  risk.likelihood = read_level(in, "likelihood");
  risk.impact = read_level(in, "impact");
  Fields treatment(in.object("treatment"), "treatment");
  risk.treatment = treatment.word<Treatment>("option", parse_treatment);
  risk.measures = {treatment.text("en"), treatment.text("lt")};
  in.take(treatment);
  risk.evidence = read_patterns(in);
  risk.residual = read_level(in, "residual");
  return risk;
}

bool filled(const Text& text) {
  return !text.en.empty() && !text.lt.empty();
}

// What is awaited is asked for, and says why in both languages.
std::string problem_of(const EvidencePatterns& patterns) {
  if (patterns.awaited.patterns.empty() && patterns.awaited.reason.en.empty() && patterns.awaited.reason.lt.empty())
    return {};
  if (!filled(patterns.awaited.reason)) return "awaited evidence without a reason in both languages";
  for (const std::string& awaited : patterns.awaited.patterns) {
    const auto has = [&](const std::vector<std::string>& list) {
      return std::find(list.begin(), list.end(), awaited) != list.end();
    };
    if (!has(patterns.rates) && !has(patterns.differences) && !has(patterns.scenarios))
      return "the awaited pattern '" + awaited + "', which is no pattern of it";
  }
  return {};
}

// The first rule that a risk breaks, or nothing.
std::string problem_of(const Risk& risk, const std::vector<Owner>& owners) {
  if (risk.id.empty()) return "a risk without an id";
  for (const Text& text :
       {risk.threat, risk.likelihood.reason, risk.impact.reason, risk.measures, risk.residual.reason})
    if (!filled(text)) return risk.id + " with a text that is empty in a language";
  for (const int level : {risk.likelihood.level, risk.impact.level, risk.residual.level})
    if (level < 1) return risk.id + " with a level below 1";
  if (risk.residual.level > risk.likelihood.level) return risk.id + " with a residual above the inherent likelihood";
  if (risk.review_months < 1) return risk.id + " with a review after 0 months";
  if (!parse_day(risk.added, risk.id)) return risk.id + " with the date '" + risk.added + "'";
  if (const std::string problem = problem_of(risk.evidence); !problem.empty()) return risk.id + " with " + problem;
  if (std::none_of(owners.begin(), owners.end(), [&](const Owner& owner) { return owner.id == risk.owner; }))
    return risk.id + " with the unknown owner '" + risk.owner + "'";
  return {};
}

// The file's bytes go into `all`, so that the register's hash covers everything that was read.
Result<std::string> read_part(const fs::path& file, std::string& all) {
  PROOFMARK_TRY(std::string text, read_text(file));
  all += file.filename().string() + "\n" + text;
  return text;
}

Result<Json> json_of(const std::string& text, const fs::path& file) {
  return parse_json(text, "the risk register " + file.string());
}

Result<void> expect_name(Fields& in, const fs::path& file, const std::string& name) {
  const std::string found = in.text("format");
  if (found != name) return wrong(file, "the format " + name, "'" + found + "'");
  return {};
}

}  // namespace

std::string_view name_of(Treatment treatment) {
  return look_up(kTreatments, treatment);
}
Result<Treatment> parse_treatment(std::string_view name) {
  return look_up(kTreatments, name, "the treatment");
}

Result<RiskGroup> parse_group(const std::string& text, const fs::path& file) {
  PROOFMARK_TRY(const Json json, json_of(text, file));
  Fields in(json, file.filename().string());
  PROOFMARK_CHECK(expect_name(in, file, "proofmark-risk-register/1"));
  RiskGroup group;
  group.clause = in.text("clause");
  group.title = read_text_pair(in, "title");
  group.risks = in.list<Risk>("risks", read_risk);
  PROOFMARK_CHECK(in.finish());
  if (group.risks.empty() || !filled(group.title)) return wrong(file, "a title and at least one risk", "none");
  return group;
}

Result<std::vector<Owner>> parse_owners(const std::string& text, const fs::path& file) {
  PROOFMARK_TRY(const Json json, json_of(text, file));
  Fields in(json, file.filename().string());
  PROOFMARK_CHECK(expect_name(in, file, "proofmark-risk-owners/1"));
  auto owners = in.list<Owner>("owners", [](Fields& one) {
    return Owner{one.text("id"), read_text_pair(one, "name")};
  });
  PROOFMARK_CHECK(in.finish());
  return owners;
}

Result<std::vector<SecurityEntry>> parse_security(const std::string& text, const fs::path& file) {
  PROOFMARK_TRY(const Json json, json_of(text, file));
  Fields in(json, file.filename().string());
  PROOFMARK_CHECK(expect_name(in, file, "proofmark-security-documentation/1"));
  auto entries = in.list<SecurityEntry>("entries", [](Fields& one) {
    SecurityEntry entry;
    entry.clause = one.text("clause");
    entry.title = read_text_pair(one, "title");
    entry.measures = one.list<Text>("measures", [](Fields& words) { return Text{words.text("en"), words.text("lt")}; });
    entry.evidence = read_patterns(one);
    return entry;
  });
  PROOFMARK_CHECK(in.finish());
  for (const SecurityEntry& entry : entries) {
    if (const std::string problem = problem_of(entry.evidence); !problem.empty())
      return wrong(file, "evidence of " + entry.clause + " that is asked for", problem);
    if (!filled(entry.title) || entry.measures.empty() ||
        !std::all_of(entry.measures.begin(), entry.measures.end(), filled))
      return wrong(file, "a title and measures in both languages for " + entry.clause, "an empty one");
  }
  return entries;
}

Result<Register> load_register(const fs::path& folder) {
  Register out;
  std::string all;
  const fs::path risks = folder / "register";
  PROOFMARK_TRY(const std::string owners, read_part(risks / "owners.json", all));
  PROOFMARK_TRY(out.owners, parse_owners(owners, risks / "owners.json"));
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at(risks, error), end; !error && at != end; at.increment(error))
    if (at->path().extension() == ".json" && at->path().filename() != "owners.json") files.push_back(at->path());
  if (error) return wrong(risks, "a folder of risk files", error.message());
  std::sort(files.begin(), files.end());
  std::set<std::string> ids;
  for (const fs::path& file : files) {
    PROOFMARK_TRY(const std::string text, read_part(file, all));
    PROOFMARK_TRY(RiskGroup group, parse_group(text, file));
    for (const Risk& risk : group.risks) {
      if (const std::string problem = problem_of(risk, out.owners); !problem.empty())
        return wrong(file, "every risk complete", problem);
      if (!ids.insert(risk.id).second) return wrong(file, "unique ids", "two risks " + risk.id);
    }
    out.groups.push_back(std::move(group));
  }
  if (out.groups.empty()) return wrong(risks, "at least one risk file", "none");
  PROOFMARK_TRY(const std::string security, read_part(folder / "security.json", all));
  PROOFMARK_TRY(out.security, parse_security(security, folder / "security.json"));
  out.sha256 = sha256_hex(to_bytes(all));
  return out;
}

}  // namespace proofmark::reports::risk
