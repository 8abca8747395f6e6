// The planted weaknesses as data: one small file each in weaknesses/, with its guard in reference-impl
// (PROOFMARK_WEAKNESS(name)). A test holds the two together.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "common/result.hpp"

namespace proofmark::sensitivity {

struct Weakness {
  std::string name;      // the file's name and the guard's
  std::string area;      // one of areas()
  std::string weakness;  // what is weakened, one sentence
  std::string clause;    // what asks for the opposite
  std::string attack;    // how somebody uses it, one sentence
};

// What of a whole session's camera an area needs to be seen.
enum class Films { none, genuine, all };

struct Area {
  const char* name;
  std::vector<std::string> checks;  // of docs/interface.md, that speak about it
  std::vector<std::string> probes;  // beginnings of the probes' names that speak about it
  Films films;
};
// In the order of the table.
[[nodiscard]] const std::vector<Area>& areas();
[[nodiscard]] const Area* find_area(const std::string& name);

// What stands in `file`. Errors name file and field: unknown, missing or empty fields, a name that is not the file's,
// an unknown area.
[[nodiscard]] Result<Weakness> parse_weakness(const std::string& text, const std::filesystem::path& file);
// Every FOLDER/*.json by area, then name.
[[nodiscard]] Result<std::vector<Weakness>> load_weaknesses(const std::filesystem::path& folder);

// A scenario that the service is known to fail, because it does not do yet what is asked: no false alarm, and no help
// against a weakness. `scenario` may end in '*'.
struct NotYet {
  std::string scenario, reason;
};
[[nodiscard]] Result<std::vector<NotYet>> load_not_yet(const std::filesystem::path& file);
// The reason; empty when the scenario is to pass.
[[nodiscard]] std::string not_yet(const std::vector<NotYet>& all, const std::string& scenario);

// Those of the area (empty: every area) and of the names (none: every name). Errors: an unknown name or area.
[[nodiscard]] Result<std::vector<Weakness>> select(const std::vector<Weakness>& all, const std::string& area,
                                                   const std::vector<std::string>& names);

}  // namespace proofmark::sensitivity
