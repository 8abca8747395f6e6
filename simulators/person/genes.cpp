#include "simulators/person/genes.hpp"

#include <cmath>
#include <numbers>

namespace proofmark::person {
namespace {

// Each value of `a`, and what stands at its place in `b`.
template <typename F>
Genes combined(const Genes& a, const Genes& b, const F& f) {
  Genes out{f(a.masculinity, b.masculinity), f(a.muscle, b.muscle), f(a.weight, b.weight), f(a.skin, b.skin), {}};
  for (std::size_t i = 0; i < a.details.size(); ++i) out.details.push_back(f(a.details[i], b.details[i]));
  return out;
}

}  // namespace

Genes stranger(const SeededRandom& stream, std::size_t details) {
  SeededRandom build = stream.derive("build"), shape = stream.derive("details");
  Genes genes;
  for (double* value : {&genes.masculinity, &genes.muscle, &genes.weight, &genes.skin}) *value = build.normal();
  for (std::size_t i = 0; i < details; ++i) genes.details.push_back(shape.normal());
  return genes;
}

Genes child_of(const Genes& father, const Genes& mother, const SeededRandom& stream) {
  const Genes middle = combined(father, mother, [](double f, double m) { return (f + m) / 2; });
  const Genes residual = stranger(stream, middle.details.size());
  return combined(middle, residual, [](double m, double r) { return m + r / std::numbers::sqrt2; });
}

Genes genes_of(const Assets& assets, const VirtualPerson& person) {
  const SeededRandom family = SeededRandom(person.seed).derive(person.family);
  const std::size_t details = assets.modifiers.size();
  const Genes father = stranger(family.derive("father"), details), mother = stranger(family.derive("mother"), details);
  if (person.conception == "father") return father;
  if (person.conception == "mother") return mother;
  if (person.conception.starts_with(kChildOf)) {
    VirtualPerson parent = person;
    parent.conception = person.conception.substr(kChildOf.size(), person.conception.rfind('/') - kChildOf.size());
    return child_of(genes_of(assets, parent), stranger(family.derive("spouse of " + parent.conception), details),
                    family.derive("conception/" + person.conception));
  }
  return child_of(father, mother, family.derive("conception/" + person.conception));
}

Genes expressed(const Genes& genes, const SeededRandom& growth) {
  return combined(genes, stranger(growth, genes.details.size()), [](double g, double chance) {
    return std::sqrt(1 - kEnvironment) * g + std::sqrt(kEnvironment) * chance;
  });
}

}  // namespace proofmark::person
