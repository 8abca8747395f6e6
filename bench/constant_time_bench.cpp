// Does the time of what handles a secret tell about the secret? For each function two classes of input are mixed by
// chance - one secret that never changes, and random ones - and the two means are compared by Welch's t (Reparaz,
// Balasch, Verbauwhede: "Dude, is my code constant time?", 2017). A |t| above 10 shows a leak; a small one shows only
// that none was found with so many measurements on this machine. The last line measures a comparison that does leak, so
// that the method is seen to find one.
//
//   constant_time_bench [MEASUREMENTS]     exit code 1 when a leak was found, or the known one was not
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "common/emrtd/dh_domain.hpp"
#include "common/emrtd/ec_domain.hpp"

namespace proofmark {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double kLeak = 10;

struct Class {
  std::vector<double> nanoseconds;
  // Without the slowest tenth: interrupts and other processes, which are the same for both classes.
  void crop() {
    std::sort(nanoseconds.begin(), nanoseconds.end());
    nanoseconds.resize(nanoseconds.size() * 9 / 10);
  }
  [[nodiscard]] double mean() const {
    double sum = 0;
    for (const double x : nanoseconds) sum += x;
    return sum / static_cast<double>(nanoseconds.size());
  }
  [[nodiscard]] double squared_error() const {  // of the mean
    const double m = mean();
    double sum = 0;
    for (const double x : nanoseconds) sum += (x - m) * (x - m);
    const auto n = static_cast<double>(nanoseconds.size());
    return sum / (n - 1) / n;
  }
};

// `work` gets the secret; it is made before the clock starts.
double welch(std::size_t n, const Bytes& fixed, const std::function<void(const Bytes&)>& work) {
  SeededRandom random(17, "constant time");
  Class classes[2];
  for (std::size_t i = 0; i < n + n / 20; ++i) {
    const bool second = random.chance(0.5);
    Bytes secret = random.bytes(fixed.size());  // drawn for both classes, so that both do the same before the clock
    secret[0] = static_cast<std::uint8_t>((secret[0] & 0x3FU) | 0x40U);  // below every order here, and never shorter
    if (!second) std::copy(fixed.begin(), fixed.end(), secret.begin());
    const auto from = Clock::now();
    work(secret);
    const double took = std::chrono::duration<double, std::nano>(Clock::now() - from).count();
    if (i >= n / 20) classes[second ? 1 : 0].nanoseconds.push_back(took);
  }
  for (Class& one : classes) one.crop();
  return (classes[0].mean() - classes[1].mean()) / std::sqrt(classes[0].squared_error() + classes[1].squared_error());
}

bool quiet(const char* what, std::size_t n, const Bytes& fixed, const std::function<void(const Bytes&)>& work) {
  const double t = welch(n, fixed, work);
  const bool good = std::fabs(t) < kLeak;
  std::printf("%-52s n=%-7zu t=%8.2f  %s\n", what, n, t, good ? "no leak found" : "LEAK");
  return good;
}

bool leaky_equal(const Bytes& a, const Bytes& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i]) return false;
  return true;
}

bool all(std::size_t n) {
  SeededRandom random(23, "constant time keys");
  const auto curve = emrtd::EcDomain::standardised(13);
  const auto group = emrtd::DhDomain::standardised(2);
  if (!curve || !group) return false;
  const auto own = curve->generate(random), other = curve->generate(random);
  const auto own_dh = group->generate(random), other_dh = group->generate(random);
  if (!own || !other || !own_dh || !other_dh) return false;
  // Of full length with two bits set: what a loop over bits or a sliding window would show. Numbers with leading zero
  // words are shorter for OpenSSL and do show (docs/emrtd.md); they come once in 2^64.
  const auto sparse = [](std::size_t size) {
    Bytes number(size, 0);
    number.front() = 0x40;
    number.back() = 0x01;
    return number;
  };
  const Bytes scalar = sparse(32), nonce = sparse(16);
  Bytes code(4096, 0x31);
  code[0] = 0x41;
  bool good = true;
  good &= quiet("comparison of MACs, tokens and PINs", n * 10, code,
                [&](const Bytes& given) { benchmark::DoNotOptimize(equal_constant_time(given, code)); });
  good &= quiet("PACE nonce, generic mapping, brainpoolP256r1", n, nonce, [&](const Bytes& s) {
    benchmark::DoNotOptimize(curve->map_generic(s, own->private_key, other->public_point));
  });
  good &= quiet("PACE pseudo-random number, integrated mapping", n, sparse(48),
                [&](const Bytes& s) { benchmark::DoNotOptimize(curve->map_integrated(s)); });
  good &= quiet("PACE nonce, generic mapping, DH group 2", n / 10, nonce, [&](const Bytes& s) {
    benchmark::DoNotOptimize(group->map_generic(s, own_dh->private_key, other_dh->public_key));
  });
  good &= quiet("PACE pseudo-random number, integrated, DH group 2", n / 10, sparse(264),
                [&](const Bytes& s) { benchmark::DoNotOptimize(group->map_integrated(s)); });
  good &= quiet("chip authentication, the chip's static key", n, scalar,
                [&](const Bytes& key) { benchmark::DoNotOptimize(curve->agree(key, other->public_point)); });
  good &= quiet("chip authentication mapping, the chip's static key", n, scalar, [&](const Bytes& key) {
    benchmark::DoNotOptimize(curve->chip_authentication_data(key, own->private_key));
  });
  const double known = welch(n, code, [&](const Bytes& given) { benchmark::DoNotOptimize(leaky_equal(given, code)); });
  const bool seen = std::fabs(known) >= kLeak;
  std::printf("%-52s n=%-7zu t=%8.2f  %s\n", "a comparison that stops at the first difference", n, known,
              seen ? "found, as it must be" : "NOT FOUND: the measurement is worth nothing");
  return good && seen;
}

}  // namespace
}  // namespace proofmark

int main(int argc, char** argv) {
  const std::size_t n = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 20000;
  if (n < 1000) {
    std::fprintf(stderr, "constant_time_bench: expected at least 1000 measurements.\n");
    return 2;
  }
  return proofmark::all(n) ? 0 : 1;
}
