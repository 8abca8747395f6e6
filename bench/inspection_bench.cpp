// How long the service needs for one chip: the simulated card and the reference's inspection in one process, and behind
// a private pcscd. Beside each figure stands the bound that is promised, and the least that the elliptic-curve
// operations of both sides cost, measured in the same run.
//
//   inspection_bench [INSPECTIONS]     exit code 1 when a bound is broken
#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>

#include "attacks/document/document.hpp"
#include "common/emrtd/active_authentication.hpp"
#include "common/emrtd/domain.hpp"
#include "reference-impl/chip/inspection.hpp"
#include "simulators/card/pcscd.hpp"
#include "simulators/card/vpcd.hpp"

namespace proofmark {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kPortrait = 20000;  // bytes

double milliseconds(Clock::time_point from) {
  return std::chrono::duration<double, std::milli>(Clock::now() - from).count();
}

template <typename T>
T must(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "inspection_bench: %s\n", result.error().line().c_str());
  std::exit(2);
}

Instant today() {
  return from_rfc3339("2026-03-02T09:00:00Z").value_or(Instant{});
}

// A JPEG's frame around noise: what counts here is its size.
Bytes portrait() {
  Bytes out =
      from_hex("FFD8FFE000104A46494600010100000100010000FFC00011080213019D03012200021101031101").value_or(Bytes{});
  const Bytes scan = from_hex("FFDA000C03010002110311003F00").value_or(Bytes{});
  out.insert(out.end(), scan.begin(), scan.end());
  out.resize(kPortrait, 0x5A);
  return out;
}

struct Setup {
  card::IssuerPki issuer = must(card::IssuerPki::create(1, today()));
  card::Personalisation input;
  card::Profile profile;
  chip::TrustStore trust;
  chip::AccessPassword password;
  chip::InspectionPolicy policy;

  Setup() {
    input.civil = person::make_civil_record(SeededRandom(5, "bench"), std::chrono::floor<std::chrono::days>(today()));
    input.portrait = portrait();
    trust = {issuer.trust().csca, issuer.trust().crls};
    password.can = input.civil.can;
  }
  std::unique_ptr<card::Card> card(RandomSource& random) const {
    return must(attacks::document::make_card(profile, input, issuer, random));
  }
};
const Setup& setup() {
  static const Setup all;
  return all;
}

class InProcess final : public chip::Transceiver {
 public:
  explicit InProcess(card::Card& card) : card_(card) {}
  Result<Bytes> transceive(ByteView command) override { return card_.transmit(command); }
  [[nodiscard]] bool extended_length() const override { return true; }

 private:
  card::Card& card_;
};

class ThroughPcsc final : public chip::Transceiver {
 public:
  explicit ThroughPcsc(card::PcscReader& reader) : reader_(reader) {}
  Result<Bytes> transceive(ByteView command) override { return reader_.transceive(command); }

 private:
  card::PcscReader& reader_;
};

// Chip authentication is the proof that the service asks for; active authentication comes on top, as a terminal would
// do it that wants both.
struct ActiveKey {
  SeededRandom random{7, "active"};
  pki::Key key = must(pki::Key::generate(pki::Curve::brainpool_p256r1, random));
  Bytes info = key.spki();
  std::string algorithm = emrtd::oid_of_plain_ecdsa(pki::Digest::sha256);

  void prove() {
    const Bytes challenge = random.bytes(8);
    const Bytes signature = must(emrtd::sign_active_authentication(key, pki::Digest::sha256, challenge, random));
    if (!must(emrtd::verify_active_authentication(info, algorithm, challenge, signature))) std::exit(2);
  }
};

std::size_t inspect_once(chip::Transceiver& chip, RandomSource& random) {
  const Setup& all = setup();
  const auto done = must(chip::inspect(chip, all.password, all.trust, all.policy, random, today()));
  for (const auto& check : done.checks)
    if (check.result != decision::CheckResult::passed) {
      std::fprintf(stderr, "inspection_bench: %s: %s\n", check.id.c_str(), check.reason.c_str());
      std::exit(2);
    }
  return done.commands;
}

// Of this thread: what remains of a figure when others use the machine too.
double processor_milliseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Times {
  std::vector<double> sorted;   // milliseconds
  double processor_median = 0;  // milliseconds
  [[nodiscard]] double quantile(double q) const {
    return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(q * static_cast<double>(sorted.size())))];
  }
};
Times measured(std::size_t n, const std::function<void()>& work) {
  for (std::size_t i = 0; i < n / 20 + 2; ++i) work();
  Times times;
  std::vector<double> processor;
  for (std::size_t i = 0; i < n; ++i) {
    const auto from = Clock::now();
    const double before = processor_milliseconds();
    work();
    processor.push_back(processor_milliseconds() - before);
    times.sorted.push_back(milliseconds(from));
  }
  std::nth_element(processor.begin(), processor.begin() + static_cast<std::ptrdiff_t>(n / 2), processor.end());
  times.processor_median = processor[n / 2];
  std::sort(times.sorted.begin(), times.sorted.end());
  return times;
}

bool line(const char* what, double figure, const char* unit, double bound, bool at_most, std::size_t n) {
  const bool kept = at_most ? figure <= bound : figure >= bound;
  std::printf("  %-44s %9.2f %-4s bound %s %7.1f  n=%zu  %s\n", what, figure, unit, at_most ? "<=" : ">=", bound, n,
              kept ? "kept" : "BROKEN");
  return kept;
}

// Where the bounds were set, a shared secret on brainpoolP256r1 took this long (3,171 a second with OpenSSL).
constexpr double kProductWhereBoundsWereSet = 0.315;  // milliseconds

struct Floor {
  double all = 0;      // milliseconds of the curves in one inspection
  double product = 0;  // of one shared secret
  // Of a figure here, what it comes to on that machine if everything were faster alike: an estimate, no measurement.
  [[nodiscard]] double there(double milliseconds) const { return milliseconds * kProductWhereBoundsWereSet / product; }
};

// What the curves alone cost, both sides together: PACE ten products (mapping key, shared point, mapped generator,
// ephemeral key, agreement, twice), chip authentication three, active authentication a signature and its check, passive
// authentication one check on the signer's curve. The authority's signatures under certificate and revocation list are
// checked once and remembered; what they cost the first document is printed apart.
Floor curve_floor(std::size_t n) {
  SeededRandom random(11, "floor");
  const auto domain = must(emrtd::Domain::standardised(13));
  const auto own = must(domain.generate(random));
  const auto other = must(domain.generate(random));
  const double product =
      measured(n, [&] { benchmark::DoNotOptimize(domain.agree(own.private_key, other.public_key)); }).quantile(0.5);
  const Bytes message = random.bytes(64);
  const auto pair = [&](pki::Curve curve) {
    const pki::Key key = must(pki::Key::generate(curve, random));
    const Bytes signature = must(key.sign_deterministic(pki::Digest::sha256, message));
    const double sign = measured(n, [&] {
                          benchmark::DoNotOptimize(key.sign_deterministic(pki::Digest::sha256, message));
                        }).quantile(0.5);
    const double check = measured(n, [&] {
                           benchmark::DoNotOptimize(key.verify(pki::Digest::sha256, message, signature));
                         }).quantile(0.5);
    return std::pair{sign, check};
  };
  const auto [sign, check] = pair(pki::Curve::brainpool_p256r1);
  const auto [unused, authority] = pair(pki::Curve::brainpool_p384r1);
  static_cast<void>(unused);
  std::printf(
      "Curves alone, median of %zu: product %.3f ms, signature %.3f ms, check %.3f ms, check on 384 bits %.3f ms (two "
      "of them for the first document of a signer)\n",
      n, product, sign, check, authority);
  const Floor floor{13 * product + sign + 2 * check, product};
  std::printf("The bounds were set where a product took %.3f ms: this machine is %.1f times slower at it\n",
              kProductWhereBoundsWereSet, product / kProductWhereBoundsWereSet);
  return floor;
}

bool in_process(std::size_t n, const Floor& floor) {
  SeededRandom chip_random(21, "chip"), terminal(22, "terminal");
  const auto card = setup().card(chip_random);
  ActiveKey active;
  InProcess chip(*card);
  const Times times = measured(n, [&] {
    card->reset();
    inspect_once(chip, terminal);
    active.prove();
  });
  std::printf("In one process: PACE, chip and active authentication, passive authentication, DG2 of 20 kB\n");
  const bool median = line("median", times.quantile(0.5), "ms", 8, true, n);
  const bool tail = line("99 of 100", times.quantile(0.99), "ms", 15, true, n);
  std::printf("  curves alone %.2f ms: the median is %.2f times that\n", floor.all, times.quantile(0.5) / floor.all);
  std::printf("  of processor time the median is %.2f ms, %.2f times that\n", times.processor_median,
              times.processor_median / floor.all);
  std::printf("  estimate for the machine of the bounds: median %.2f ms, 99 of 100 %.2f ms\n",
              floor.there(times.quantile(0.5)), floor.there(times.quantile(0.99)));
  return median && tail;
}

bool throughput(const Floor& floor) {
  constexpr unsigned kWorkers = 2;
  constexpr double kSeconds = 5;
  std::atomic<std::size_t> done{0};
  const auto from = Clock::now();
  {
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < kWorkers; ++i)
      workers.emplace_back([i, from, &done] {
        SeededRandom chip_random(31 + i, "chip"), terminal(41 + i, "terminal");
        const auto card = setup().card(chip_random);
        InProcess chip(*card);
        while (milliseconds(from) < kSeconds * 1000) {
          card->reset();
          inspect_once(chip, terminal);
          ++done;
        }
      });
  }
  const double rate = static_cast<double>(done) / (milliseconds(from) / 1000);
  std::printf("Whole inspections on %u threads\n", kWorkers);
  const bool kept = line("inspections a second", rate, "/s", 150, false, done);
  std::printf("  curves alone would allow %.0f /s; estimate for the machine of the bounds: %.0f /s\n",
              kWorkers * 1000 / floor.all, rate / floor.there(1));
  return kept;
}

bool through_pcscd(std::size_t n, const Floor& floor) {
  const auto daemon = must(card::PrivatePcscd::start());
  SeededRandom chip_random(51, "chip"), terminal(52, "terminal");
  const auto card = setup().card(chip_random);
  if (!daemon->use_in_this_process()) return false;
  std::atomic<bool> stop{false};
  Result<void> served;
  std::jthread server([&] { served = card::serve_vpcd(*card, "127.0.0.1", daemon->port(), stop); });
  bool kept = false;
  {
    const auto reader = must(card::PcscReader::connect("Virtual PCD"));
    ThroughPcsc chip(*reader);
    std::size_t commands = 0;
    double all = 0;
    const Times times = measured(n, [&] {
      if (!reader->reset()) std::exit(2);
      const auto from = Clock::now();
      commands += inspect_once(chip, terminal);
      all += milliseconds(from);
    });
    std::printf("Through pcscd and vpcd (the reset before each inspection counts too)\n");
    const bool median = line("median", times.quantile(0.5), "ms", 60, true, n);
    const bool rate = line("commands a second, the crypto included", static_cast<double>(commands) / (all / 1000), "/s",
                           1000, false, commands);
    std::printf("  curves alone %.2f ms: the median is %.2f times that\n", floor.all, times.quantile(0.5) / floor.all);
    kept = median && rate;
  }
  stop = true;
  return kept;
}

double load() {
  double average = 0;
  return ::getloadavg(&average, 1) == 1 ? average : -1;
}

}  // namespace
}  // namespace proofmark

int main(int argc, char** argv) {
  using namespace proofmark;  // NOLINT
  const std::size_t n = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1000;
  if (n < 20) {
    std::fprintf(stderr, "inspection_bench: expected at least 20 inspections, observed %s.\n", argv[1]);
    return 2;
  }
  std::printf("Simulated card and reference service. Load of the machine before: %.2f\n", load());
  const Floor floor = curve_floor(n);
  const bool quick = in_process(n, floor);
  const bool many = throughput(floor);
  const bool reader = through_pcscd(std::max<std::size_t>(n / 10, 20), floor);
  std::printf("Load of the machine after: %.2f\n", load());
  return quick && many && reader ? 0 : 1;
}
