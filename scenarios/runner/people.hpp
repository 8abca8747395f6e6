// The simulated persons of a run, each made once: civil data, looks and the portrait on the document.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "common/clock.hpp"
#include "common/random.hpp"
#include "scenarios/runner/census.hpp"
#include "scenarios/runner/embeddings.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/camera/recording.hpp"
#include "simulators/camera/scene/scene.hpp"
#include "simulators/person/appearance.hpp"
#include "simulators/person/person.hpp"

namespace proofmark::runner {

// Who is shown: a person of the run, a relative of his, or another one so alike that only details differ.
struct Looks {
  std::uint64_t number = 0;
  std::optional<person::Relation> kin = std::nullopt;  // in a population: that relative of `number`
  // The person whom `number` resembles, and how far the face is on its way to number's own, 0 to 1.
  std::optional<std::uint64_t> resembles = std::nullopt;
  float difference = 0;
  Looks(std::uint64_t who) : number(who) {}  // NOLINT: a person of the run, as he is
  Looks(std::uint64_t who, std::uint64_t whom, float by) : number(who), resembles(whom), difference(by) {}
};
// "unrelated", "look-alike" (unrelated, found by searching), "twin" and "sibling": in a population those of the
// holder's genes (simulators/person/kinship.hpp); without one a face a fifth of the way, or half of it, to the other's.
// "parent" (Census::relative) is of a population alone. "morph": the other one, who contributed to the holder's
// photograph.
[[nodiscard]] Result<Looks> looks_of(const std::string& relation, std::uint64_t other, std::uint64_t holder,
                                     bool in_population = false);

// Thread-safe. What it gives depends on the census and the person's number alone.
class People {
 public:
  // `places`: where people are filmed, each attempt in one of them; none: in the rooms of a home.
  // `models`: the networks of searches for look-alikes; none: such a search is an error.
  People(std::shared_ptr<const person::Assets> assets, std::shared_ptr<const Census> census,
         std::vector<camera::Place> places = {}, matcher::ModelFolder models = {});
  [[nodiscard]] person::CivilRecord civil(std::uint64_t number) const { return census_->civil(number); }
  [[nodiscard]] const Census& census() const { return *census_; }
  // Today's looks.
  [[nodiscard]] Result<person::Appearance> appearance(const Looks& who) const;
  // A place with its light.
  [[nodiscard]] camera::Environment environment(const SeededRandom& stream) const;
  [[nodiscard]] std::shared_ptr<const person::Assets> assets() const { return assets_; }
  // JPEG of the document's photograph; drawn at the first call (about half a second) and kept.
  [[nodiscard]] Result<std::shared_ptr<const Bytes>> portrait(std::uint64_t number);

  // The looks of a person on the day on which the photograph on the document of `holder` was taken; without a
  // population today's.
  [[nodiscard]] Result<person::Appearance> on_document(std::uint64_t number, std::uint64_t holder) const;
  // What the harness's own networks say of pictures, each looked at once.
  [[nodiscard]] Embeddings& embeddings() { return embeddings_; }

  // JPEG of the person live before that phone, at rest; taken by `take` at the first call and kept. For comparisons of
  // each person with many.
  [[nodiscard]] Result<std::shared_ptr<const Bytes>> live_picture(std::uint64_t number,
                                                                  const std::function<Result<Bytes>()>& take);

  // The person live, in a room and with a behaviour drawn from `stream`: what a camera looks at.
  [[nodiscard]] Result<std::unique_ptr<camera::FrameSource>> before_camera(const Looks& who,
                                                                           const SeededRandom& stream) const;
  // The person live before a phone: a room, a behaviour and a device drawn from `stream`.
  [[nodiscard]] Result<std::unique_ptr<camera::Capture>> live(const Looks& who, const camera::Device& device,
                                                              const SeededRandom& stream) const;
  // A genuine session of the person recorded at another time, in another room, against other challenges. The length is
  // beyond that of any session of the reference service; a shorter one would show its seam in the middle.
  [[nodiscard]] Result<std::shared_ptr<const camera::Recording>> recording(const Looks& who, const SeededRandom& stream,
                                                                           double seconds = 15) const;
  // A good photograph of the person as one finds it on the net: frontal, in a room; BGR.
  [[nodiscard]] Result<void> photograph(const Looks& who, const SeededRandom& stream, cv::Mat& bgr) const;
  // The person before a phone in that room.
  [[nodiscard]] Result<std::unique_ptr<camera::Scene>> scene(const Looks& who,
                                                             const camera::Environment& environment) const;

 private:
  struct Kept {
    std::mutex mutex;
    std::shared_ptr<const Bytes> jpeg;
  };
  using Album = std::map<std::uint64_t, std::shared_ptr<Kept>>;
  // Made once, whoever asks first; others wait for that picture alone.
  Result<std::shared_ptr<const Bytes>> kept(Album& album, std::uint64_t number,
                                            const std::function<Result<Bytes>()>& make);
  std::shared_ptr<const person::Assets> assets_;
  std::shared_ptr<const Census> census_;
  std::vector<camera::Place> places_;
  Embeddings embeddings_;
  std::mutex mutex_;
  Album portraits_, live_pictures_;
};

// An ordinary phone with its own noise and frame timing: the device "phone", for those who film outside of a suite.
[[nodiscard]] camera::Device sample_device(const SeededRandom& stream);

}  // namespace proofmark::runner
