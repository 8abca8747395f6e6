// What the parts say of samples: one number each, so that error rates can be laid over thresholds.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>

#include "reference-impl/face/analyser.hpp"
#include "reference-impl/face/models.hpp"
#include "reference-impl/liveness/passive.hpp"
#include "reference-impl/liveness/policy.hpp"

namespace proofmark::parts {

struct Score {
  double score = 0, threshold = 0;
};

// The smallest margin of the passive cues, each as a share of its own threshold: below 0 at least one of them sees an
// attack, as liveness.passive of the service decides. Nothing when no frontal face was there to judge (the caller says
// that the sample could not be acquired).
[[nodiscard]] std::optional<Score> passive_score(const liveness::PassiveMeasures& measures,
                                                 const liveness::PassivePolicy& policy);

// The passive cues of an MP4 film, nobody being asked for anything. A file that cannot be read, or that shows no face,
// gives nothing. Errors: a model that cannot be loaded.
[[nodiscard]] Result<std::optional<Score>> judge_film(const std::shared_ptr<const face::Models>& models,
                                                      liveness::VideoPolicy policy, const std::filesystem::path& film);

// Cosine similarity of two JPEG portraits. Nothing when one of them shows no single face.
[[nodiscard]] std::optional<Score> compare_portraits(face::Analyser& analyser, const liveness::FacePolicy& policy,
                                                     const std::filesystem::path& reference,
                                                     const std::filesystem::path& probe);

}  // namespace proofmark::parts
