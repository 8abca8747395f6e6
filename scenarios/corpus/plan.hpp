// From a specification and the project's species and devices to the list of files. The list depends on these alone: not
// on workers, folder or machine.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/corpus/spec.hpp"
#include "scenarios/runner/device_file.hpp"

namespace proofmark::corpus {

enum class Kind { portrait, bona_fide, attack };
[[nodiscard]] std::string_view name_of(Kind kind);

struct Item {
  std::string file;  // below the corpus folder: SPLIT/portraits/..., SPLIT/bona-fide/..., SPLIT/SPECIES/...
  Kind kind{};
  Split split{};
  std::uint64_t person = 0;               // who is shown, or whom the attack stands for
  std::optional<std::uint64_t> attacker;  // another person of the split; whether he is needed the species says
  std::string species;
  std::string device, place;          // the place of bona fide clips alone: an attack brings its own surroundings
  std::optional<std::uint64_t> unit;  // of devices whose units are numbered
  std::size_t script = 0;
};

struct Plan {
  Spec spec;
  std::map<std::string, attack::Species> species;  // with the ranges that the specification narrows
  std::map<std::string, runner::DeviceModel> devices;
  std::vector<Item> items;
  std::vector<std::string> left_out;  // a line for each species that "all" leaves out, with the reason
};

// Errors: a species, device or place that there is none of; a species of another split; a range that is not within the
// species' own; a development species that is not apart from an evaluation species; a species that needs another person
// in a split of one. Of "all", such species give way instead; where two are not apart it is the development species, so
// that evaluation stays whole.
[[nodiscard]] Result<Plan> make_plan(Spec spec, const std::vector<attack::Species>& species,
                                     std::map<std::string, runner::DeviceModel> devices);

// Of `text`, the specification, and of what came of it: another one where a species or the list has changed since.
[[nodiscard]] std::string plan_sha256(const Plan& plan, const std::string& text);

// Everything random about one file.
[[nodiscard]] SeededRandom item_stream(const Plan& plan, const Item& item);
// Those that "default" or a population's name stand for: "person-3".
[[nodiscard]] std::string subject_of(std::uint64_t person);

}  // namespace proofmark::corpus
