// The whole way with nothing scripted: card, camera and relying side on this side of loopback TLS, and proofmarkd as a
// process of its own on the other, with its own models, thresholds and cryptography.
#include <gtest/gtest.h>

#include <filesystem>

#include "attacks/document/document.hpp"
#include "scenarios/runner/people.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/service_setup.hpp"
#include "scenarios/subjects/device.hpp"
#include "simulators/centre/centre.hpp"

namespace proofmark {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const Instant start = std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + std::chrono::hours{9};
constexpr std::uint64_t seed = 20260302;
const std::string challenge_seed(64, '7');

runner::Project project() {
  const fs::path root = PROOFMARK_SOURCE_DIR;
  return {.root = root, .programs = PROOFMARK_BINARY_DIR, .packages = root / "setup" / "packages"};
}

json check(const json& claims, const std::string& id) {
  for (const auto& entry : claims["checks"])
    if (entry["id"] == id) return entry;
  return {};
}

class Loopback : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const auto loaded = person::load_assets(project().people(), project().cache());
    ASSERT_TRUE(loaded) << loaded.error().line();
    people = std::make_unique<runner::People>(*loaded, std::make_shared<const runner::Census>(seed, start));
    auto made = card::IssuerPki::create(SeededRandom(seed, "issuer"), start);
    ASSERT_TRUE(made) << made.error().line();
    issuer = std::make_unique<card::IssuerPki>(*std::move(made));
  }
  static void TearDownTestSuite() {
    people.reset();
    issuer.reset();
  }

  struct Outcome {
    json claims;
    subjects::SessionLog log;
  };

  // One session of person 0 with a card of the profile, at a service that was started for it alone.
  static void play(const fs::path& profile_file, Outcome& outcome) {
    const auto setup = runner::ServiceSetup::create(project(), *issuer);
    ASSERT_TRUE(setup) << setup.error().line();
    const auto service = (*setup)->start(start, challenge_seed);
    ASSERT_TRUE(service) << service.error().line();
    const auto profile = card::load_profile(profile_file);
    ASSERT_TRUE(profile) << profile.error().line();
    card::Personalisation input;
    input.civil = runner::Census(seed, start).civil(0);
    const auto portrait = people->portrait(0);
    ASSERT_TRUE(portrait) << portrait.error().line();
    input.portrait = **portrait;
    SeededRandom chip_random(seed, "chip");
    const auto card = attacks::document::make_card(*profile, input, *issuer, chip_random);
    ASSERT_TRUE(card) << card.error().line();

    const auto centre =
        centre::Centre::create((*service)->endpoints().relying, (*service)->endpoints().pki, (*service)->clock());
    ASSERT_TRUE(centre) << centre.error().line();
    const auto order = (*centre)->place_order(centre::OrderRequest::of(input.civil, "2026-0001"));
    ASSERT_TRUE(order) << order.error().line();
    subjects::DeviceOptions options;
    options.url = (*service)->endpoints().device;
    options.ca_file = ((*service)->endpoints().pki / "ca.pem").string();
    options.token = order->token;
    options.can = input.civil.can;
    options.give_up = std::chrono::steady_clock::now() + std::chrono::minutes{5};
    options.capture = [] {
      const SeededRandom stream(seed, "live");
      return people->live(0, runner::sample_device(stream), stream);
    };
    const auto session = subjects::play_session(options, subjects::transceiver_of(**card), (*service)->clock());
    ASSERT_EQ(session.failure, subjects::SessionFailure::none) << session.error;
    // The relying side's own verification: seal, chain, binding to the order, agreement of decision and checks.
    const auto package = (*centre)->fetch_package(*order);
    ASSERT_TRUE(package) << package.error().line();
    outcome = {package->claims, session.log};
    (*service)->stop();
  }

  static std::unique_ptr<runner::People> people;
  static std::unique_ptr<card::IssuerPki> issuer;
};
std::unique_ptr<runner::People> Loopback::people;
std::unique_ptr<card::IssuerPki> Loopback::issuer;

TEST_F(Loopback, AGenuineSessionGoesTheWholeWayAndRepeats) {
  const fs::path profile = project().card_profiles() / "genuine.json";
  Outcome first;
  ASSERT_NO_FATAL_FAILURE(play(profile, first));
  const json& claims = first.claims;
  ASSERT_EQ(claims["checks"].size(), 13U);
  for (const char* id : {"session.complete", "order.match", "chip.access", "chip.passive", "chip.revocation",
                         "chip.genuine", "document.validity", "video.format", "video.continuity", "face.found"})
    EXPECT_EQ(check(claims, id)["result"], "passed") << check(claims, id);
  EXPECT_EQ(claims["video"]["width"], 1280);
  EXPECT_EQ(claims["video"]["height"], 720);
  EXPECT_GE(claims["video"]["frames_per_second"].get<double>(), 25.0);
  // Every access unit that was sent was decoded, but for one that may have been under way when the service said end.
  EXPECT_LE(claims["video"]["frames"].get<std::size_t>(), first.log.frames);
  EXPECT_GE(claims["video"]["frames"].get<std::size_t>() + 1, first.log.frames);
  EXPECT_EQ(claims["actions"].size(), first.log.challenges.size()) << "the device saw every challenge of the protocol";
  EXPECT_GE(claims["actions"].size(), 4U);
  bool all = true;
  for (const auto& entry : claims["checks"]) all = all && entry["result"] == "passed";
  EXPECT_EQ(claims["decision"], all ? "accepted" : "refused");
  EXPECT_TRUE(all) << "a genuine person was refused: " << claims["checks"].dump(1);
  EXPECT_EQ(first.log.last_state, "completed");

  // The same seed, another process: the same session, byte for byte.
  Outcome second;
  ASSERT_NO_FATAL_FAILURE(play(profile, second));
  EXPECT_EQ(claims, second.claims);
}

TEST_F(Loopback, ACopiedChipIsRefusedBeforeAnyVideo) {
  Outcome outcome;
  ASSERT_NO_FATAL_FAILURE(play(project().document_species() / "cloned-chip.json", outcome));
  EXPECT_EQ(outcome.claims["decision"], "refused");
  EXPECT_EQ(check(outcome.claims, "chip.genuine")["result"], "failed") << check(outcome.claims, "chip.genuine");
  EXPECT_EQ(check(outcome.claims, "chip.passive")["result"], "passed") << "the data are genuine";
  EXPECT_EQ(check(outcome.claims, "face.match")["result"], "not_performed");
  EXPECT_FALSE(outcome.log.video_asked);
  EXPECT_TRUE(outcome.claims["identity"].is_null());
}

}  // namespace
}  // namespace proofmark
