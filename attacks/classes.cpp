#include "attacks/classes.hpp"

#include <algorithm>
#include <array>

namespace proofmark::attack {
namespace {

constexpr std::array<std::string_view, 1> kRecording{"recording"};
constexpr std::array<std::string_view, 2> kPhotographs{"document_photo", "photograph"};

constexpr std::array<std::string_view, 1> kPerson{"person"};
constexpr std::array<std::string_view, 3> kAnything{"document_photo", "photograph", "recording"};

constexpr std::array<std::string_view, 2> kResembling{"document_photo", "kinship"};
constexpr std::array<std::string_view, 1> kDocument{"document_photo"};

constexpr std::array<AttackClass, 10> kClasses{{
    {"coercion", false, false, true, false, false, false, kPerson},
    {"deepfake", true, false, false, false, false, false, kAnything},
    {"injection", false, true, false, true, false, false, kAnything},
    {"lookalike", false, false, false, false, true, false, kResembling},
    {"makeup", true, false, false, false, false, false, kPhotographs},
    {"masks", true, false, false, false, false, false, kPhotographs},
    {"misdirection", false, false, true, false, false, false, kPerson},
    {"morph", false, false, false, false, true, true, kDocument},
    {"print", true, false, false, false, false, false, kPhotographs},
    {"replay", true, false, false, true, false, false, kRecording},
}};

}  // namespace

std::span<const AttackClass> attack_classes() {
  return kClasses;
}

const AttackClass* find_class(std::string_view name) {
  const auto* const found =
      std::find_if(kClasses.begin(), kClasses.end(), [name](const AttackClass& c) { return c.name == name; });
  return found == kClasses.end() ? nullptr : found;
}

}  // namespace proofmark::attack
