#include "attacks/morph/morph.hpp"

#include <algorithm>
#include <cmath>

#include "attacks/deepfake/face_region.hpp"
#include "attacks/deepfake/paste.hpp"
#include "attacks/morph/print_scan.hpp"
#include "attacks/morph/warp.hpp"
#include "common/media/jpeg.hpp"

namespace proofmark::attack::morph {
namespace {

constexpr double kLeastBytes = 4000, kMostBytes = 200000;

tl::unexpected<Error> wrong(const Species& species, const std::string& expected, const std::string& observed) {
  return fail("attacks/morph", expected, observed, "Correct the species " + species.id + ".");
}

bool within(const Species& species, const char* parameter, double low, double high) {
  const auto found = species.parameters.find(parameter);
  return found != species.parameters.end() && found->second.low >= low && found->second.high <= high;
}

// What FaceRegion asks of a tracker.
deepfake::SkinPoints points_of(const Projection& face) {
  deepfake::SkinPoints points;
  for (std::size_t v = 0; v < face.at.size(); ++v) points.push_back({face.at[v].x, face.at[v].y, face.facing[v]});
  return points;
}

}  // namespace

Result<void> check(const Species& species) {
  if (species.attack_class != "morph") return wrong(species, "a species of the class morph", species.attack_class);
  std::vector<std::string> known{"blend", "dg2_bytes"};
  for (const auto& more : {deepfake::Paste::parameters(), PrintScan::parameters()})
    known.insert(known.end(), more.begin(), more.end());
  PROOFMARK_CHECK(
      species.allow(known, {{"method", {"complete", "combined", "spliced"}}, {"medium", {"digital", "print_scan"}}}));
  if (!within(species, "blend", 0, 1)) return wrong(species, "blend from 0 to 1", "none or another");
  if (!within(species, "dg2_bytes", kLeastBytes, kMostBytes))
    return wrong(species, "dg2_bytes from 4000 to 200000", "none or another");
  return {};
}

Result<cv::Mat> blend(const Species& species, const std::shared_ptr<const person::Assets>& assets,
                      const Contributor& accomplice, const Contributor& other, const SeededRandom& seed) {
  PROOFMARK_CHECK(check(species));
  const cv::Size size = accomplice.photograph.size();
  if (size != other.photograph.size() || size.empty() || accomplice.photograph.type() != CV_8UC3 ||
      other.photograph.type() != CV_8UC3)
    return wrong(species, "two BGR photographs of one size", "others");
  const std::string method = species.choice("method", "complete");
  const double share = species.draw("blend", 0.5, seed);
  PROOFMARK_TRY(const Projection own, project(assets, accomplice.looks, size));
  PROOFMARK_TRY(const Projection his, project(assets, other.looks, size));
  const Projection shape = between(own, his, method == "spliced" ? 0 : share);
  try {
    const cv::Mat outer = warp(accomplice.photograph, own, shape, assets->base);
    const cv::Mat theirs = warp(other.photograph, his, shape, assets->base);
    cv::Mat both;
    cv::addWeighted(outer, 1 - share, theirs, share, 0, both);
    if (method == "complete") return both;
    cv::Mat spliced = outer.clone();
    deepfake::Paste(species, seed).lay(both, deepfake::FaceRegion(assets->base).hull(points_of(shape)), 1, spliced);
    return spliced;
  } catch (const cv::Exception& e) {
    return wrong(species, "two faces to blend", e.what());
  }
}

Result<Bytes> make(const Species& species, const std::shared_ptr<const person::Assets>& assets,
                   const Contributor& accomplice, const Contributor& other, const SeededRandom& seed) {
  PROOFMARK_TRY(cv::Mat picture, blend(species, assets, accomplice, other, seed));
  if (species.choice("medium", "digital") == "print_scan") PrintScan(species, seed).apply(picture);
  const auto most = static_cast<std::size_t>(std::lround(species.draw("dg2_bytes", 18000, seed)));
  // The office takes the best quality that its limit allows.
  for (int quality = 95; quality >= 20; quality -= 5) {
    PROOFMARK_TRY(Bytes jpeg, media::encode_jpeg(picture, quality));
    if (jpeg.size() <= most) return jpeg;
  }
  return wrong(species, "a dg2_bytes that a photograph fits in", std::to_string(most));
}

}  // namespace proofmark::attack::morph
