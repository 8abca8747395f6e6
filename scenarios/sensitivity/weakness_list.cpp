#include "scenarios/sensitivity/weakness_list.hpp"

#include <algorithm>

#include "common/files.hpp"
#include "scenarios/runner/strict_json.hpp"

namespace proofmark::sensitivity {
namespace {

namespace fs = std::filesystem;

std::size_t place_of(const std::string& area) {
  const auto& all = areas();
  return static_cast<std::size_t>(
      std::find_if(all.begin(), all.end(), [&](const Area& each) { return each.name == area; }) - all.begin());
}

}  // namespace

const std::vector<Area>& areas() {
  static const std::vector<Area> table = {
      {"access", {"chip.access"}, {"chip."}, Films::none},
      {"passive", {"chip.passive"}, {"chip."}, Films::none},
      {"revocation", {"chip.revocation"}, {}, Films::none},
      {"genuineness", {"chip.genuine"}, {"chip."}, Films::none},
      {"validity", {"document.validity"}, {}, Films::none},
      {"order", {"order.match"}, {"order."}, Films::none},
      {"registers", {"document.validity", "order.match"}, {"register."}, Films::none},
      {"tls", {}, {"tls."}, Films::none},
      {"orders", {}, {"api.", "order."}, Films::none},
      {"sessions", {"session.complete"}, {"api.", "session.", "consent."}, Films::none},
      {"sockets", {"session.complete"}, {"api.", "socket.", "session.", "video."}, Films::genuine},
      {"video", {"video.format", "video.continuity"}, {"video."}, Films::all},
      {"face", {"face.found", "face.match"}, {"face.", "video."}, Films::all},
      {"liveness", {"liveness.challenges", "liveness.passive"}, {"liveness."}, Films::all},
      {"decision", {}, {"package.", "decision."}, Films::all},
      {"package", {}, {"package."}, Films::genuine},
      {"leak", {}, {"leak."}, Films::genuine},
      {"evidence", {}, {"package.", "evidence."}, Films::genuine},
      {"robustness", {}, {"api.", "socket.", "robustness.", "availability.", "video."}, Films::genuine},
  };
  return table;
}

const Area* find_area(const std::string& name) {
  const std::size_t place = place_of(name);
  return place < areas().size() ? &areas()[place] : nullptr;
}

Result<Weakness> parse_weakness(const std::string& text, const fs::path& file) {
  PROOFMARK_TRY(const auto json, runner::parse_strict(text, file.string()));
  runner::StrictObject object(json, file.string(), "");
  Weakness entry;
  entry.name = object.text("name");
  entry.area = object.text("area");
  entry.weakness = object.text("weakness");
  entry.clause = object.text("clause");
  entry.attack = object.text("attack");
  if (!entry.name.empty() && entry.name != file.stem().string())
    object.complain("name", "the file's name, " + file.stem().string(), entry.name);
  if (!entry.area.empty() && find_area(entry.area) == nullptr) object.complain("area", "a known area", entry.area);
  PROOFMARK_CHECK(object.finish());
  return entry;
}

Result<std::vector<Weakness>> load_weaknesses(const fs::path& folder) {
  std::error_code problem;
  std::vector<fs::path> files;
  for (auto entry = fs::directory_iterator(folder, problem); !problem && entry != fs::directory_iterator();
       entry.increment(problem))
    if (entry->path().extension() == ".json") files.push_back(entry->path());
  if (problem || files.empty())
    return fail("weaknesses", "a folder of *.json, " + folder.string(), problem ? problem.message() : "none in it",
                "Restore the folder.");
  std::sort(files.begin(), files.end());
  std::vector<Weakness> all;
  for (const fs::path& file : files) {
    PROOFMARK_TRY(const std::string text, read_text(file));
    PROOFMARK_TRY(Weakness entry, parse_weakness(text, file));
    all.push_back(std::move(entry));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Weakness& a, const Weakness& b) { return place_of(a.area) < place_of(b.area); });
  return all;
}

Result<std::vector<NotYet>> load_not_yet(const fs::path& file) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  PROOFMARK_TRY(const auto json, runner::parse_strict(text, file.string()));
  runner::StrictObject object(json, file.string(), "");
  std::vector<NotYet> all;
  const auto& entries = object.value("scenarios");
  if (!entries.is_array()) object.complain("scenarios", "an array", entries.type_name());
  for (std::size_t i = 0; entries.is_array() && i < entries.size(); ++i) {
    runner::StrictObject entry(entries[i], file.string(), "/scenarios/" + std::to_string(i));
    all.push_back({entry.text("scenario"), entry.text("reason")});
    object.adopt(entry);
  }
  PROOFMARK_CHECK(object.finish());
  return all;
}

std::string not_yet(const std::vector<NotYet>& all, const std::string& scenario) {
  for (const NotYet& each : all) {
    const bool open = each.scenario.ends_with('*');
    const std::string name = open ? each.scenario.substr(0, each.scenario.size() - 1) : each.scenario;
    if (scenario == name || (open && scenario.starts_with(name))) return each.reason;
  }
  return {};
}

Result<std::vector<Weakness>> select(const std::vector<Weakness>& all, const std::string& area,
                                     const std::vector<std::string>& names) {
  if (!area.empty() && find_area(area) == nullptr) {
    std::string known;
    for (const Area& each : areas()) known += (known.empty() ? "" : ", ") + std::string(each.name);
    return fail("option --area", "one of " + known, area, "Correct the option.");
  }
  for (const std::string& name : names)
    if (std::none_of(all.begin(), all.end(), [&](const Weakness& each) { return each.name == name; }))
      return fail("option --only", "a name of scenarios/sensitivity/weaknesses", name, "Correct the option.");
  std::vector<Weakness> chosen;
  for (const Weakness& each : all) {
    const bool named = names.empty() || std::find(names.begin(), names.end(), each.name) != names.end();
    if (named && (area.empty() || each.area == area)) chosen.push_back(each);
  }
  if (chosen.empty())
    return fail("options --area and --only", "at least one weakness", "none that fits both", "Correct the options.");
  return chosen;
}

}  // namespace proofmark::sensitivity
