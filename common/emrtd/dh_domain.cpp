#include "common/emrtd/dh_domain.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <array>

#include "common/asn1/der.hpp"
#include "common/emrtd/field.hpp"

namespace proofmark::emrtd {

using numbers::Context;
using numbers::Number;

struct DhDomain::Group {
  unsigned id = 0;
  Number p, q, g;
};

namespace {

constexpr const char* clause = "ICAO 9303-11 section 9.5.1";
constexpr const char* refuse_key = "Refuse the peer's key.";
constexpr std::array<const char*, 3> names{"dh_1024_160", "dh_2048_224", "dh_2048_256"};  // as OpenSSL calls them

tl::unexpected<Error> failed(const char* what) {
  return fail(clause, std::string(what) + " by OpenSSL", "it failed", "Check the installed OpenSSL.");
}

Number parameter(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  return Number(number);
}

// Constant time in the exponent.
Number power(const BIGNUM* base, const BIGNUM* exponent, const BIGNUM* modulus) {
  const Context context(BN_CTX_new());
  Number out(BN_new());
  if (!context || !out || BN_mod_exp_mont_consttime(out.get(), base, exponent, modulus, context.get(), nullptr) != 1)
    return nullptr;
  return out;
}

}  // namespace

Result<DhDomain> DhDomain::standardised(unsigned id) {
  if (id >= names.size())
    return fail(clause, "a standardised Diffie-Hellman group, 0 to 2", std::to_string(id),
                "Use one of 9303-11 table 6.");
  static const std::array<std::shared_ptr<const Group>, names.size()> groups = [] {
    std::array<std::shared_ptr<const Group>, names.size()> made;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
          EVP_PKEY_CTX_new_from_name(nullptr, "DHX", nullptr), EVP_PKEY_CTX_free);
      std::string name = names[i];
      const OSSL_PARAM chosen[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, name.data(), 0),
                                   OSSL_PARAM_construct_end()};
      EVP_PKEY* raw = nullptr;
      if (!context || EVP_PKEY_paramgen_init(context.get()) != 1 ||
          EVP_PKEY_CTX_set_params(context.get(), chosen) != 1 || EVP_PKEY_paramgen(context.get(), &raw) != 1)
        continue;
      const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(raw, EVP_PKEY_free);
      auto group = std::make_shared<Group>();
      group->id = static_cast<unsigned>(i);
      group->p = parameter(key.get(), OSSL_PKEY_PARAM_FFC_P);
      group->q = parameter(key.get(), OSSL_PKEY_PARAM_FFC_Q);
      group->g = parameter(key.get(), OSSL_PKEY_PARAM_FFC_G);
      if (group->p && group->q && group->g) made[i] = std::move(group);
    }
    return made;
  }();
  if (!groups[id]) return failed("a group of RFC 5114");
  return DhDomain(groups[id]);
}

Result<DhDomain> DhDomain::of_parameters(ByteView prime, ByteView generator) {
  for (unsigned id = 0; id < names.size(); ++id) {
    PROOFMARK_TRY(DhDomain known, standardised(id));
    if (numbers::to_bytes(known.group_->p.get(), known.size()) == Bytes(prime.begin(), prime.end()) &&
        numbers::to_bytes(known.group_->g.get(), numbers::length_of(known.group_->g.get())) ==
            Bytes(generator.begin(), generator.end()))
      return known;
  }
  return fail(clause, "a Diffie-Hellman group of RFC 5114",
              "another group of " + std::to_string(8 * prime.size()) + " bits",
              "Refuse the key: its group could be weak.");
}

Result<DhDomain> DhDomain::of_public_key(ByteView subject_public_key_info, Bytes* public_key) {
  PROOFMARK_TRY(const ByteView info, asn1::read_whole(subject_public_key_info, asn1::kSequence));
  asn1::Reader reader(info);
  PROOFMARK_TRY(const asn1::Element algorithm, reader.next(asn1::kSequence));
  PROOFMARK_TRY(const asn1::Element bits, reader.next(asn1::kBitString));
  PROOFMARK_CHECK(reader.finish());
  asn1::Reader fields(algorithm.content);
  PROOFMARK_TRY(const asn1::Element identifier, fields.next(asn1::kObjectIdentifier));
  PROOFMARK_TRY(const std::string oid, asn1::read_oid(identifier));
  PROOFMARK_TRY(const asn1::Element parameters, fields.next());
  PROOFMARK_CHECK(fields.finish());
  PROOFMARK_TRY(const Bytes encoded, asn1::read_bit_string(bits));
  Result<DhDomain> domain = fail(clause, "a Diffie-Hellman key", "algorithm " + oid, "This key kind is not supported.");
  if (oid == "0.4.0.127.0.7.1.2") {  // standardised domain parameters, TR-03110-3 section A.2.1.1
    PROOFMARK_TRY(const std::uint64_t id, asn1::read_uint(parameters));
    domain = standardised(id < names.size() ? static_cast<unsigned>(id) : 3U);
  } else if (oid == "1.2.840.113549.1.3.1" || oid == "1.2.840.10046.2.1") {  // PKCS #3, X9.42: p and g come first
    asn1::Reader list(parameters.content);
    PROOFMARK_TRY(const asn1::Element prime, list.next(asn1::kInteger));
    PROOFMARK_TRY(const asn1::Element generator, list.next(asn1::kInteger));
    PROOFMARK_TRY(const Bytes p, asn1::read_unsigned(prime));
    PROOFMARK_TRY(const Bytes g, asn1::read_unsigned(generator));
    domain = of_parameters(p, g);
  }
  if (!domain) return domain;
  asn1::Reader value(encoded);
  PROOFMARK_TRY(const asn1::Element number, value.next(asn1::kInteger));
  PROOFMARK_CHECK(value.finish());
  PROOFMARK_TRY(const Bytes key, asn1::read_unsigned(number));
  // Agreeing with the private key 1 checks the peer's key and changes nothing.
  PROOFMARK_CHECK(domain->agree(Bytes{1}, key));
  if (public_key != nullptr) *public_key = key;
  return domain;
}

std::size_t DhDomain::size() const {
  return numbers::length_of(group_->p.get());
}

unsigned DhDomain::id() const {
  return group_->id;
}

Result<DhKeyPair> DhDomain::generate(RandomSource& random) const {
  const Bytes candidate = numbers::number_below(group_->q.get(), random);
  if (candidate.empty())
    return fail(clause, "a random number below the subgroup's order", "256 others", "Check the source of randomness.");
  return from_private(candidate);
}

Result<DhKeyPair> DhDomain::from_private(ByteView private_key) const {
  const Number key = numbers::to_number(private_key);
  const Number top(BN_dup(group_->p.get()));
  if (!key || !top || BN_sub_word(top.get(), 1) != 1) return failed("a key pair");
  if (BN_is_zero(key.get()) || BN_cmp(key.get(), top.get()) >= 0)
    return fail(clause, "a private key between 1 and p-2", "another number", "Make the key anew.");
  const Number value = power(group_->g.get(), key.get(), group_->p.get());
  if (!value) return failed("a key pair");
  return DhKeyPair{Bytes(private_key.begin(), private_key.end()),
                   numbers::to_bytes(value.get(), numbers::length_of(value.get()))};
}

Result<Bytes> DhDomain::agree(ByteView private_key, ByteView peer_key) const {
  const Number peer = numbers::to_number(peer_key);
  const Number key = numbers::to_number(private_key);
  const Number top(BN_dup(group_->p.get()));
  if (!peer || !key || !top || BN_sub_word(top.get(), 1) != 1) return failed("key agreement");
  if (peer_key.size() > size() || BN_is_zero(peer.get()) || BN_is_one(peer.get()) || BN_cmp(peer.get(), top.get()) >= 0)
    return fail("RFC 2631 section 2.1.5", "a public key between 2 and p-2", std::to_string(peer_key.size()) + " bytes",
                refuse_key);
  const Number one = power(peer.get(), group_->q.get(), group_->p.get());
  if (!one) return failed("key agreement");
  if (!BN_is_one(one.get()))
    return fail("RFC 2631 section 2.1.5", "a public key of the subgroup of order q", "one outside it", refuse_key);
  if (BN_is_zero(key.get())) return fail(clause, "a private key between 1 and p-2", "zero", "Make the key anew.");
  const Number shared = power(peer.get(), key.get(), group_->p.get());
  if (!shared) return failed("key agreement");
  return numbers::to_bytes(shared.get(), size());
}

Result<DhDomain> DhDomain::with_generator(ByteView generator) const {
  auto mapped = std::make_shared<Group>();
  mapped->id = group_->id;
  mapped->p.reset(BN_dup(group_->p.get()));
  mapped->q.reset(BN_dup(group_->q.get()));
  mapped->g = numbers::to_number(generator);
  if (!mapped->p || !mapped->q || !mapped->g) return failed("mapping");
  if (BN_is_zero(mapped->g.get()) || BN_is_one(mapped->g.get()))
    return fail("ICAO 9303-11 section 4.4.3.3", "a mapped generator", "the neutral element", "Start PACE again.");
  return DhDomain(std::move(mapped));
}

Result<DhDomain> DhDomain::map_generic(ByteView nonce, ByteView private_key, ByteView peer_key) const {
  PROOFMARK_TRY(const Bytes shared, agree(private_key, peer_key));
  const Number s = numbers::to_number(nonce);
  if (!s) return failed("generic mapping");
  numbers::Field modulo_p(group_->p.get());
  const Number powered = modulo_p.power(modulo_p.element(generator()), s);
  const Bytes mapped = modulo_p.bytes(modulo_p.product(powered, modulo_p.element(shared)), size());
  if (!modulo_p.good()) return failed("generic mapping");
  return with_generator(mapped);
}

Result<DhDomain> DhDomain::map_integrated(ByteView pseudo_random) const {
  const Number exponent(BN_dup(group_->p.get()));
  const Context context(BN_CTX_new());
  if (!exponent || !context || BN_sub_word(exponent.get(), 1) != 1 ||
      BN_div(exponent.get(), nullptr, exponent.get(), group_->q.get(), context.get()) != 1)
    return failed("integrated mapping");
  numbers::Field modulo_p(group_->p.get());
  const Bytes mapped = modulo_p.bytes(modulo_p.power(modulo_p.element(pseudo_random), exponent), size());
  if (!modulo_p.good()) return failed("integrated mapping");
  return with_generator(mapped);
}

Bytes DhDomain::generator() const {
  return numbers::to_bytes(group_->g.get(), size());
}

Result<Bytes> DhDomain::subject_public_key_info(ByteView public_key) const {
  const auto integer = [](const BIGNUM* number) {
    return asn1::integer(numbers::to_bytes(number, numbers::length_of(number)));
  };
  const Bytes parameters =
      asn1::sequence({integer(group_->p.get()), integer(group_->g.get()), integer(group_->q.get())});
  return asn1::sequence(
      {asn1::sequence({asn1::oid("1.2.840.10046.2.1"), parameters}), asn1::bit_string(asn1::integer(public_key))});
}

}  // namespace proofmark::emrtd
