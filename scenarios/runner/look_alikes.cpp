#include "scenarios/runner/look_alikes.hpp"

#include <cmath>
#include <limits>

#include "common/media/jpeg.hpp"

namespace proofmark::runner {
namespace {

using Search = attack::Resemblance::Search;

Result<matcher::Kind> matcher_of(const std::string& name) {
  for (const auto kind : {matcher::Kind::feature512, matcher::Kind::dlib128})
    if (name == (kind == matcher::Kind::feature512 ? "feature512" : "dlib128")) return kind;
  return fail("look-alikes", "feature512 or dlib128", "'" + name + "'", "Correct the species.");
}

std::vector<std::uint64_t> of_his_groups(const Census& census, std::uint64_t holder, std::uint64_t first,
                                         std::size_t gallery) {
  std::vector<std::uint64_t> found;
  const auto groups = census.groups(holder);
  for (std::uint64_t number = first; number < first + gallery; ++number)
    if (number != holder && census.groups(number) == groups) found.push_back(number);
  return found;
}

// How far two persons are apart to somebody who looks at them. A year of age counts a tenth; another style of hair,
// another beard and a tone of hair that differs by half count as five years each: the project's choice.
double by_eye(const person::Appearance& a, const person::Appearance& b, double years) {
  const auto differ = [](bool x, bool y) { return x == y ? 0.0 : 0.5; };
  const person::Vec3 tone = a.hair.colour - b.hair.colour;
  return years / 10 + differ(a.hair.style == b.hair.style, true) + differ(a.hair.beard, b.hair.beard) +
         differ(a.hair.grown_chin > 0.3F, b.hair.grown_chin > 0.3F) + differ(a.glasses.worn, b.glasses.worn) +
         std::sqrt(static_cast<double>(dot(tone, tone)));
}

double years_apart(const person::CivilRecord& a, const person::CivilRecord& b) {
  const auto days = std::chrono::sys_days(a.date_of_birth) - std::chrono::sys_days(b.date_of_birth);
  return std::abs(static_cast<double>(days.count())) / 365.2425;
}

Result<std::uint64_t> choose_by_eye(People& people, std::uint64_t holder, const std::vector<std::uint64_t>& all) {
  PROOFMARK_TRY(const person::Appearance wanted, people.on_document(holder, holder));
  std::uint64_t best = all.front();
  double nearest = std::numeric_limits<double>::infinity();
  for (const std::uint64_t number : all) {
    PROOFMARK_TRY(const person::Appearance looks, people.appearance(number));
    const double distance = by_eye(wanted, looks, years_apart(people.civil(holder), people.civil(number)));
    if (distance >= nearest) continue;
    nearest = distance;
    best = number;
  }
  return best;
}

Result<cv::Mat> portrait(People& people, std::uint64_t number) {
  PROOFMARK_TRY(const auto jpeg, people.portrait(number));
  return media::decode_jpeg(*jpeg);
}

Result<cv::Mat> photograph(const People& people, std::uint64_t number) {
  cv::Mat bgr;
  // One photograph of each person, whoever looks for him.
  PROOFMARK_CHECK(people.photograph(number, SeededRandom(people.census().seed()).derive("gallery", number), bgr));
  return bgr;
}

}  // namespace

Result<std::uint64_t> find_look_alike(People& people, const attack::Resemblance& how, std::uint64_t holder,
                                      std::uint64_t first) {
  const auto all = of_his_groups(people.census(), holder, first, how.gallery);
  if (all.empty()) return first;
  if (how.search == Search::by_eye) return choose_by_eye(people, holder, all);
  PROOFMARK_TRY(const matcher::Kind kind, matcher_of(how.matcher));
  Embeddings& seen = people.embeddings();
  const std::string own = "portrait " + std::to_string(holder);
  PROOFMARK_TRY(const auto wanted, seen.of(kind, own, [&] { return portrait(people, holder); }));
  if (!wanted)
    return fail("look-alikes", "a face on the document of person " + std::to_string(holder), "none",
                "Choose another holder.");
  std::vector<matcher::Embedding> faces;
  std::vector<std::uint64_t> numbers;
  for (const std::uint64_t number : all) {
    const bool portraits = how.search == Search::portraits;
    const std::string name = (portraits ? "portrait " : "photograph ") + std::to_string(number);
    PROOFMARK_TRY(auto face, seen.of(kind, name, [&] {
      return portraits ? portrait(people, number) : photograph(people, number);
    }));
    if (!face) continue;
    faces.push_back(*std::move(face));
    numbers.push_back(number);
  }
  const auto best = matcher::most_alike(*wanted, faces);
  return best ? numbers[*best] : all.front();
}

}  // namespace proofmark::runner
