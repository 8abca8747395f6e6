// A morph in the document's photograph: a multiple-identity attack at enrolment (ISO/IEC 20059). Two persons
// contribute: the accomplice, whose name and data the document bears and who hands the picture in, and another one who
// then uses the document with his own face. The office issued it, so that every signature is right; what is left to the
// service is to see the morph in the picture itself (ETSI TS 119 461 BIN-8.4.3-09X).
#pragma once
#include <memory>
#include <opencv2/core.hpp>

#include "attacks/species.hpp"
#include "common/bytes.hpp"
#include "common/result.hpp"
#include "simulators/person/appearance.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::attack::morph {

// A document photograph (camera::document_portrait, CV_8UC3) and the looks that it was taken of.
struct Contributor {
  cv::Mat photograph;
  person::Appearance looks;
};

// An error when the species is of another class or has a value out of its bounds.
// Parameters: blend (share of the other contributor, 0 to 1; the accomplice has the rest), those of deepfake::Paste for
// the seam, those of PrintScan, and dg2_bytes (the most that the picture's JPEG has in DG2, 4,000 to 200,000).
// Choices: method (complete: both whole pictures, with what is seen double left in; combined: the blended face in the
// accomplice's surroundings, both in the mean shape; spliced: likewise in the accomplice's own shape), medium (digital,
// print_scan: a print that the office scans).
[[nodiscard]] Result<void> check(const Species& species);

// The blended picture before it goes to the office: CV_8UC3, the accomplice's size. An error when the pictures differ
// in size.
[[nodiscard]] Result<cv::Mat> blend(const Species& species, const std::shared_ptr<const person::Assets>& assets,
                                    const Contributor& accomplice, const Contributor& other, const SeededRandom& seed);

// The JPEG that stands in DG2.
[[nodiscard]] Result<Bytes> make(const Species& species, const std::shared_ptr<const person::Assets>& assets,
                                 const Contributor& accomplice, const Contributor& other, const SeededRandom& seed);

}  // namespace proofmark::attack::morph
