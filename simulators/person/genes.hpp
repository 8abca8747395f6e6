// What of a face is inherited, and how. Every detail of the face, build and the place of the skin's colour within its
// type is one additive genetic value, normally distributed with mean 0 and variance 1 among strangers (R. A. Fisher's
// infinitesimal model, 1918). A child has the mean of its parents' values and a Mendelian residual of variance 1/2, so
// that its variance is 1 again and parents and children, and full siblings, are correlated by 1/2.
//
// What is seen is sqrt(1 - e) times the genetic value plus sqrt(e) times chance growth of one's own, e = 0.05:
// identical twins are correlated by 0.95, full siblings by 0.475. Twin studies of facial shape give heritabilities up
// to about 0.9 for single distances; the share is the project's choice beyond that end, for twins have to be hard to
// tell apart.
//
// What shows whole or not at all, such as the shape of the brows, is a trait of one place in the genome (G. Mendel):
// two alleles, one from each parent, of which the stronger shows.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "common/random.hpp"
#include "simulators/person/appearance.hpp"
#include "simulators/person/assets.hpp"
#include "simulators/person/population.hpp"

namespace proofmark::person {

inline constexpr double kEnvironment = 0.05;
// A conception that begins so is of the person conceived as the rest says, up to its last '/', with a stranger.
inline const std::string kChildOf = "child of ";

enum class Trait { brows, lips, freckles, hairline, baldness, grey };
inline constexpr std::size_t kTraits = 6;
struct Alleles {
  std::uint64_t from_father = 0, from_mother = 0;  // the greater one is the stronger
};

struct Genes {
  double masculinity = 0, muscle = 0, weight = 0, skin = 0;
  std::vector<double>
      details;  // by Assets::modifiers; the left and the right of a pair are one gene, at its first place
  std::array<Alleles, kTraits> traits;
};

[[nodiscard]] Genes stranger(const SeededRandom& stream, std::size_t details);
[[nodiscard]] Genes child_of(const Genes& father, const Genes& mother, const SeededRandom& stream);
// Those of the person: of one of the parents, or of the child conceived so. The same family and conception, the same
// genes. So many details: those of the assets' modifiers, or none where traits are all that is asked for.
[[nodiscard]] Genes genes_of(std::size_t details, const VirtualPerson& person);

// The draws that make a trait what it is: the same for all who show the same allele.
[[nodiscard]] SeededRandom shown(const Genes& genes, Trait trait);

// Genes and chance growth together, still with variance 1.
[[nodiscard]] Genes expressed(const Genes& genes, const SeededRandom& growth);

}  // namespace proofmark::person
