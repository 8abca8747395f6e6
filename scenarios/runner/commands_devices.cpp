// The commands that bring out one simulated device: card, camera, inspect.
#include <algorithm>
#include <cstdio>

#include "attacks/document/document.hpp"
#include "scenarios/runner/attempt.hpp"
#include "scenarios/runner/commands.hpp"
#include "scenarios/runner/contact_cards.hpp"
#include "scenarios/runner/people.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/service_setup.hpp"
#include "scenarios/runner/virtual_reader.hpp"
#include "scenarios/subjects/device.hpp"
#include "simulators/camera/recording.hpp"
#include "simulators/card/pcscd.hpp"
#include "simulators/card/vpcd.hpp"
#include "simulators/centre/centre.hpp"

namespace proofmark::runner {
namespace {

// Whole days, so that two programs started on one day agree about the same simulated person and issuer.
Instant today() {
  return std::chrono::floor<std::chrono::days>(SystemClock().now());
}

Result<std::shared_ptr<People>> load_people(const Project& project, std::uint64_t seed) {
  PROOFMARK_CHECK(verify_packages(project.packages));
  PROOFMARK_TRY(const auto assets, person::load_assets(project.people(), project.cache()));
  return std::make_shared<People>(assets, seed, today());
}

Result<card::Profile> find_profile(const Project& project, const std::string& name) {
  std::string names;
  for (const auto& folder : {project.card_profiles(), project.document_species()}) {
    PROOFMARK_TRY(const auto profiles, card::list_profiles(folder));
    for (const card::Profile& profile : profiles) {
      if (profile.name == name) return profile;
      names += (names.empty() ? "" : ", ") + profile.name;
    }
  }
  return fail("card profile", "one of: " + names, "'" + name + "'", "`proofmark card --list` describes them.");
}

Result<card::IssuerPki> make_issuer(std::uint64_t seed) {
  return card::IssuerPki::create(SeededRandom(seed).derive("issuer"), today());
}

struct SimulatedCard {
  person::CivilRecord civil;
  std::unique_ptr<card::Card> card;
};

Result<SimulatedCard> make_simulated_card(People& people, const card::Profile& profile, const card::IssuerPki& issuer,
                                          std::uint64_t number, RandomSource& random) {
  SimulatedCard made;
  made.civil = people.identity(number).civil;
  PROOFMARK_TRY(const auto portrait, people.portrait(number));
  card::Personalisation input{made.civil, *portrait, {}};
  if (!profile.faults.empty()) {
    PROOFMARK_TRY(const auto other, people.portrait(number + 1));
    input.other_portrait = *other;
  }
  PROOFMARK_TRY(made.card, attacks::document::make_card(profile, input, issuer, random));
  return made;
}

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
  PROOFMARK_TRY(const SimulatedCard made, make_simulated_card(*people, profile, issuer, options.person, random));
  std::printf("Presenting \"%s\" of %s %s, document %s, card access number %s, at %s. Stop with Ctrl-C.\n",
              profile.name.c_str(), made.civil.given_names.c_str(), made.civil.surname.c_str(),
              made.civil.document_number.c_str(), made.civil.can.c_str(), options.vpcd.c_str());
  std::fflush(stdout);
  static const std::atomic<bool> never{false};
  return card::serve_vpcd(*made.card, reader.host, reader.port, options.stop != nullptr ? *options.stop : never);
}

Result<void> film(const CameraOptions& options) {
  PROOFMARK_TRY(const auto people, load_people(options.project, options.seed));
  const SeededRandom stream = SeededRandom(options.seed).derive("camera", options.person);
  PROOFMARK_TRY(const auto capture, people->live(options.person, sample_device(stream), stream));
  PROOFMARK_CHECK(camera::write_mp4(*capture, options.seconds, options.out));
  std::printf("%s: %.1f s of simulated person %llu\n", options.out.c_str(), options.seconds,
              static_cast<unsigned long long>(options.person));
  return {};
}

// The checks that look at the document alone; the camera's are not performed here.
bool about_document(const std::string& id) {
  return id.rfind("chip.", 0) == 0 || id == "document.validity" || id == "order.match";
}

Result<bool> print_checks(const centre::Package& package) {
  bool good = true;
  for (const auto& check : package.claims["checks"]) {
    const std::string id = check["id"];
    if (!about_document(id)) continue;
    const std::string result = check["result"];
    good = good && result == "passed";
    std::printf("%-20s %-14s %s\n", id.c_str(), result.c_str(), check["reason"].get<std::string>().c_str());
  }
  return good;
}

Result<bool> inspect(const InspectOptions& options) {
  PROOFMARK_TRY(const auto people, load_people(options.project, options.seed));
  PROOFMARK_TRY(const card::IssuerPki issuer, make_issuer(options.seed));
  PROOFMARK_TRY(const auto setup, options.trust.empty() ? ServiceSetup::create(options.project, issuer)
                                                        : ServiceSetup::create(options.project, options.trust));
  const person::CivilRecord civil = people->identity(options.person).civil;
  SystemRandom random;
  SimulatedCard simulated;
  std::unique_ptr<card::PcscReader> reader;
  subjects::Transceive chip;
  if (options.reader.empty()) {
    PROOFMARK_TRY(const card::Profile profile, find_profile(options.project, options.profile));
    PROOFMARK_TRY(simulated, make_simulated_card(*people, profile, issuer, options.person, random));
    chip = subjects::transceiver_of(*simulated.card);
  } else {
    PROOFMARK_TRY(reader, card::PcscReader::connect(options.reader));
    chip = [&reader](ByteView command) { return reader->transceive(command); };
  }
  PROOFMARK_TRY(const auto service,
                setup->start(std::chrono::floor<std::chrono::seconds>(SystemClock().now()), to_hex(random.bytes(32))));
  PROOFMARK_TRY(const auto centre,
                centre::Centre::create(service->endpoints().relying, service->endpoints().pki, service->clock()));
  PROOFMARK_TRY(const centre::Order order, centre->place_order(centre::OrderRequest::of(
                                               civil, std::to_string(4000000000ULL + random.below(99999999)))));
  subjects::DeviceOptions device;
  device.url = service->endpoints().device;
  device.ca_file = (service->endpoints().pki / "ca.pem").string();
  device.token = order.token;
  device.can = !options.can.empty() ? options.can : civil.can;
  device.give_up = std::chrono::steady_clock::now() + std::chrono::seconds(120);
  const subjects::SessionResult session = subjects::play_session(device, chip, service->clock());
  if (session.failure != subjects::SessionFailure::none)
    return fail("inspection", "a session up to the chip's end", session.error, "See whether the service runs.");
  PROOFMARK_TRY(const centre::Package package, centre->fetch_package(order));
  const auto good = print_checks(package);
  service->stop();
  return good;
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
  const auto done = film(options);
  return done ? 0 : print_error(done.error());
}

int command_inspect(const InspectOptions& options) {
  const auto good = inspect(options);
  if (!good) return print_error(good.error());
  return *good ? 0 : 1;
}

}  // namespace proofmark::runner
