// The commands that bring out one simulated device: card, camera.
#include <algorithm>
#include <cstdio>

#include "scenarios/runner/attempt.hpp"
#include "scenarios/runner/commands.hpp"
#include "scenarios/runner/contact_cards.hpp"
#include "scenarios/runner/people.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/simulated_card.hpp"
#include "scenarios/runner/virtual_reader.hpp"
#include "simulators/camera/outputs/output.hpp"
#include "simulators/camera/recording.hpp"
#include "simulators/card/real_time.hpp"
#include "simulators/card/vpcd.hpp"

namespace proofmark::runner {
namespace {

// One line: what the card is, which clause it violates, and what an inspection is to find.
std::string line_of(const card::Profile& profile) {
  std::string line = profile.name;
  line.resize(std::max<std::size_t>(line.size() + 1, 28), ' ');
  line += profile.description;
  if (!profile.clause.empty()) line += " Violates " + profile.clause + ".";
  std::string expected;
  for (const auto& [check, result] : profile.expected)
    if (result != "passed") expected += (expected.empty() ? "" : ", ") + check + " " + result;
  for (const auto& [step, result] : profile.sub_checks)
    expected += (expected.empty() ? "" : ", ") + step + " " + result;
  return expected.empty() ? line : line + " Expected: " + expected + ".";
}

Result<void> list_profiles(const Project& project) {
  for (const auto& folder : {project.card_profiles(), project.document_species()}) {
    PROOFMARK_TRY(const auto profiles, card::list_profiles(folder));
    for (const card::Profile& profile : profiles) std::printf("%s\n", line_of(profile).c_str());
  }
  return print_contact_profiles(project);
}

Result<void> write_trust(const CardOptions& options) {
  PROOFMARK_TRY(const card::IssuerPki issuer, make_issuer(options.seed));
  PROOFMARK_CHECK(issuer.write_trust(options.trust));
  std::printf("Certificates and revocation lists of the simulated issuers of seed %llu: %s, good for 60 days.\n",
              static_cast<unsigned long long>(options.seed), options.trust.c_str());
  return {};
}

Result<void> present_card(const CardOptions& options) {
  PROOFMARK_TRY(const VirtualReader reader, parse_virtual_reader("--vpcd", options.vpcd));
  PROOFMARK_TRY(const card::Profile profile, find_profile(options.project, options.profile));
  PROOFMARK_TRY(const auto people, load_people(options.project, options.seed));
  PROOFMARK_TRY(const card::IssuerPki issuer, make_issuer(options.seed));
  if (!options.trust.empty()) {
    PROOFMARK_CHECK(issuer.write_trust(options.trust));
  }
  SystemRandom random;
  PROOFMARK_TRY(SimulatedCard made, make_simulated_card(*people, profile, issuer, options.person, random));
  const bool in_time = profile.timing && !options.as_fast_as_possible;
  std::printf("Presenting \"%s\" of %s %s, document %s, card access number %s, at %s%s. Stop with Ctrl-C.\n",
              profile.name.c_str(), made.civil.given_names.c_str(), made.civil.surname.c_str(),
              made.civil.document_number.c_str(), made.civil.can.c_str(), options.vpcd.c_str(),
              in_time ? "; its answers take the time that the profile says" : "");
  std::fflush(stdout);
  static const std::atomic<bool> never{false};
  const std::atomic<bool>& stop = options.stop != nullptr ? *options.stop : never;
  card::SteadyWaiting waiting(stop);
  const auto shown = in_time ? card::make_real_time(std::move(made.card), waiting) : std::move(made.card);
  PROOFMARK_CHECK(card::serve_vpcd(*shown, reader.host, reader.port, stop));
  if (!shown->present()) std::printf("The card has left the field for good, as its profile says.\n");
  return {};
}

Result<camera::Device> device_of(const CameraOptions& options, const SeededRandom& stream) {
  PROOFMARK_TRY(const auto devices, load_devices(options.project.devices()));
  const auto model = devices.find(options.device);
  if (model == devices.end()) {
    std::string names;
    for (const auto& [name, ignored] : devices) names += (names.empty() ? "" : ", ") + name;
    return fail("--device", "a device of simulators/camera/devices: " + names, "'" + options.device + "'",
                "Correct the name.");
  }
  if (options.unit) return model->second.unit(*options.unit);
  return model->second.sample(stream);
}

Result<void> film(const CameraOptions& options) {
  if (options.out.empty()) return fail("--out", "a file or a video device", "none", "Say where the film goes.");
  const SeededRandom stream = SeededRandom(options.seed).derive("camera", options.person);
  PROOFMARK_TRY(const camera::Device device, device_of(options, stream));
  std::vector<camera::Place> places;
  if (!options.place.empty()) {
    PROOFMARK_TRY(const camera::Place place, camera::parse_place(options.place));
    places.push_back(place);
  }
  PROOFMARK_TRY(const auto people, load_people(options.project, options.seed, options.population, places));
  const auto person = static_cast<unsigned long long>(options.person);
  if (options.out.extension() == ".mp4") {
    PROOFMARK_TRY(const auto capture, people->live(options.person, device, stream));
    PROOFMARK_CHECK(camera::write_mp4(*capture, options.seconds, options.out));
    std::printf("%s: %.1f s of simulated person %llu\n", options.out.c_str(), options.seconds, person);
    return {};
  }
  // A wrong name or a missing device is said before the person is made.
  PROOFMARK_TRY(const auto output, camera::make_output(options.out, device.frames_per_second));
  PROOFMARK_TRY(auto source, people->before_camera(options.person, stream));
  PROOFMARK_TRY(const auto pictures, camera::PictureCamera::create(std::move(source), device, stream.derive("camera")));
  if (output->live()) {
    std::printf("Filming simulated person %llu into %s for %.0f s. Stop with Ctrl-C.\n", person, options.out.c_str(),
                options.seconds);
    std::fflush(stdout);
  }
  PROOFMARK_TRY(const std::size_t taken, camera::film(*pictures, *output, options.seconds, device.frames_per_second,
                                                      output->live() ? options.stop : nullptr));
  std::printf("%s: %zu pictures of simulated person %llu\n", options.out.c_str(), taken, person);
  return {};
}

Result<void> list_devices(const Project& project) {
  PROOFMARK_TRY(const auto devices, load_devices(project.devices()));
  for (const auto& [name, model] : devices) std::printf("%-22s %s\n", name.c_str(), model.description.c_str());
  return {};
}

}  // namespace

int command_card(const CardOptions& options) {
  const bool trust_alone = !options.trust.empty() && options.vpcd.empty();
  const auto done = options.list                          ? list_profiles(options.project)
                    : is_contact_profile(options.profile) ? present_contact_card(options)
                    : trust_alone                         ? write_trust(options)
                                                          : present_card(options);
  return done ? 0 : print_error(done.error());
}

int command_camera(const CameraOptions& options) {
  const auto done = options.list ? list_devices(options.project) : film(options);
  return done ? 0 : print_error(done.error());
}

}  // namespace proofmark::runner
