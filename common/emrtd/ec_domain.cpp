#include "common/emrtd/ec_domain.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>

#include "common/emrtd/tlv.hpp"

namespace proofmark::emrtd {
namespace {

constexpr const char* clause = "ICAO 9303-11 section 9.5";

struct BnFree {
  void operator()(BIGNUM* number) const { BN_clear_free(number); }
};
struct PointFree {
  void operator()(EC_POINT* point) const { EC_POINT_clear_free(point); }
};
struct ContextFree {
  void operator()(BN_CTX* context) const { BN_CTX_free(context); }
};
using Number = std::unique_ptr<BIGNUM, BnFree>;
using Point = std::unique_ptr<EC_POINT, PointFree>;
using Context = std::unique_ptr<BN_CTX, ContextFree>;

tl::unexpected<Error> failed(const char* what) {
  return fail(clause, std::string(what) + " by OpenSSL", "it failed", "Check the installed OpenSSL.");
}

Result<EC_GROUP*> group_of_nid(int nid, const std::string& name) {
  EC_GROUP* group = nid == NID_undef ? nullptr : EC_GROUP_new_by_curve_name(nid);
  if (group == nullptr)
    return fail(clause, "standardised elliptic-curve domain parameters", name, "Use one of 9303-11 table 6.");
  return group;
}

Result<Number> scalar(const EC_GROUP* group, ByteView bytes) {
  Number number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
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

}  // namespace

Result<EcDomain> EcDomain::standardised(unsigned id) {
  int nid = NID_undef;
  switch (id) {
    case 8:
      nid = NID_X9_62_prime192v1;
      break;
    case 9:
      nid = NID_brainpoolP192r1;
      break;
    case 10:
      nid = NID_secp224r1;
      break;
    case 11:
      nid = NID_brainpoolP224r1;
      break;
    case 12:
      nid = NID_X9_62_prime256v1;
      break;
    case 13:
      nid = NID_brainpoolP256r1;
      break;
    case 14:
      nid = NID_brainpoolP320r1;
      break;
    case 15:
      nid = NID_secp384r1;
      break;
    case 16:
      nid = NID_brainpoolP384r1;
      break;
    case 17:
      nid = NID_brainpoolP512r1;
      break;
    case 18:
      nid = NID_secp521r1;
      break;
    default:
      break;
  }
  PROOFMARK_TRY(EC_GROUP* const group, group_of_nid(nid, "parameter identifier " + std::to_string(id)));
  return EcDomain(std::shared_ptr<ec_group_st>(group, EC_GROUP_free));
}

Result<EcDomain> EcDomain::named(const std::string& name) {
  PROOFMARK_TRY(EC_GROUP* const group, group_of_nid(OBJ_sn2nid(name.c_str()), "'" + name + "'"));
  return EcDomain(std::shared_ptr<ec_group_st>(group, EC_GROUP_free));
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
  // TR-03111 knows ecPublicKey and its own ecka identifier for the same key.
  if (dotted != "1.2.840.10045.2.1" && dotted != "0.4.0.127.0.7.1.1.5.2.3.2")
    return fail(clause, "an elliptic-curve key", "algorithm " + dotted, "This key kind is not supported.");
  PROOFMARK_TRY(const Tlv parameters, fields.next());
  PROOFMARK_CHECK(fields.finish("the key's algorithm"));
  const unsigned char* at = parameters.whole.data();
  EC_GROUP* group = d2i_ECPKParameters(nullptr, &at, static_cast<long>(parameters.whole.size()));
  const std::shared_ptr<ec_group_st> owner(group, EC_GROUP_free);
  if (group == nullptr || EC_GROUP_get_curve_name(group) == NID_undef ||
      at != parameters.whole.data() + parameters.whole.size())
    return fail(clause, "domain parameters of a known curve", "others", "Refuse the key: its curve could be weak.");
  if (bits.value.size() < 2 || bits.value[0] != 0)
    return fail("X.690 clause 8.6", "a point in a BIT STRING of whole bytes", to_hex(bits.value), "Refuse the key.");
  // Explicit parameters may carry another generator than the curve's own; the group is built anew from its name.
  PROOFMARK_TRY(EcDomain domain, EcDomain::named(OBJ_nid2sn(EC_GROUP_get_curve_name(group))));
  const ByteView encoded = bits.value.subspan(1);
  PROOFMARK_TRY(const Point checked, decode_point(domain.group_.get(), domain.field_size(), encoded));
  if (point != nullptr) point->assign(encoded.begin(), encoded.end());
  return domain;
}

std::size_t EcDomain::field_size() const {
  return (static_cast<std::size_t>(EC_GROUP_get_degree(group_.get())) + 7) / 8;
}

std::string EcDomain::curve_name() const {
  return OBJ_nid2sn(EC_GROUP_get_curve_name(group_.get()));
}

Result<EcKeyPair> EcDomain::generate(RandomSource& random) const {
  const std::size_t size = (static_cast<std::size_t>(EC_GROUP_order_bits(group_.get())) + 7) / 8;
  const unsigned spare = static_cast<unsigned>(8 * size) - static_cast<unsigned>(EC_GROUP_order_bits(group_.get()));
  // Candidates have the order's bit length, so each is taken with a probability of at least one half. The bound only
  // ends the loop for a source that is not random at all.
  for (int tries = 0; tries < 256; ++tries) {
    Bytes candidate = random.bytes(size);
    candidate[0] = static_cast<std::uint8_t>(candidate[0] & (0xFFU >> spare));
    if (auto key = from_private(candidate)) return key;
  }
  return fail(clause, "a random number below the group's order", "256 others", "Check the source of randomness.");
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

Result<EcDomain> EcDomain::map_generic(ByteView nonce, ByteView private_key, ByteView peer_point) const {
  PROOFMARK_TRY(const Point shared, shared_point(group_.get(), field_size(), private_key, peer_point));
  const Number s(BN_bin2bn(nonce.data(), static_cast<int>(nonce.size()), nullptr));
  const Number one(BN_new());
  const Point mapped(EC_POINT_new(group_.get()));
  const Context context(BN_CTX_new());
  if (!s || !one || BN_one(one.get()) != 1 || !mapped || !context ||
      EC_POINT_mul(group_.get(), mapped.get(), s.get(), shared.get(), one.get(), context.get()) != 1)
    return failed("generic mapping");
  if (EC_POINT_is_at_infinity(group_.get(), mapped.get()) == 1)
    return fail("ICAO 9303-11 section 4.4.3.3.1", "a mapped generator", "infinity", "Start PACE again.");
  EC_GROUP* copy = EC_GROUP_dup(group_.get());
  const std::shared_ptr<ec_group_st> owner(copy, EC_GROUP_free);
  if (copy == nullptr || EC_GROUP_set_generator(copy, mapped.get(), EC_GROUP_get0_order(group_.get()),
                                                EC_GROUP_get0_cofactor(group_.get())) != 1)
    return failed("generic mapping");
  return EcDomain(owner);
}

Bytes EcDomain::generator() const {
  return encode_point(group_.get(), EC_GROUP_get0_generator(group_.get()));
}

}  // namespace proofmark::emrtd
