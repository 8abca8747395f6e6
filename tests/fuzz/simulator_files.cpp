// The files that say who stands before which camera: devices, networks, populations, species of attacks, the networks
// of the matchers, the meshes and the names of people; the first byte says which.
#include <algorithm>
#include <cmath>

#include "attacks/classes.hpp"
#include "attacks/species.hpp"
#include "common/files.hpp"
#include "scenarios/runner/device_file.hpp"
#include "scenarios/runner/file_names.hpp"
#include "scenarios/runner/network_file.hpp"
#include "simulators/camera/frame_timer.hpp"
#include "simulators/matcher/model_files.hpp"
#include "simulators/matcher/quantised_weights.hpp"
#include "simulators/person/civil.hpp"
#include "simulators/person/package_mesh.hpp"
#include "simulators/person/population.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/in_memory.hpp"

namespace {

using namespace proofmark;  // NOLINT: a program of one file
using fuzz::require;
using fuzz::require_told;

constexpr std::uint64_t kDraws = 4;

bool within(double value, const runner::DeviceModel::Range& range) {
  return value >= range.first && value <= range.second;
}

// Every unit of the model is a device that the camera can be.
void device_of(const std::string& text) {
  const auto model = runner::parse_device(text, "device.json");
  if (!model) return require_told(model.error(), "device.json");
  require(runner::plain_name(model->name) && !model->description.empty());
  for (std::uint64_t seed = 0; seed < kDraws; ++seed) {
    const camera::Device drawn = model->sample(SeededRandom(seed));
    require(camera::check_device(drawn).has_value() && within(drawn.jitter_ms, model->jitter_ms));
    require(drawn.imaging.has_value() == model->imaging.has_value());
    const auto unit = model->unit(seed);
    require(unit.has_value() == model->imaging.has_value());
    if (!unit) {
      require(within(drawn.noise, model->noise) && within(drawn.exposure_drift, model->exposure_drift));
      continue;
    }
    require(camera::check_device(*unit).has_value() && unit->imaging->unit == seed);
    require(within(unit->imaging->lens.k1, {model->imaging->low.lens.k1, model->imaging->high.lens.k1}));
    require(within(unit->imaging->sharpening.limit,
                   {model->imaging->low.sharpening.limit, model->imaging->high.sharpening.limit}));
  }
}

// A stream over such a network: nothing comes before it was sent or before what went ahead of it, and nothing gets
// through while the way is interrupted.
void play(const camera::NetworkSettings& settings, std::uint64_t seed) {
  camera::Network network(settings, SeededRandom(seed));
  camera::StreamTime last_up{}, last_down{};
  for (int n = 0; n < 60; ++n) {
    const camera::StreamTime now = std::chrono::milliseconds(40 * n);
    const auto up = network.up(now, 12000);
    require(up.arrives >= now);
    if (!up.broken) require(up.arrives >= std::exchange(last_up, up.arrives));
    const camera::StreamTime down = network.down(now);
    require(down >= now && down >= std::exchange(last_down, down));
  }
}

void network_of(const std::string& text) {
  const auto model = runner::parse_network(text, "network.json");
  if (!model) return require_told(model.error(), "network.json");
  require(runner::plain_name(model->name) && !model->description.empty());
  for (std::uint64_t seed = 0; seed < kDraws; ++seed) {
    const camera::NetworkSettings drawn = model->sample(SeededRandom(seed));
    require(camera::check_network(drawn).has_value());
    require(drawn.interruptions.size() == model->low.interruptions.size());
    play(drawn, seed);
  }
}

double share_of(const person::Shares& shares, const std::string& name) {
  double found = 0;
  for (const auto& [known, share] : shares)
    if (known == name) found += share;
  return found;
}

// Whoever is drawn is one of those that occur in the population.
void population_of(const std::string& text) {
  using namespace std::chrono;  // NOLINT
  const auto population = person::parse_population(text, "population.json");
  if (!population) return require_told(population.error(), "population.json");
  const year_month_day today = 2026y / March / 2;
  for (std::uint64_t number = 0; number < kDraws; ++number) {
    const person::VirtualPerson drawn = person::sample_person(*population, 1, number, today);
    const person::Attributes now = person::attributes_on(*population, drawn, today);
    require(std::any_of(population->bands.begin(), population->bands.end(), [&](const person::AgeBand& band) {
      return now.age >= band.from && now.age <= band.to && band.share > 0;
    }));
    require(population->skin[static_cast<std::size_t>(drawn.skin)] > 0);
    const person::Colouring& colouring = population->colouring[static_cast<std::size_t>(drawn.skin)];
    require(share_of(colouring.hair, drawn.hair) > 0 && share_of(colouring.eyes, drawn.iris) > 0);
    require(now.grey >= 0 && now.grey <= 1 && now.age >= 18 && now.age <= 90);
    const bool man = drawn.civil.sex == person::Sex::male;
    require(man ? !now.head_scarf : !now.bald && now.facial_hair == person::FacialHair::none);
  }
}

void species_of(const std::string& text) {
  const auto species = attack::parse_species(text, "species.json");
  if (!species) return require_told(species.error(), "species.json");
  const attack::AttackClass* const known = attack::find_class(species->attack_class);
  require(known != nullptr && !species->id.empty() && !species->name.empty() && !species->clause.empty());
  require(std::find(known->materials.begin(), known->materials.end(), species->material) != known->materials.end());
  require(species->method.empty() == species->instrument.empty() && (species->method.empty() || known->injected));
  for (const auto& [name, range] : species->parameters)
    for (std::uint64_t seed = 0; seed < kDraws; ++seed) {
      const double drawn = species->draw(name, 0, SeededRandom(seed));
      require(drawn >= range.low && drawn <= range.high);
    }
  if (!species->cost) return;
  require(species->cost->hours.low >= 0 && species->cost->euro.low >= 0 && !species->cost->source.empty());
}

// The manifest stands for its files: what is handed out has the hash that is written in it.
void models_of(const std::string& text) {
  const std::filesystem::path files = std::filesystem::path(PROOFMARK_SOURCE_DIR) / "tests" / "fuzz";
  const auto manifest = fuzz::in_memory(text);
  const auto model = matcher::read_model({manifest, files}, "model");
  if (!model) return require(!model.error().expected.empty() && !model.error().next_step.empty());
  require(text.find(sha256_hex(*model)) != std::string::npos);
}

// The manifest of a network's weights ends at the first zero byte, the weights follow it.
void weights_of(const std::string& text) {
  const std::size_t end = std::min(text.find('\0'), text.size());
  const std::string after = text.substr(std::min(end + 1, text.size()));
  const Bytes weights = to_bytes(after);
  const auto tensors = matcher::read_quantised(text.substr(0, end), weights);
  if (!tensors) return require(!tensors.error().expected.empty() && !tensors.error().observed.empty());
  std::size_t numbers = 0;
  for (const auto& [name, tensor] : *tensors) {
    std::size_t size = 1;
    for (const int length : tensor.shape) size *= static_cast<std::size_t>(length);
    require(tensor.values.size() == size);
    numbers += size;
  }
  require(numbers <= weights.size());
}

// A mesh of the package of people, read as the body and as something worn on a body of four vertices.
void mesh_of(const std::string& text) {
  const auto file = fuzz::in_memory(text);
  const auto check = [](const person::RawMesh& mesh) {
    require(!mesh.vertices.empty() && !mesh.faces.empty() && mesh.material.size() == mesh.faces.size());
    for (const person::Face& face : mesh.faces)
      for (const std::int32_t vertex : face.vertex) require(vertex < static_cast<std::int64_t>(mesh.vertices.size()));
  };
  if (const auto body = person::read_body(file)) {
    check(body->mesh);
    require(body->head_weight.size() == body->mesh.vertices.size());
  } else {
    require_told(body.error(), file.string());
  }
  constexpr std::size_t kBase = 4;
  const auto proxy = person::read_proxy(file, kBase);
  if (!proxy) return require_told(proxy.error(), file.string());
  check(proxy->mesh);
  require(proxy->reference.size() == proxy->mesh.vertices.size() && proxy->hides.size() == kBase);
}

void names_of(const std::string& text) {
  const auto names = person::parse_names(text);
  if (!names) return require_told(names.error(), "names.json");
  require(!names->female.empty() && !names->male.empty() && !names->surnames.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::read_by_first_byte(data, size, device_of, network_of, population_of, species_of, models_of, weights_of,
                                  mesh_of, names_of);
}
