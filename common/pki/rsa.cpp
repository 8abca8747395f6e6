#include "common/pki/rsa.hpp"

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <array>
#include <optional>

#include "common/asn1/der.hpp"
#include "common/pki/openssl.hpp"

namespace proofmark::pki {

namespace {

constexpr std::uint64_t kExponent = 65537;
constexpr std::size_t kSmallPrimes = 2048;
// FIPS 186-5 table B.1 asks for at most 5 rounds at these sizes; candidates are drawn at random.
constexpr int kRounds = 8;

tl::unexpected<Error> rsa_error(std::string expected, std::string observed) {
  return fail("RFC 8017", std::move(expected), std::move(observed), "Use an RSA key that fits what it signs.");
}

const std::array<unsigned, kSmallPrimes>& small_primes() {
  static const std::array<unsigned, kSmallPrimes> table = [] {
    std::array<unsigned, kSmallPrimes> primes{};
    std::size_t n = 0;
    for (unsigned candidate = 3; n < primes.size(); candidate += 2) {
      bool prime = true;
      for (std::size_t i = 0; i < n && primes[i] * primes[i] <= candidate && prime; ++i)
        prime = candidate % primes[i] != 0;
      if (prime) primes[n++] = candidate;
    }
    return primes;
  }();
  return table;
}

// Miller-Rabin, FIPS 186-5 B.3.1, with bases from `random`. `odd` is larger than every small prime.
bool passes_miller_rabin(const BIGNUM* odd, RandomSource& random, BN_CTX* work) {
  const openssl::Bignum minus_one(BN_dup(odd));
  BN_sub_word(minus_one.get(), 1);
  const openssl::Bignum d(BN_dup(minus_one.get()));
  int twos = 0;
  while (BN_is_odd(d.get()) == 0) {
    BN_rshift1(d.get(), d.get());
    ++twos;
  }
  const openssl::Bignum z(BN_new());
  for (int round = 0; round < kRounds; ++round) {
    openssl::Bignum base = openssl::to_bignum(random.bytes(static_cast<std::size_t>(BN_num_bytes(odd))));
    BN_nnmod(base.get(), base.get(), minus_one.get(), work);
    if (BN_is_zero(base.get()) || BN_is_one(base.get())) BN_set_word(base.get(), 2);
    BN_mod_exp(z.get(), base.get(), d.get(), odd, work);
    bool witness = !BN_is_one(z.get()) && BN_cmp(z.get(), minus_one.get()) != 0;
    for (int i = 1; i < twos && witness; ++i) {
      BN_mod_sqr(z.get(), z.get(), odd, work);
      witness = BN_cmp(z.get(), minus_one.get()) != 0;
    }
    if (witness) return false;
  }
  return true;
}

// The first prime at or after a random start; the two top bits are set, so that a product of two has full size.
openssl::Bignum draw_prime(unsigned bits, RandomSource& random, BN_CTX* work) {
  while (true) {
    const openssl::Bignum start = openssl::to_bignum(random.bytes(bits / 8));
    BN_set_bit(start.get(), static_cast<int>(bits) - 1);
    BN_set_bit(start.get(), static_cast<int>(bits) - 2);
    BN_set_bit(start.get(), 0);
    std::array<unsigned, kSmallPrimes> remainders{};
    for (std::size_t i = 0; i < kSmallPrimes; ++i)
      remainders[i] = static_cast<unsigned>(BN_mod_word(start.get(), small_primes()[i]));
    for (unsigned delta = 0; delta < 1U << 16U; delta += 2) {
      bool divisible = false;
      for (std::size_t i = 0; i < kSmallPrimes && !divisible; ++i)
        divisible = (remainders[i] + delta) % small_primes()[i] == 0;
      if (divisible) continue;
      openssl::Bignum candidate(BN_dup(start.get()));
      BN_add_word(candidate.get(), delta);
      if (BN_num_bits(candidate.get()) != static_cast<int>(bits)) break;
      if (BN_mod_word(candidate.get(), kExponent) == 1) continue;  // p - 1 and e must have no common factor
      if (passes_miller_rabin(candidate.get(), random, work)) return candidate;
    }
  }
}

struct Parts {
  openssl::Bignum n, e, d, p, q, dp, dq, qi;
};

Result<Key> build(const Parts& parts) {
  const std::unique_ptr<OSSL_PARAM_BLD, openssl::Deleter<OSSL_PARAM_BLD_free>> builder(OSSL_PARAM_BLD_new());
  const std::pair<const char*, const BIGNUM*> values[] = {
      {OSSL_PKEY_PARAM_RSA_N, parts.n.get()},          {OSSL_PKEY_PARAM_RSA_E, parts.e.get()},
      {OSSL_PKEY_PARAM_RSA_D, parts.d.get()},          {OSSL_PKEY_PARAM_RSA_FACTOR1, parts.p.get()},
      {OSSL_PKEY_PARAM_RSA_FACTOR2, parts.q.get()},    {OSSL_PKEY_PARAM_RSA_EXPONENT1, parts.dp.get()},
      {OSSL_PKEY_PARAM_RSA_EXPONENT2, parts.dq.get()}, {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, parts.qi.get()}};
  for (const auto& [name, value] : values) OSSL_PARAM_BLD_push_BN(builder.get(), name, value);
  const std::unique_ptr<OSSL_PARAM, openssl::Deleter<OSSL_PARAM_free>> params(OSSL_PARAM_BLD_to_param(builder.get()));
  const openssl::PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  if (params == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, params.get()) != 1)
    return rsa_error("an RSA key", openssl::last_reason());
  return Key::adopt(key);
}

// The private operation on a block that is already padded, or that OpenSSL pads.
Result<Bytes> private_operation(const Key& key, int padding, ByteView block) {
  const openssl::PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  std::size_t n = 0;
  if (!key.has_private() || context == nullptr || EVP_PKEY_sign_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), padding) != 1 ||
      EVP_PKEY_sign(context.get(), nullptr, &n, block.data(), block.size()) != 1)
    return rsa_error("a private RSA key", key.has_private() ? openssl::last_reason() : "a public key");
  Bytes signature(n);
  if (EVP_PKEY_sign(context.get(), signature.data(), &n, block.data(), block.size()) != 1)
    return rsa_error("a block that the key can sign", openssl::last_reason());
  signature.resize(n);
  return signature;
}

// RFC 8017 appendix B.2.1.
Bytes mask(Digest algorithm, ByteView seed, std::size_t size) {
  Bytes out;
  for (std::uint8_t counter = 0; out.size() < size; ++counter) {
    const Bytes block = digest(algorithm, concat({seed, Bytes{0, 0, 0, counter}}));
    out.insert(out.end(), block.begin(), block.end());
  }
  out.resize(size);
  return out;
}

}  // namespace

Result<Key> generate_rsa(unsigned bits, RandomSource& random) {
  if (bits < 1024 || bits > 4096 || bits % 64 != 0)
    return rsa_error("a modulus of 1024 to 4096 bits, a multiple of 64", std::to_string(bits));
  const openssl::BignumContext work(BN_CTX_secure_new());
  Parts parts;
  parts.p = draw_prime(bits / 2, random, work.get());
  parts.q = draw_prime(bits / 2, random, work.get());
  if (BN_cmp(parts.p.get(), parts.q.get()) == 0) return rsa_error("two different primes", "the same prime twice");
  if (BN_cmp(parts.p.get(), parts.q.get()) < 0) std::swap(parts.p, parts.q);
  for (openssl::Bignum* part : {&parts.n, &parts.e, &parts.dp, &parts.dq}) part->reset(BN_new());
  BN_set_word(parts.e.get(), kExponent);
  BN_mul(parts.n.get(), parts.p.get(), parts.q.get(), work.get());
  const openssl::Bignum p1(BN_dup(parts.p.get()));
  const openssl::Bignum q1(BN_dup(parts.q.get()));
  BN_sub_word(p1.get(), 1);
  BN_sub_word(q1.get(), 1);
  // d modulo lcm(p - 1, q - 1), RFC 8017 section 3.1.
  const openssl::Bignum product(BN_new());
  const openssl::Bignum divisor(BN_new());
  const openssl::Bignum order(BN_new());
  BN_mul(product.get(), p1.get(), q1.get(), work.get());
  BN_gcd(divisor.get(), p1.get(), q1.get(), work.get());
  BN_div(order.get(), nullptr, product.get(), divisor.get(), work.get());
  parts.d.reset(BN_mod_inverse(nullptr, parts.e.get(), order.get(), work.get()));
  parts.qi.reset(BN_mod_inverse(nullptr, parts.q.get(), parts.p.get(), work.get()));
  if (parts.d == nullptr || parts.qi == nullptr) return rsa_error("an invertible exponent", openssl::last_reason());
  BN_nnmod(parts.dp.get(), parts.d.get(), p1.get(), work.get());
  BN_nnmod(parts.dq.get(), parts.d.get(), q1.get(), work.get());
  return build(parts);
}

unsigned rsa_bits(const Key& key) {
  return EVP_PKEY_is_a(key.get(), "RSA") == 1 ? static_cast<unsigned>(EVP_PKEY_get_bits(key.get())) : 0;
}

Bytes digest_info(Digest algorithm, ByteView digest) {
  return asn1::sequence({asn1::sequence({asn1::oid(digest_oid(algorithm)), asn1::null()}), asn1::octet_string(digest)});
}

Result<DigestInfo> parse_digest_info(ByteView der) {
  // Written again and compared: whatever is not the one right encoding is refused, without a parser of its own.
  for (const Digest algorithm : {Digest::sha1, Digest::sha224, Digest::sha256, Digest::sha384, Digest::sha512}) {
    const std::size_t size = digest_size(algorithm);
    if (der.size() <= size) continue;
    const ByteView digest = der.last(size);
    if (equal_constant_time(digest_info(algorithm, digest), der))
      return DigestInfo{algorithm, Bytes(digest.begin(), digest.end())};
  }
  return rsa_error("a DigestInfo of SHA-1 or SHA-2", std::to_string(der.size()) + " other bytes");
}

Result<Bytes> sign_pkcs1_digest(const Key& key, Digest algorithm, ByteView digest) {
  if (rsa_bits(key) == 0 || digest.size() != digest_size(algorithm))
    return rsa_error("an RSA key and a digest of " + std::to_string(digest_size(algorithm)) + " bytes",
                     std::to_string(digest.size()) + " bytes");
  return private_operation(key, RSA_PKCS1_PADDING, digest_info(algorithm, digest));
}

Result<Bytes> sign_pss_digest(const Key& key, Digest algorithm, ByteView message_digest, ByteView salt) {
  const unsigned bits = rsa_bits(key);
  const std::size_t hash = digest_size(algorithm);
  const std::size_t size = bits / 8;  // the modulus has a multiple of 64 bits, so emBits = bits - 1 fills all bytes
  if (bits == 0 || bits % 8 != 0 || message_digest.size() != hash || size < hash + salt.size() + 2)
    return rsa_error("an RSA key that holds digest and salt", std::to_string(bits) + " bits");
  const Bytes h = digest(algorithm, concat({Bytes(8, 0), message_digest, salt}));
  Bytes block(size - hash - 1, 0);
  block[block.size() - salt.size() - 1] = 1;
  std::copy(salt.begin(), salt.end(), block.end() - static_cast<std::ptrdiff_t>(salt.size()));
  const Bytes masked = mask(algorithm, h, block.size());
  for (std::size_t i = 0; i < block.size(); ++i) block[i] = static_cast<std::uint8_t>(block[i] ^ masked[i]);
  block[0] &= 0x7FU;
  return private_operation(key, RSA_NO_PADDING, concat({block, h, Bytes{0xBC}}));
}

}  // namespace proofmark::pki
