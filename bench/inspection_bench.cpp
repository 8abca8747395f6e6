// How long the service needs for one chip: the simulated card and the reference's inspection in one process, and behind
// a private pcscd. Beside each figure stand the bound that is promised and the least that the elliptic-curve operations
// of both sides cost, measured in the same run, with the ratio of the two.
//
//   inspection_bench [INSPECTIONS]     exit code 1 when a bound is broken
#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <thread>

#include "attacks/document/document.hpp"
#include "bench/sampling.hpp"
#include "common/emrtd/domain.hpp"
#include "reference-impl/chip/access.hpp"
#include "reference-impl/chip/genuineness.hpp"
#include "reference-impl/chip/inspection.hpp"
#include "simulators/card/pcscd.hpp"
#include "simulators/card/vpcd.hpp"

namespace proofmark {
namespace {

using bench::Clock;
using bench::line;
using bench::measured;
using bench::milliseconds;
using bench::Samples;
using bench::Times;

constexpr std::size_t kPortrait = 20000;  // bytes

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
  ThroughPcsc(card::PcscReader& reader, bool extended_length) : reader_(reader), extended_length_(extended_length) {}
  Result<Bytes> transceive(ByteView command) override { return reader_.transceive(command); }
  [[nodiscard]] bool extended_length() const override { return extended_length_; }

 private:
  card::PcscReader& reader_;
  bool extended_length_;
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

// The service asks for one proof, which is chip authentication here. A terminal that wants both goes on with active
// authentication: the same card's, by the service's own steps under secure messaging, in a session that is opened
// outside the time measured, because inspect() ends its own.
class ActiveProof {
 public:
  ActiveProof(chip::Transceiver& chip, RandomSource& random)
      : random_(random), session_(chip, setup().policy.max_file_bytes) {
    chip::Findings findings;
    must(chip::open_access(session_, setup().password, setup().policy, random_, findings));
    const auto dg14 = must(session_.read_file(emrtd::fid_of_data_group(14)));
    const auto dg15 = must(session_.read_file(emrtd::fid_of_data_group(15)));
    if (!dg14 || !dg15) std::exit(2);
    // Of DG14 the algorithm alone: with the keys there chip authentication would be the proof again.
    keys_.dg14.emplace().active_authentication_algorithm =
        must(emrtd::parse_dg14(*dg14)).active_authentication_algorithm;
    keys_.active_authentication_key = must(emrtd::parse_dg15(*dg15));
    keys_.authenticated = {14, 15};
  }
  void prove() {
    chip::Findings findings;
    const auto found = chip::prove_genuine(session_, keys_, setup().policy, random_, findings);
    if (found.result == decision::CheckResult::passed) return;
    std::fprintf(stderr, "inspection_bench: active authentication: %s\n", found.reason.c_str());
    std::exit(2);
  }

 private:
  RandomSource& random_;
  chip::Session session_;
  chip::ProofKeys keys_;
};

// A terminal with a card of its own for the inspections, and another of the same kind that stays open.
struct InProcessPair {
  explicit InProcessPair(std::uint64_t seed) : chip_random(seed, "chip"), terminal(seed + 1, "terminal") {}
  void inspect() {
    card->reset();
    inspect_once(chip, terminal);
    active.prove();
  }
  SeededRandom chip_random, terminal;
  std::unique_ptr<card::Card> card = setup().card(chip_random), opened = setup().card(chip_random);
  InProcess chip{*card}, open_chip{*opened};
  ActiveProof active{open_chip, terminal};
};

// Where the bounds were set, a shared secret on brainpoolP256r1 took this long (3,171 a second with OpenSSL).
constexpr double kProductWhereBoundsWereSet = 0.315;  // milliseconds

struct Floor {
  double products = 0;  // shared secrets that take as long as all curve operations of one inspection
  // What the curves take where one product takes so long: measured among the inspections, since a machine that others
  // use too is not equally fast for long.
  [[nodiscard]] double curves(double product) const { return products * product; }
  // Of a figure here, what it comes to on that machine if everything were faster alike: an estimate, no measurement.
  [[nodiscard]] static double there(double milliseconds, double product) {
    return milliseconds * kProductWhereBoundsWereSet / product;
  }
};

struct SharedSecret {
  SeededRandom random{11, "floor"};
  emrtd::Domain domain = must(emrtd::Domain::standardised(13));
  emrtd::KeyPair own = must(domain.generate(random)), other = must(domain.generate(random));
  void agree() const { benchmark::DoNotOptimize(domain.agree(own.private_key, other.public_key)); }
};

// What the curves alone cost, both sides together: PACE ten products (mapping key, shared point, mapped generator,
// ephemeral key, agreement, twice), chip authentication three, active authentication a signature and its check, passive
// authentication one check on the signer's curve. The authority's signatures under certificate and revocation list are
// checked once and remembered; what they cost the first document is printed apart.
Floor curve_floor(std::size_t n) {
  const SharedSecret secret;
  SeededRandom random(12, "signatures");
  const double product = measured(n, [&] { secret.agree(); }).quantile(0.5);
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
      "Curves alone, p50 of %zu: product %.3f ms, signature %.3f ms, check %.3f ms, check on 384 bits %.3f ms (two of "
      "them for the first document of a signer)\n",
      n, product, sign, check, authority);
  const double all = 13 * product + sign + 2 * check;
  const Floor floor{all / product};
  std::printf("One inspection is 13 products, a signature and two checks: %.2f ms, as much as %.2f products\n", all,
              floor.products);
  std::printf("The bounds were set where a product took %.3f ms: this machine is %.1f times slower at it\n",
              kProductWhereBoundsWereSet, product / kProductWhereBoundsWereSet);
  return floor;
}

bool in_process(std::size_t n, const Floor& floor) {
  InProcessPair pair(21);
  const SharedSecret secret;
  Samples inspections, products;
  for (std::size_t i = 0; i < n / 20 + 2; ++i) pair.inspect();
  for (std::size_t i = 0; i < n; ++i) {
    inspections.take([&] { pair.inspect(); });
    products.take([&] { secret.agree(); });
  }
  const Times times = inspections.times(), product = products.times();
  const double curves = floor.curves(product.quantile(0.5));
  std::printf("In one process: PACE, chip and active authentication, passive authentication, DG2 of 20 kB\n");
  const bool median = line("p50", times.quantile(0.5), "ms", 8, true, curves, n);
  const bool tail = line("p99", times.quantile(0.99), "ms", 15, true, curves, n);
  std::printf("  of processor time p50 is %.2f ms, ratio %.2f\n", times.processor_median,
              times.processor_median / floor.curves(product.processor_median));
  std::printf("  estimate for the machine of the bounds: p50 %.2f ms, p99 %.2f ms\n",
              Floor::there(times.quantile(0.5), product.quantile(0.5)),
              Floor::there(times.quantile(0.99), product.quantile(0.5)));
  return median && tail;
}

// Each thread inspects and computes products in turn, so that both have the same share of the machine; the rates are
// those of the time that each of the two had.
bool throughput(const Floor& floor) {
  constexpr unsigned kWorkers = 2;
  constexpr double kSeconds = 6;
  struct Worker {
    explicit Worker(std::uint64_t seed) : pair(seed) {}
    InProcessPair pair;
    SharedSecret secret;
    double inspecting = 0, computing = 0;  // milliseconds
    std::size_t inspections = 0, products = 0;
  };
  std::vector<std::unique_ptr<Worker>> workers;
  for (unsigned i = 0; i < kWorkers; ++i) workers.push_back(std::make_unique<Worker>(31 + 10 * i));
  {
    const auto begin = Clock::now();
    std::vector<std::jthread> threads;
    for (const auto& worker : workers)
      threads.emplace_back([&own = *worker, begin] {
        while (milliseconds(begin) < kSeconds * 1000) {
          auto from = Clock::now();
          own.pair.inspect();
          own.inspecting += milliseconds(from);
          ++own.inspections;
          from = Clock::now();
          for (int i = 0; i < 8; ++i) own.secret.agree();
          own.computing += milliseconds(from);
          own.products += 8;
        }
      });
  }
  double rate = 0, least = 0, product = 0;
  std::size_t n = 0;
  for (const auto& worker : workers) {
    rate += 1000 * static_cast<double>(worker->inspections) / worker->inspecting;
    const double each = worker->computing / static_cast<double>(worker->products);
    least += 1000 / floor.curves(each);
    product += each / kWorkers;
    n += worker->inspections;
  }
  std::printf("The same on %u threads\n", kWorkers);
  const bool kept = line("inspections a second", rate, "/s", 150, false, least, n);
  std::printf("  estimate for the machine of the bounds: %.0f /s\n", rate / Floor::there(1, product));
  return kept;
}

// What pcscd and vpcd add to each command: a SELECT that is answered with a status word.
double empty_exchange(card::PcscReader& reader, std::size_t n) {
  const Bytes select = from_hex("00A4020C02011C").value_or(Bytes{});
  return measured(n, [&] { must(reader.transceive(select)); }).quantile(0.5);
}

// Active authentication first, in a session of its own; its time counts, its opening does not.
bool inspect_behind(card::PcscReader& reader, bool extended_length, std::size_t n, const Floor& floor) {
  SeededRandom terminal(52, "terminal");
  ThroughPcsc chip(reader, extended_length);
  const double exchange = empty_exchange(reader, 500);
  const auto reset = [&] {
    if (!reader.reset()) std::exit(2);
  };
  const SharedSecret secret;
  std::size_t commands = 0;
  Times times;
  Samples products;
  for (std::size_t i = 0; i < n + n / 20 + 2; ++i) {
    reset();
    ActiveProof active(chip, terminal);
    auto from = Clock::now();
    active.prove();
    const double proving = milliseconds(from);
    reset();
    from = Clock::now();
    const std::size_t sent = inspect_once(chip, terminal) + 1;
    if (i < n / 20 + 2) continue;
    times.sorted.push_back(proving + milliseconds(from));
    commands += sent;
    products.take([&] { secret.agree(); });
  }
  const double curves = floor.curves(products.times().quantile(0.5));
  const double all = std::accumulate(times.sorted.begin(), times.sorted.end(), 0.0);
  times.sort();
  const double each = static_cast<double>(commands) / static_cast<double>(n);
  std::printf("Through pcscd and vpcd with %s lengths: %.0f commands an inspection\n",
              extended_length ? "extended" : "short", each);
  const bool median = line("p50", times.quantile(0.5), "ms", 60, true, curves, n);
  const bool tail = line("p99", times.quantile(0.99), "ms", 60, true, curves, n);
  const bool rate = line("commands a second, crypto included", static_cast<double>(commands) / (all / 1000), "/s", 1000,
                         false, each / (curves / 1000), commands);
  const double least = curves + each * exchange;
  std::printf("  a command without crypto takes %.3f ms there (p50 of 500): with the curves %.2f ms, ratio %.2f\n",
              exchange, least, times.quantile(0.5) / least);
  // Few long answers need no thousand commands a second: the bound is that of the way, which short ones show.
  return median && tail && (rate || extended_length);
}

bool through_pcscd(std::size_t n, const Floor& floor) {
  const auto daemon = must(card::PrivatePcscd::start());
  SeededRandom chip_random(51, "chip");
  const auto card = setup().card(chip_random);
  if (!daemon->use_in_this_process()) return false;
  std::atomic<bool> stop{false};
  Result<void> served;
  std::jthread server([&] { served = card::serve_vpcd(*card, "127.0.0.1", daemon->port(), stop); });
  bool kept = true;
  {
    const auto reader = must(card::PcscReader::connect("Virtual PCD"));
    // The virtual reader does not say that it carries extended lengths (PC/SC part 10), and does.
    for (const bool extended_length : {false, true}) kept = inspect_behind(*reader, extended_length, n, floor) && kept;
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
