#include "simulators/person/genes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace proofmark::person {
namespace {

// Each value of `a`, and what stands at its place in `b`; the traits of `a`.
template <typename F>
Genes combined(const Genes& a, const Genes& b, const F& f) {
  Genes out{
      f(a.masculinity, b.masculinity), f(a.muscle, b.muscle), f(a.weight, b.weight), f(a.skin, b.skin), {}, a.traits};
  for (std::size_t i = 0; i < a.details.size(); ++i) out.details.push_back(f(a.details[i], b.details[i]));
  return out;
}

}  // namespace

Genes stranger(const SeededRandom& stream, std::size_t details) {
  SeededRandom build = stream.derive("build"), shape = stream.derive("details");
  Genes genes;
  for (double* value : {&genes.masculinity, &genes.muscle, &genes.weight, &genes.skin}) *value = build.normal();
  for (std::size_t i = 0; i < details; ++i) genes.details.push_back(shape.normal());
  SeededRandom alleles = stream.derive("alleles");
  for (Alleles& pair : genes.traits) pair = {alleles.next_u64(), alleles.next_u64()};
  return genes;
}

Genes child_of(const Genes& father, const Genes& mother, const SeededRandom& stream) {
  const Genes middle = combined(father, mother, [](double f, double m) { return (f + m) / 2; });
  const Genes residual = stranger(stream, middle.details.size());
  Genes child = combined(middle, residual, [](double m, double r) { return m + r / std::numbers::sqrt2; });
  SeededRandom segregation = stream.derive("segregation");
  const auto one_of = [&](const Alleles& pair) {
    return segregation.chance(0.5) ? pair.from_father : pair.from_mother;
  };
  for (std::size_t i = 0; i < kTraits; ++i) {
    child.traits[i].from_father = one_of(father.traits[i]);
    child.traits[i].from_mother = one_of(mother.traits[i]);
  }
  return child;
}

Genes genes_of(std::size_t details, const VirtualPerson& person) {
  const SeededRandom family = SeededRandom(person.seed).derive(person.family);
  const Genes father = stranger(family.derive("father"), details), mother = stranger(family.derive("mother"), details);
  if (person.conception == "father") return father;
  if (person.conception == "mother") return mother;
  if (person.conception.starts_with(kChildOf)) {
    VirtualPerson parent = person;
    parent.conception = person.conception.substr(kChildOf.size(), person.conception.rfind('/') - kChildOf.size());
    return child_of(genes_of(details, parent), stranger(family.derive("spouse of " + parent.conception), details),
                    family.derive("conception/" + person.conception));
  }
  return child_of(father, mother, family.derive("conception/" + person.conception));
}

SeededRandom shown(const Genes& genes, Trait trait) {
  const auto place = static_cast<std::size_t>(trait);
  const Alleles& pair = genes.traits[place];
  return SeededRandom(std::max(pair.from_father, pair.from_mother)).derive("trait", place);
}

Genes expressed(const Genes& genes, const SeededRandom& growth) {
  return combined(genes, stranger(growth, genes.details.size()), [](double g, double chance) {
    return std::sqrt(1 - kEnvironment) * g + std::sqrt(kEnvironment) * chance;
  });
}

}  // namespace proofmark::person
