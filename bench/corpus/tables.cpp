#include "bench/corpus/tables.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

#include "reports/statistics/det.hpp"
#include "reports/statistics/interval.hpp"

namespace proofmark::corpus {
namespace {

using matcher::Embedding;
using matcher::score;

struct Pair {
  std::size_t a, b;  // of whom; the same for a genuine pair
  double score;
};
struct Scores {
  std::vector<Pair> genuine, impostor;
};

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return std::nan("");
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

std::vector<double> values_of(const std::vector<Pair>& pairs) {
  std::vector<double> out;
  for (const Pair& p : pairs) out.push_back(p.score);
  return out;
}

void print_row(const char* name, const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  std::printf("  %-24s %7zu %8.3f %8.3f %8.3f %8.3f %8.3f\n", name, values.size(),
              values.empty() ? std::nan("") : sum / static_cast<double>(values.size()), quantile(values, 0.01),
              quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1));
}

// Portrait against each live view; of strangers against their first view.
Scores document_scores(const std::vector<Subject>& subjects, std::size_t kind) {
  Scores out;
  for (std::size_t a = 0; a < subjects.size(); ++a) {
    const auto& portrait = subjects[a].faces[kind].portrait;
    if (!portrait) continue;
    for (const auto& room : subjects[a].faces[kind].rooms)
      for (const Embedding& view : room) out.genuine.push_back({a, a, score(*portrait, view)});
    for (std::size_t b = 0; b < subjects.size(); ++b)
      if (a != b && !subjects[b].faces[kind].rooms[0].empty())
        out.impostor.push_back({a, b, score(*portrait, subjects[b].faces[kind].rooms[0].front())});
  }
  return out;
}

// Each film with one view alone, the mean of all: what a service has that looks at more than one frame.
std::vector<Subject> whole_films(std::vector<Subject> subjects) {
  for (Subject& subject : subjects)
    for (Faces& faces : subject.faces)
      for (auto& room : faces.rooms)
        if (!room.empty()) room = {matcher::mean_of(room)};
  return subjects;
}

// Views of one film against views of the other; of strangers the first of each.
Scores live_scores(const std::vector<Subject>& subjects, std::size_t kind) {
  Scores out;
  for (std::size_t a = 0; a < subjects.size(); ++a) {
    const auto& rooms = subjects[a].faces[kind].rooms;
    for (const Embedding& one : rooms[0])
      for (const Embedding& other : rooms[1]) out.genuine.push_back({a, a, score(one, other)});
    for (std::size_t b = 0; b < subjects.size(); ++b)
      if (a != b && !rooms[0].empty() && !subjects[b].faces[kind].rooms[1].empty())
        out.impostor.push_back({a, b, score(rooms[0].front(), subjects[b].faces[kind].rooms[1].front())});
  }
  return out;
}

void print_groups(const std::vector<Subject>& subjects, const Scores& scores, double threshold) {
  struct Counts {
    std::size_t persons = 0, genuine = 0, missed = 0, impostor = 0, taken = 0;
  };
  std::map<std::string, Counts> groups;
  const auto names = [&](const Subject& s) {
    std::vector<std::string> out;
    for (const auto& [property, value] : s.groups) out.push_back(property + " " + value);
    return out;
  };
  for (const Subject& s : subjects)
    for (const auto& name : names(s)) ++groups[name].persons;
  for (const Pair& p : scores.genuine)
    for (const auto& name : names(subjects[p.a])) {
      ++groups[name].genuine;
      groups[name].missed += p.score < threshold ? 1 : 0;
    }
  for (const Pair& p : scores.impostor)
    for (const auto& [property, value] : subjects[p.a].groups)
      if (subjects[p.b].groups.at(property) == value) {
        Counts& counts = groups[property + " " + value];
        ++counts.impostor;
        counts.taken += p.score >= threshold ? 1 : 0;
      }
  const auto percent = [](std::size_t part, std::size_t all) {
    return all == 0 ? std::nan("") : 100.0 * static_cast<double>(part) / static_cast<double>(all);
  };
  std::printf("  %-24s %7s %9s %7s %10s %7s   (at the FMR of 0.1 %% of all: %.3f)\n", "group", "persons", "genuine",
              "FNMR %", "impostors", "FMR %", threshold);
  for (const auto& [name, c] : groups)
    std::printf("  %-24s %7zu %9zu %7.2f %10zu %7.3f\n", name.c_str(), c.persons, c.genuine,
                percent(c.missed, c.genuine), c.impostor, percent(c.taken, c.impostor));
}

Result<void> print_set(const std::vector<Subject>& subjects, const char* name, const Scores& scores) {
  std::printf("\n%s\n  %-24s %7s %8s %8s %8s %8s %8s\n", name, "", "pairs", "mean", "1 %", "median", "99 %", "highest");
  print_row("genuine", values_of(scores.genuine));
  print_row("impostor", values_of(scores.impostor));
  PROOFMARK_TRY(const auto det, reports::Det::of(values_of(scores.genuine), {values_of(scores.impostor)}));
  const auto equal = det.equal_error_rate();
  std::printf("  EER %.2f %% at %.3f;", 100 * equal.rate, equal.threshold);
  const double threshold = det.threshold_for(0.001);
  const auto misses = det.false_negatives(threshold);
  std::printf(" FNMR at an FMR of 0.1 %%: %.2f %% at %.3f\n", 100 * misses.rate(), threshold);
  print_groups(subjects, scores, threshold);
  return {};
}

void print_years(const std::vector<Subject>& subjects, const Scores& documents) {
  std::printf("\n  genuine by years between portrait and film\n");
  for (const auto& [from, to] : {std::pair{0, 2}, {2, 4}, {4, 6}, {6, 8}, {8, 11}}) {
    std::vector<double> values;
    for (const Pair& p : documents.genuine)
      if (subjects[p.a].portrait_years >= from && subjects[p.a].portrait_years < to) values.push_back(p.score);
    print_row((std::to_string(from) + " to " + std::to_string(to)).c_str(), values);
  }
}

// Of the `gallery` persons after the person's own, from the first again after the last: the one whose portrait the
// first matcher finds most alike.
std::size_t look_alike(const std::vector<Embedding>& portraits, std::size_t own, std::size_t gallery) {
  std::vector<Embedding> others;
  for (std::size_t step = 1; step <= gallery; ++step) others.push_back(portraits[(own + step) % portraits.size()]);
  return (own + 1 + *matcher::most_alike(portraits[own], others)) % portraits.size();
}

// Live against live: the person's second film, the relative's first view. A look-alike is chosen by portraits with the
// first matcher and measured by each; the more there are to choose from, the nearer he comes.
void print_relatives(const std::vector<Subject>& subjects, std::size_t kind) {
  std::map<std::string, std::vector<double>> values;
  std::vector<Embedding> portraits;
  std::vector<std::size_t> whose;
  for (std::size_t i = 0; i < subjects.size(); ++i)
    if (const auto& portrait = subjects[i].faces[0].portrait) {
      portraits.push_back(*portrait);
      whose.push_back(i);
    }
  for (std::size_t i = 0; i < whose.size(); ++i) {
    const Subject& s = subjects[whose[i]];
    const auto& own = s.faces[kind].rooms[1];
    if (own.empty() || portraits.size() < 2) continue;
    for (const auto& [relation, face] : s.faces[kind].relatives) values[relation].push_back(score(own.front(), face));
    std::set<std::size_t> galleries = {20, 50, 100, portraits.size() - 1};
    galleries.erase(galleries.upper_bound(portraits.size() - 1), galleries.end());
    for (const std::size_t gallery : galleries) {
      const auto& alike = subjects[whose[look_alike(portraits, i, gallery)]].faces[kind].rooms[0];
      if (!alike.empty())
        values["look-alike of " + std::to_string(gallery)].push_back(score(own.front(), alike.front()));
    }
  }
  std::printf("\n  relatives, live against live\n");
  for (const auto& [relation, scores] : values) print_row(relation.c_str(), scores);
}

}  // namespace

Result<void> print_tables(const std::vector<Subject>& subjects) {
  std::size_t pictures = 0, missed = 0;
  for (const Subject& s : subjects) {
    pictures += s.pictures;
    missed += s.missed;
  }
  std::printf("%zu persons; no face found in %zu of %zu pictures\n", subjects.size(), missed, pictures);
  const std::vector<Subject> whole = whole_films(subjects);
  for (std::size_t kind = 0; kind < kKinds.size(); ++kind) {
    std::printf("\n=== %s\n", matcher::name_of(kKinds[kind]));
    const Scores documents = document_scores(subjects, kind), live = live_scores(subjects, kind);
    PROOFMARK_CHECK(print_set(subjects, "document portrait against live", documents));
    print_years(subjects, documents);
    PROOFMARK_CHECK(print_set(subjects, "document portrait against a whole film, the mean of its three views",
                              document_scores(whole, kind)));
    PROOFMARK_CHECK(print_set(subjects, "live against live, another day and room", live));
    print_relatives(subjects, kind);
  }
  return {};
}

}  // namespace proofmark::corpus
