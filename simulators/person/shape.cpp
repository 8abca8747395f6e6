#include "simulators/person/shape.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace proofmark::person {
namespace {

// Details whose full spread looks implausible, and the factor on their spread. The last match holds.
struct Damping {
  const char* group;  // empty: any
  const char* part;   // of the modifier's name
  double factor;
};
constexpr std::array kDampings = {
    Damping{"neck", "", 0.5},         Damping{"ears", "", 0.6},           Damping{"forehead", "", 0.55},
    Damping{"eyebrows", "", 0.5},     Damping{"eyebrows", "angle", 0.3},  Damping{"head", "", 0.75},
    Damping{"head", "head-age", 0.3}, Damping{"head", "scale", 0.5},      Damping{"head", "head-square", 0.4},
    Damping{"head", "angular", 0.6},  Damping{"eyes", "-move", 0.4},      Damping{"eyes", "-size", 0.5},
    Damping{"eyes", "height", 0.4},   Damping{"eyes", "push", 0.4},       Damping{"eyes", "eyefold", 0.6},
    Damping{"nose", "", 0.85},        Damping{"nose", "hump", 0.65},      Damping{"nose", "trans", 0.5},
    Damping{"nose", "scale", 0.55},   Damping{"nose", "nose-point", 0.6}, Damping{"nose", "nose-height", 0.6},
    Damping{"nose", "volume", 0.6},   Damping{"nose", "nostril", 0.45},   Damping{"nose", "septum", 0.5},
    Damping{"nose", "flaring", 0.5},  Damping{"mouth", "trans", 0.5},     Damping{"mouth", "angles", 0.4},
    Damping{"mouth", "dimples", 0.5}, Damping{"mouth", "laugh", 0.5},     Damping{"mouth", "scale", 0.7},
    Damping{"mouth", "ext", 0.6},     Damping{"mouth", "middle", 0.6},    Damping{"chin", "", 0.8},
    Damping{"chin", "cleft", 0.5},    Damping{"chin", "jaw-drop", 0.5},   Damping{"chin", "prognathism", 0.5},
};

}  // namespace

double damping_of(const Modifier& m) {
  double factor = 1;
  for (const Damping& d : kDampings)
    if (m.group == d.group && m.name.find(d.part) != std::string::npos) factor = d.factor;
  return factor;
}

bool is_detail(const Modifier& m) {
  return !((m.group == "head" || m.group == "neck") && m.name.find("trans") != std::string::npos);
}

void add_target(Appearance& look, const Assets& assets, const std::string& target, double weight) {
  if (weight != 0 && assets.target(target) != nullptr) look.shape[target] += static_cast<float>(weight);
}

void add_detail(Appearance& look, const Assets& assets, const Modifier& m, double value) {
  if (m.negative.empty())
    add_target(look, assets, m.positive, value > 0 ? value * 0.8 : 0);
  else
    add_target(look, assets, value < 0 ? m.negative : m.positive, std::abs(value));
}

// The blend over sex, age, population, muscle and weight that makehuman's macro targets span.
void add_macro(Appearance& look, const Assets& assets, const Macro& macro) {
  const auto thirds = [](double x) {
    return std::array{std::max(0.0, 1 - 2 * x), x < 0.5 ? 2 * x : 2 - 2 * x, std::max(0.0, 2 * x - 1)};
  };
  const auto muscle = thirds(macro.muscle), weight = thirds(macro.weight);
  constexpr std::array<const char*, 3> muscles = {"minmuscle", "averagemuscle", "maxmuscle"};
  constexpr std::array<const char*, 3> weights = {"minweight", "averageweight", "maxweight"};
  for (const bool male : {false, true})
    for (const bool old : {false, true}) {
      const double share = (male ? macro.masculine : 1 - macro.masculine) * (old ? macro.age : 1 - macro.age);
      const std::string who = std::string(male ? "male" : "female") + "-" + (old ? "old" : "young");
      for (std::size_t p = 0; p < kPopulations.size(); ++p)
        add_target(look, assets, std::string("macrodetails/") + kPopulations[p] + "-" + who,
                   share * macro.population[p]);
      for (std::size_t m = 0; m < muscle.size(); ++m)
        for (std::size_t w = 0; w < weight.size(); ++w)
          add_target(look, assets, "macrodetails/universal-" + who + "-" + muscles[m] + "-" + weights[w],
                     share * muscle[m] * weight[w]);
    }
}

}  // namespace proofmark::person
