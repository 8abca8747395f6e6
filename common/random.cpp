#include "common/random.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <numbers>
#include <string>

namespace proofmark {

std::uint64_t RandomSource::next_u64() {
  std::array<std::uint8_t, 8> raw{};
  fill(raw);
  std::uint64_t value = 0;
  for (const std::uint8_t b : raw) value = (value << 8U) | b;
  return value;
}

std::uint64_t RandomSource::below(std::uint64_t n) {
  const std::uint64_t limit = std::numeric_limits<std::uint64_t>::max() / n * n;
  std::uint64_t value = next_u64();
  while (value >= limit) value = next_u64();
  return value % n;
}

double RandomSource::uniform() {
  return static_cast<double>(next_u64() >> 11U) * 0x1p-53;
}
double RandomSource::uniform(double low, double high) {
  return low + (high - low) * uniform();
}

double RandomSource::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

Bytes RandomSource::bytes(std::size_t n) {
  Bytes out(n);
  fill(out);
  return out;
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
  // Without entropy nothing secret may go on; RAND_bytes fails only when the system has none.
  if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1) std::abort();
}

struct SeededRandom::State {
  Bytes key;
  EVP_CIPHER_CTX* cipher = nullptr;
  std::array<std::uint8_t, 1024> block{};
  std::size_t used = 1024;

  explicit State(Bytes k) : key(std::move(k)), cipher(EVP_CIPHER_CTX_new()) {
    static constexpr std::array<std::uint8_t, 16> counter{};
    if (cipher == nullptr || EVP_EncryptInit_ex(cipher, EVP_chacha20(), nullptr, key.data(), counter.data()) != 1)
      std::abort();
  }
  ~State() { EVP_CIPHER_CTX_free(cipher); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void refill() {
    static constexpr std::array<std::uint8_t, 1024> zeros{};
    int n = 0;
    if (EVP_EncryptUpdate(cipher, block.data(), &n, zeros.data(), static_cast<int>(zeros.size())) != 1) std::abort();
    used = 0;
  }
};

static Bytes key_of(std::uint64_t seed, std::string_view stream) {
  return sha256(to_bytes("proofmark/" + std::to_string(seed) + "/" + std::string(stream)));
}

SeededRandom::SeededRandom(std::uint64_t seed, std::string_view stream)
    : state_(std::make_unique<State>(key_of(seed, stream))) {}
SeededRandom::SeededRandom(ByteView key32) : state_(std::make_unique<State>(sha256(key32))) {}
SeededRandom::~SeededRandom() = default;
SeededRandom::SeededRandom(SeededRandom&&) noexcept = default;
SeededRandom& SeededRandom::operator=(SeededRandom&&) noexcept = default;

void SeededRandom::fill(std::span<std::uint8_t> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    if (state_->used == state_->block.size()) state_->refill();
    const std::size_t n = std::min(out.size() - done, state_->block.size() - state_->used);
    std::copy_n(state_->block.begin() + static_cast<std::ptrdiff_t>(state_->used), n,
                out.begin() + static_cast<std::ptrdiff_t>(done));
    state_->used += n;
    done += n;
  }
}

SeededRandom SeededRandom::derive(std::string_view name) const {
  return SeededRandom(ByteView(concat({state_->key, to_bytes("/"), to_bytes(name)})));
}

SeededRandom SeededRandom::derive(std::string_view name, std::uint64_t index) const {
  return derive(std::string(name) + "#" + std::to_string(index));
}

}  // namespace proofmark
