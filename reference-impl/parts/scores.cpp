#include "reference-impl/parts/scores.hpp"

#include <algorithm>

#include "common/files.hpp"
#include "common/media/mp4.hpp"
#include "reference-impl/liveness/matching.hpp"
#include "reference-impl/liveness/video_session.hpp"

namespace proofmark::parts {
namespace {

// A director that is still waiting when the film is over asks for nothing.
constexpr Duration never = std::chrono::hours(24);
constexpr std::size_t largest_picture = std::size_t{16} << 20U;

}  // namespace

std::optional<Score> passive_score(const liveness::PassiveMeasures& measures, const liveness::PassivePolicy& policy) {
  if (!measures.liveness || !measures.periodicity) return std::nullopt;
  const auto above = [](double value, double least) { return least > 0 ? value / least - 1 : value; };
  double margin = above(*measures.liveness, policy.min_liveness);
  margin = std::min(margin, 1 - *measures.periodicity / policy.max_periodicity);
  if (measures.parallax) margin = std::min(margin, above(*measures.parallax, policy.min_parallax));
  if (measures.head_motion) margin = std::min(margin, above(*measures.head_motion, policy.min_head_motion));
  return Score{margin, 0};
}

Result<std::optional<Score>> judge_film(const std::shared_ptr<const face::Models>& models, liveness::VideoPolicy policy,
                                        const std::filesystem::path& film) {
  policy.challenges.start_min = policy.challenges.start_max = never;
  PROOFMARK_TRY(const auto session,
                liveness::VideoSession::create(models, policy, {}, std::make_unique<SeededRandom>(0, "unused")));
  const auto reader = media::Mp4Reader::open(film);
  if (!reader) return std::optional<Score>();
  for (;;) {
    const auto unit = (*reader)->next();
    if (!unit) return std::optional<Score>();
    if (!*unit) break;
    PROOFMARK_TRY(const auto events, session->on_access_unit(Instant((*unit)->time), (*unit)->time, (*unit)->data));
    for (const auto& event : events)
      if (std::holds_alternative<liveness::StreamEnd>(event)) return std::optional<Score>();
  }
  return passive_score(session->measures().passive, policy.passive);
}

std::optional<Score> compare_portraits(face::Analyser& analyser, const liveness::FacePolicy& policy,
                                       const std::filesystem::path& reference, const std::filesystem::path& probe) {
  const auto describe = [&](const std::filesystem::path& file) -> std::optional<face::Template> {
    const auto jpeg = read_file(file, largest_picture);
    if (!jpeg) return std::nullopt;
    auto described = liveness::describe_portrait(analyser, *jpeg, policy.max_second_face);
    if (!described) return std::nullopt;
    return *described;
  };
  const auto a = describe(reference);
  const auto b = describe(probe);
  if (!a || !b) return std::nullopt;
  return Score{face::similarity(*a, *b), policy.match_threshold};
}

}  // namespace proofmark::parts
