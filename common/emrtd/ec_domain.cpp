#include "common/emrtd/ec_domain.hpp"

#include <openssl/obj_mac.h>
#include <openssl/objects.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

#include "common/asn1/der.hpp"
#include "common/emrtd/field.hpp"
#include "common/emrtd/tlv.hpp"

namespace proofmark::emrtd {

using numbers::Context;
using numbers::Number;
using numbers::Point;

namespace {

constexpr const char* clause = "ICAO 9303-11 section 9.5";

// 9303-11 table 6, from identifier 8 on.
constexpr unsigned first_curve = 8;
constexpr std::array<int, 11> curves{NID_X9_62_prime192v1, NID_brainpoolP192r1,  NID_secp224r1,
                                     NID_brainpoolP224r1,  NID_X9_62_prime256v1, NID_brainpoolP256r1,
                                     NID_brainpoolP320r1,  NID_secp384r1,        NID_brainpoolP384r1,
                                     NID_brainpoolP512r1,  NID_secp521r1};

tl::unexpected<Error> failed(const char* what) {
  return fail(clause, std::string(what) + " by OpenSSL", "it failed", "Check the installed OpenSSL.");
}

// Groups are made once and never changed, so that domains and threads may share them. Only curves that OpenSSL knows by
// name come here: there are some eighty.
Result<std::shared_ptr<ec_group_st>> group_of_nid(int nid, const std::string& name) {
  static std::map<int, std::shared_ptr<ec_group_st>> made;
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  const auto before = made.find(nid);
  if (before != made.end()) return before->second;
  EC_GROUP* group = nid == NID_undef ? nullptr : EC_GROUP_new_by_curve_name(nid);
  if (group == nullptr)
    return fail(clause, "standardised elliptic-curve domain parameters", name, "Use one of 9303-11 table 6.");
  return made.emplace(nid, std::shared_ptr<ec_group_st>(group, EC_GROUP_free)).first->second;
}

Result<Number> scalar(const EC_GROUP* group, ByteView bytes) {
  Number number = numbers::to_number(bytes);
  if (!number || BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(group)) >= 0)
    return fail(clause, "a private key between 1 and the group's order", "another number", "Make the key anew.");
  return number;
}

Result<Point> decode_point(const EC_GROUP* group, std::size_t field, ByteView bytes) {
  const auto refuse = [](const std::string& observed) {
    return fail("TR-03111 section 3.2.1", "an uncompressed point of the curve", observed, "Refuse the peer's key.");
  };
  if (bytes.size() != 1 + 2 * field || bytes[0] != 0x04)
    return refuse(std::to_string(bytes.size()) + " bytes of another form");
  Point point(EC_POINT_new(group));
  const Context context(BN_CTX_new());
  if (!point || !context) return failed("a point");
  if (EC_POINT_oct2point(group, point.get(), bytes.data(), bytes.size(), context.get()) != 1 ||
      EC_POINT_is_on_curve(group, point.get(), context.get()) != 1 || EC_POINT_is_at_infinity(group, point.get()) == 1)
    return refuse("a point that is not on it");
  return point;
}

Bytes encode_point(const EC_GROUP* group, const EC_POINT* point) {
  const Context context(BN_CTX_new());
  Bytes out(EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, nullptr, 0, context.get()));
  out.resize(EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, out.data(), out.size(), context.get()));
  return out;
}

Result<Point> shared_point(const EC_GROUP* group, std::size_t field, ByteView private_key, ByteView peer) {
  PROOFMARK_TRY(const Number key, scalar(group, private_key));
  PROOFMARK_TRY(const Point other, decode_point(group, field, peer));
  Point shared(EC_POINT_new(group));
  const Context context(BN_CTX_new());
  if (!shared || !context || EC_POINT_mul(group, shared.get(), nullptr, other.get(), key.get(), context.get()) != 1)
    return failed("key agreement");
  if (EC_POINT_is_at_infinity(group, shared.get()) == 1)
    return fail("TR-03111 section 4.3.1", "a shared point", "infinity", "Refuse the peer's key.");
  return shared;
}

// ICAO 9303-11 appendix B.2, for affine coordinates and primes that are 3 modulo 4. Both candidates are computed and
// one is taken without a branch: which one it is depends on the nonce, and so does each number on the way.
Result<Bytes> encode_to_point(const EC_GROUP* group, std::size_t field, ByteView pseudo_random) {
  const Context context(BN_CTX_new());
  const Number p(BN_new()), plain_a(BN_new()), plain_b(BN_new());
  if (!context || !p || !plain_a || !plain_b ||
      EC_GROUP_get_curve(group, p.get(), plain_a.get(), plain_b.get(), context.get()) != 1)
    return failed("point encoding");
  if (BN_mod_word(p.get(), 4) != 3)
    return fail("ICAO 9303-11 appendix B", "a curve over a prime that is 3 modulo 4", "another curve",
                "Use another mapping or other domain parameters.");
  // p-1-(p+1)/4, that is (3p-5)/4, gives 1/sqrt(h) up to its sign.
  const Number rooting(BN_dup(p.get()));
  if (!rooting || BN_mul_word(rooting.get(), 3) != 1 || BN_sub_word(rooting.get(), 5) != 1 ||
      BN_rshift(rooting.get(), rooting.get(), 2) != 1)
    return failed("point encoding");
  numbers::Field f(p.get());
  const Number a = f.element(numbers::to_bytes(plain_a.get(), field));
  const Number b = f.element(numbers::to_bytes(plain_b.get(), field));
  const Number t = f.element(pseudo_random);
  const Number alpha = f.negative(f.product(t, t));
  const Number alphas = f.sum(alpha, f.product(alpha, alpha));
  const Number divisor = f.product(a, alphas);
  const Number x2 = f.product(f.product(f.negative(b), f.sum(f.one(), alphas)), f.inverse(divisor));
  const Number x3 = f.product(alpha, x2);
  const Number h2 = f.sum(f.sum(f.product(f.product(x2, x2), x2), f.product(a, x2)), b);
  const Number root = f.power(h2, rooting);
  const Number y2 = f.product(root, h2);
  const Number y3 = f.product(root, f.product(f.product(f.product(t, t), t), h2));
  const Number square = f.product(f.product(root, root), h2);
  const Bytes for_x2 = concat({f.bytes(x2, field), f.bytes(y2, field)});
  const Bytes for_x3 = concat({f.bytes(x3, field), f.bytes(y3, field)});
  const bool takes_x2 = equal_constant_time(f.bytes(square, field), f.bytes(f.one(), field));
  if (!f.good()) return failed("point encoding");
  if (BN_is_zero(divisor.get()))
    return fail("ICAO 9303-11 appendix B.2", "a nonce other than 0, 1 and -1", "one of them", "Start PACE again.");
  const auto second = static_cast<std::uint8_t>(-static_cast<int>(takes_x2));  // all ones or zero
  Bytes point(1 + 2 * field, 0x04);
  for (std::size_t i = 0; i < 2 * field; ++i)
    point[1 + i] = static_cast<std::uint8_t>((for_x2[i] & second) | (for_x3[i] & static_cast<std::uint8_t>(~second)));
  return point;
}

}  // namespace

Result<EcDomain> EcDomain::standardised(unsigned id) {
  if (id < first_curve || id - first_curve >= curves.size())
    return fail(clause, "standardised elliptic-curve domain parameters", "parameter identifier " + std::to_string(id),
                "Use one of 9303-11 table 6.");
  PROOFMARK_TRY(auto group, group_of_nid(curves[id - first_curve], "parameter identifier " + std::to_string(id)));
  return EcDomain(std::move(group));
}

Result<EcDomain> EcDomain::named(const std::string& name) {
  PROOFMARK_TRY(auto group, group_of_nid(OBJ_sn2nid(name.c_str()), "'" + name + "'"));
  return EcDomain(std::move(group));
}

Result<EcDomain> EcDomain::of_public_key(ByteView subject_public_key_info, Bytes* point) {
  PROOFMARK_TRY(const Tlv info, parse_single(subject_public_key_info, 0x30, "SubjectPublicKeyInfo"));
  TlvReader reader(info.value);
  PROOFMARK_TRY(const Tlv algorithm, reader.expect(0x30, "the key's algorithm"));
  PROOFMARK_TRY(const Tlv bits, reader.expect(0x03, "the public key"));
  PROOFMARK_CHECK(reader.finish("SubjectPublicKeyInfo"));
  TlvReader fields(algorithm.value);
  PROOFMARK_TRY(const Tlv oid, fields.expect(0x06, "the key's algorithm"));
  PROOFMARK_TRY(const std::string dotted, decode_oid(oid.value));
  if (bits.value.size() < 2 || bits.value[0] != 0)
    return fail("X.690 clause 8.6", "a point in a BIT STRING of whole bytes", to_hex(bits.value), "Refuse the key.");
  const ByteView encoded = bits.value.subspan(1);
  const auto checked = [&](EcDomain domain) -> Result<EcDomain> {
    PROOFMARK_TRY(const Point on_curve, decode_point(domain.group_.get(), domain.field_size(), encoded));
    if (point != nullptr) point->assign(encoded.begin(), encoded.end());
    return domain;
  };
  if (dotted == "0.4.0.127.0.7.1.2") {  // standardised domain parameters, TR-03110-3 section A.2.1.1
    PROOFMARK_TRY(const Tlv identifier, fields.expect(0x02, "the domain parameters"));
    PROOFMARK_CHECK(fields.finish("the key's algorithm"));
    PROOFMARK_TRY(const std::uint32_t id, decode_integer(identifier.value));
    PROOFMARK_TRY(EcDomain domain, standardised(id));
    return checked(std::move(domain));
  }
  // TR-03111 knows ecPublicKey and its own ecka identifier for the same key.
  if (dotted != "1.2.840.10045.2.1" && dotted != "0.4.0.127.0.7.1.1.5.2.3.2")
    return fail(clause, "an elliptic-curve key", "algorithm " + dotted, "This key kind is not supported.");
  PROOFMARK_TRY(const Tlv parameters, fields.next());
  PROOFMARK_CHECK(fields.finish("the key's algorithm"));
  if (parameters.tag == 0x06) {  // by name
    PROOFMARK_TRY(const std::string curve, decode_oid(parameters.value));
    PROOFMARK_TRY(auto group, group_of_nid(OBJ_txt2nid(curve.c_str()), "curve " + curve));
    return checked(EcDomain(std::move(group)));
  }
  const unsigned char* at = parameters.whole.data();
  EC_GROUP* group = d2i_ECPKParameters(nullptr, &at, static_cast<long>(parameters.whole.size()));
  const std::shared_ptr<ec_group_st> owner(group, EC_GROUP_free);
  if (group == nullptr || EC_GROUP_get_curve_name(group) == NID_undef ||
      at != parameters.whole.data() + parameters.whole.size())
    return fail(clause, "domain parameters of a known curve", "others", "Refuse the key: its curve could be weak.");
  // Explicit parameters may carry another generator than the curve's own; the group is built anew from its name.
  PROOFMARK_TRY(EcDomain domain, EcDomain::named(OBJ_nid2sn(EC_GROUP_get_curve_name(group))));
  return checked(std::move(domain));
}

std::size_t EcDomain::field_size() const {
  return (static_cast<std::size_t>(EC_GROUP_get_degree(group_.get())) + 7) / 8;
}

std::string EcDomain::curve_name() const {
  return OBJ_nid2sn(EC_GROUP_get_curve_name(group_.get()));
}

Result<EcKeyPair> EcDomain::generate(RandomSource& random) const {
  const Bytes candidate = numbers::number_below(EC_GROUP_get0_order(group_.get()), random);
  if (candidate.empty())
    return fail(clause, "a random number below the group's order", "256 others", "Check the source of randomness.");
  return from_private(candidate);
}

Result<EcKeyPair> EcDomain::from_private(ByteView private_key) const {
  PROOFMARK_TRY(const Number key, scalar(group_.get(), private_key));
  const Point point(EC_POINT_new(group_.get()));
  const Context context(BN_CTX_new());
  if (!point || !context || EC_POINT_mul(group_.get(), point.get(), key.get(), nullptr, nullptr, context.get()) != 1)
    return failed("a key pair");
  Bytes padded(std::max(field_size(), static_cast<std::size_t>(BN_num_bytes(key.get()))));
  if (BN_bn2binpad(key.get(), padded.data(), static_cast<int>(padded.size())) < 0) return failed("a key pair");
  return EcKeyPair{std::move(padded), encode_point(group_.get(), point.get())};
}

Result<Bytes> EcDomain::agree(ByteView private_key, ByteView peer_point) const {
  PROOFMARK_TRY(const Point shared, shared_point(group_.get(), field_size(), private_key, peer_point));
  const Bytes encoded = encode_point(group_.get(), shared.get());
  return Bytes(encoded.begin() + 1, encoded.begin() + 1 + static_cast<std::ptrdiff_t>(field_size()));
}

Result<EcDomain> EcDomain::with_generator(const ec_point_st* point) const {
  if (EC_POINT_is_at_infinity(group_.get(), point) == 1)
    return fail("ICAO 9303-11 section 4.4.3.3", "a mapped generator", "infinity", "Start PACE again.");
  EC_GROUP* copy = EC_GROUP_dup(group_.get());
  const std::shared_ptr<ec_group_st> owner(copy, EC_GROUP_free);
  if (copy == nullptr ||
      EC_GROUP_set_generator(copy, point, EC_GROUP_get0_order(group_.get()), EC_GROUP_get0_cofactor(group_.get())) != 1)
    return failed("mapping");
  return EcDomain(owner);
}

Result<EcDomain> EcDomain::map_generic(ByteView nonce, ByteView private_key, ByteView peer_point) const {
  PROOFMARK_TRY(const Point shared, shared_point(group_.get(), field_size(), private_key, peer_point));
  const Number s = numbers::to_number(nonce);
  const Point mapped(EC_POINT_new(group_.get()));
  const Context context(BN_CTX_new());
  // In two steps: OpenSSL multiplies by one scalar in constant time (a ladder), by two at once it does not, and the
  // nonce must not be told by the time.
  if (!s || !mapped || !context ||
      EC_POINT_mul(group_.get(), mapped.get(), s.get(), nullptr, nullptr, context.get()) != 1 ||
      EC_POINT_add(group_.get(), mapped.get(), mapped.get(), shared.get(), context.get()) != 1)
    return failed("generic mapping");
  return with_generator(mapped.get());
}

Result<EcDomain> EcDomain::map_integrated(ByteView pseudo_random) const {
  PROOFMARK_TRY(const Bytes encoded, encode_to_point(group_.get(), field_size(), pseudo_random));
  PROOFMARK_TRY(const Point point, decode_point(group_.get(), field_size(), encoded));
  return with_generator(point.get());
}

Bytes EcDomain::generator() const {
  return encode_point(group_.get(), EC_GROUP_get0_generator(group_.get()));
}

Result<Bytes> EcDomain::chip_authentication_data(ByteView static_private, ByteView mapping_private) const {
  PROOFMARK_CHECK(scalar(group_.get(), static_private));
  PROOFMARK_CHECK(scalar(group_.get(), mapping_private));
  const BIGNUM* order = EC_GROUP_get0_order(group_.get());
  const std::size_t size = std::max(field_size(), numbers::length_of(order));
  numbers::Field modulo_order(order);  // a prime for every curve of table 6
  const Number inverse = modulo_order.inverse(modulo_order.element(static_private));
  Bytes data = modulo_order.bytes(modulo_order.product(inverse, modulo_order.element(mapping_private)), size);
  if (!modulo_order.good()) return failed("chip authentication data");
  return data;
}

Result<Bytes> EcDomain::multiply(ByteView number, ByteView point) const {
  PROOFMARK_TRY(const Point product, shared_point(group_.get(), field_size(), number, point));
  return encode_point(group_.get(), product.get());
}

Result<Bytes> EcDomain::subject_public_key_info(ByteView point) const {
  const int nid = EC_GROUP_get_curve_name(group_.get());
  std::array<char, 64> dotted{};
  const int length = OBJ_obj2txt(dotted.data(), static_cast<int>(dotted.size()), OBJ_nid2obj(nid), 1);
  if (length <= 0 || length >= static_cast<int>(dotted.size())) return failed("the curve's identifier");
  return asn1::sequence(
      {asn1::sequence({asn1::oid("1.2.840.10045.2.1"), asn1::oid(dotted.data())}), asn1::bit_string(point)});
}

}  // namespace proofmark::emrtd
