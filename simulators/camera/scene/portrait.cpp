#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "simulators/camera/scene/scene.hpp"
#include "simulators/camera/scene/viewpoint.hpp"

namespace proofmark::camera {

Result<void> document_portrait(std::shared_ptr<const person::Assets> assets, const person::Appearance& appearance,
                               cv::Mat& bgr) {
  constexpr int kWidth = 413, kHeight = 531;
  Environment studio;  // two soft lights beside the camera, as in a booth
  studio.background_seed = 0;
  studio.light_azimuth = 4;
  studio.light_elevation = 18;
  studio.light_diameter = 30;  // a soft box of 80 cm, 1.5 m away
  studio.light_intensity = 0.75F;
  studio.ambient = 0.60F;
  studio.fill = 0.55F;
  studio.face_metering = 0;  // a booth's exposure is set once, by a grey card
  studio.glare = 0;          // ICAO 9303-3 section 3.3.9.2: no reflection on glasses
  person::Appearance shown = appearance;
  shown.glasses.worn = appearance.glasses.worn && !appearance.glasses.off_for_documents;
  PROOFMARK_TRY(const auto scene, Scene::create(std::move(assets), shown, studio, 2 * kWidth, 2 * kHeight));
  SceneState state;
  state.camera = portrait_pose();
  cv::Mat large;
  PROOFMARK_CHECK(scene->render(state, large));
  try {
    cv::resize(large, bgr, cv::Size(kWidth, kHeight), 0, 0, cv::INTER_AREA);
  } catch (const cv::Exception& e) {
    return fail("document portrait", "to scale the picture", e.what(), "Report this with the seed of the person.");
  }
  return {};
}

}  // namespace proofmark::camera
