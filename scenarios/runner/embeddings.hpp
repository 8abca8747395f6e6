// What the harness's own networks (simulators/matcher) say of pictures of the run's persons.
#pragma once
#include <functional>
#include <map>
#include <mutex>
#include <opencv2/core.hpp>
#include <optional>
#include <string>

#include "simulators/matcher/matcher.hpp"

namespace proofmark::runner {

// Thread-safe; one picture at a time is looked at, since a network keeps state while it runs.
class Embeddings {
 public:
  explicit Embeddings(matcher::ModelFolder models) : models_(std::move(models)) {}
  // Of the picture called `name`, taken by `take` at the first call. Nothing when no face is found in it.
  [[nodiscard]] Result<std::optional<matcher::Embedding>> of(matcher::Kind kind, const std::string& name,
                                                             const std::function<Result<cv::Mat>()>& take);

 private:
  matcher::ModelFolder models_;
  std::mutex mutex_;
  std::map<matcher::Kind, std::unique_ptr<matcher::Matcher>> matchers_;
  std::map<std::pair<matcher::Kind, std::string>, std::optional<matcher::Embedding>> seen_;
};

}  // namespace proofmark::runner
