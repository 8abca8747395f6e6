// The classes of attacks that stand before the camera or take its place, one folder each. Attacks on the document have
// profiles of their own (attacks/document).
#pragma once
#include <span>
#include <string_view>

namespace proofmark::attack {

struct AttackClass {
  std::string_view name;                        // the folder's
  bool presented;                               // species without a method stand before a camera (ISO/IEC 30107-1)
  bool injected;                                // species with a method take its place (CEN/TS 18099)
  bool social;                                  // the holder himself is forced or misled (ETSI TS 119 461 clause 4.5)
  bool recorded;                                // a genuine session of the victim is recorded first
  bool impostor;                                // another real person, live and without an instrument (ISO/IEC 19795-1)
  bool on_document;                             // what is forged is the photograph that the document was issued with
  std::span<const std::string_view> materials;  // what of the victim a species may need
};

// By name.
[[nodiscard]] std::span<const AttackClass> attack_classes();
// Null for an unknown name.
[[nodiscard]] const AttackClass* find_class(std::string_view name);

}  // namespace proofmark::attack
