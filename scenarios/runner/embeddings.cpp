#include "scenarios/runner/embeddings.hpp"

namespace proofmark::runner {

Result<std::optional<matcher::Embedding>> Embeddings::of(matcher::Kind kind, const std::string& name,
                                                         const std::function<Result<cv::Mat>()>& take) {
  const std::scoped_lock lock(mutex_);
  if (const auto found = seen_.find({kind, name}); found != seen_.end()) return found->second;
  auto& matcher = matchers_[kind];
  if (!matcher) {
    if (models_.manifest.empty())
      return fail("look-alikes", "the networks of simulators/matcher", "none", "Give their folder.");
    PROOFMARK_TRY(matcher, matcher::Matcher::create(kind, models_));
  }
  PROOFMARK_TRY(const cv::Mat picture, take());
  PROOFMARK_TRY(auto embedding, matcher->embed_if_any(picture));
  seen_.emplace(std::pair(kind, name), embedding);
  return embedding;
}

}  // namespace proofmark::runner
