#include "common/emrtd/cv_certificate.hpp"

#include <openssl/ec.h>
#include <openssl/objects.h>

#include <array>

#include "common/asn1/der.hpp"
#include "common/emrtd/numbers.hpp"
#include "common/emrtd/terminal_authentication.hpp"
#include "common/emrtd/tlv.hpp"

namespace proofmark::emrtd {
namespace {

constexpr const char* clause = "TR-03110-3 appendix C";
constexpr const char* refuse = "Refuse the certificate.";
constexpr const char* oid_inspection_system = "0.4.0.127.0.7.3.1.2.1";
constexpr std::array<pki::Curve, 6> curves{pki::Curve::p256,
                                           pki::Curve::p384,
                                           pki::Curve::p521,
                                           pki::Curve::brainpool_p256r1,
                                           pki::Curve::brainpool_p384r1,
                                           pki::Curve::brainpool_p512r1};

tl::unexpected<Error> wrong(const std::string& expected, const std::string& observed) {
  return fail(clause, expected, observed, refuse);
}

// Six bytes, one digit each: YYMMDD of the twenty-first century (D.2.1.3).
Result<std::chrono::year_month_day> read_date(ByteView value) {
  if (value.size() != 6) return wrong("a date of six digits", to_hex(value));
  for (const std::uint8_t digit : value)
    if (digit > 9) return wrong("a date of six digits", to_hex(value));
  const auto two = [&](std::size_t at) { return static_cast<unsigned>(10 * value[at] + value[at + 1]); };
  const std::chrono::year_month_day date{std::chrono::year(2000 + static_cast<int>(two(0))), std::chrono::month(two(2)),
                                         std::chrono::day(two(4))};
  if (!date.ok()) return wrong("a date that exists", to_hex(value));
  return date;
}

Bytes encode_date(std::chrono::year_month_day date) {
  const auto year = static_cast<unsigned>(static_cast<int>(date.year())) % 100;
  const auto month = static_cast<unsigned>(date.month());
  const auto day = static_cast<unsigned>(date.day());
  Bytes digits;
  for (const unsigned number : {year, month, day}) {
    digits.push_back(static_cast<std::uint8_t>(number / 10));
    digits.push_back(static_cast<std::uint8_t>(number % 10));
  }
  return digits;
}

// Prime, coefficients, generator, order and cofactor as data objects 81 to 85 and 87 (D.3.3).
Bytes domain_parameters(pki::Curve curve, ByteView point) {
  const std::unique_ptr<EC_GROUP, decltype(&EC_GROUP_free)> group(
      EC_GROUP_new_by_curve_name(OBJ_sn2nid(pki::openssl_name(curve))), EC_GROUP_free);
  const numbers::Number p(BN_new()), a(BN_new()), b(BN_new());
  const numbers::Context context(BN_CTX_new());
  if (!group || !p || !a || !b || EC_GROUP_get_curve(group.get(), p.get(), a.get(), b.get(), context.get()) != 1)
    return {};
  const std::size_t size = pki::field_size(curve);
  Bytes generator(1 + 2 * size);
  EC_POINT_point2oct(group.get(), EC_GROUP_get0_generator(group.get()), POINT_CONVERSION_UNCOMPRESSED, generator.data(),
                     generator.size(), context.get());
  const BIGNUM* order = EC_GROUP_get0_order(group.get());
  return concat({encode_tlv(0x81, numbers::to_bytes(p.get(), size)), encode_tlv(0x82, numbers::to_bytes(a.get(), size)),
                 encode_tlv(0x83, numbers::to_bytes(b.get(), size)), encode_tlv(0x84, generator),
                 encode_tlv(0x85, numbers::to_bytes(order, numbers::length_of(order))), encode_tlv(0x86, point),
                 encode_tlv(0x87, Bytes{0x01})});
}

Result<pki::Key> read_point(ByteView objects, const pki::Key* parent) {
  PROOFMARK_TRY(const std::optional<Tlv> point, find(objects, 0x86));
  if (!point) return wrong("a public point", "none");
  if (point->whole.size() == objects.size()) {
    const auto curve = parent == nullptr ? std::nullopt : parent->curve();
    if (!curve) return wrong("domain parameters, or a signer to inherit them from", "neither");
    return pki::Key::from_point(*curve, point->value);
  }
  // Written again and compared: only the parameters of a known curve are taken.
  for (const pki::Curve curve : curves) {
    const Bytes known = domain_parameters(curve, point->value);
    if (std::equal(known.begin(), known.end(), objects.begin(), objects.end()))
      return pki::Key::from_point(curve, point->value);
  }
  return wrong("domain parameters of a known curve", "others");
}

Result<pki::Key> read_modulus(TlvReader& reader) {
  PROOFMARK_TRY(const Tlv modulus, reader.expect(0x81, "the modulus"));
  PROOFMARK_TRY(const Tlv exponent, reader.expect(0x82, "the exponent"));
  PROOFMARK_CHECK(reader.finish("the public key"));
  const Bytes numbers = asn1::sequence({asn1::integer(modulus.value), asn1::integer(exponent.value)});
  return pki::Key::from_spki(
      asn1::sequence({asn1::sequence({asn1::oid("1.2.840.113549.1.1.1"), asn1::null()}), asn1::bit_string(numbers)}));
}

Result<pki::Key> read_key(ByteView value, std::string& protocol, const pki::Key* parent) {
  TlvReader reader(value);
  PROOFMARK_TRY(const Tlv oid, reader.expect(0x06, "the key's protocol"));
  PROOFMARK_TRY(protocol, decode_oid(oid.value));
  const auto signature = terminal_signature(protocol);
  if (!signature) return wrong("a terminal authentication protocol", protocol);
  if (signature->scheme == TerminalSignature::Scheme::ecdsa) return read_point(value.subspan(oid.whole.size()), parent);
  return read_modulus(reader);
}

Result<Bytes> encode_key(const std::string& protocol, const pki::Key& key, bool with_parameters) {
  PROOFMARK_TRY(const Bytes oid, encode_oid(protocol));
  Bytes rest;
  if (key.is_ec()) {
    const auto curve = key.curve();
    if (!curve) return wrong("a key on a known curve", "another");
    rest = with_parameters ? domain_parameters(*curve, key.point()) : encode_tlv(0x86, key.point());
  } else {
    const Bytes info = key.spki();
    PROOFMARK_TRY(const ByteView content, asn1::read_whole(info, asn1::kSequence));
    asn1::Reader reader(content);
    PROOFMARK_CHECK(reader.next(asn1::kSequence));
    PROOFMARK_TRY(const asn1::Element bits, reader.next(asn1::kBitString));
    PROOFMARK_TRY(const Bytes numbers, asn1::read_bit_string(bits));
    PROOFMARK_TRY(const ByteView pair, asn1::read_whole(numbers, asn1::kSequence));
    asn1::Reader fields(pair);
    PROOFMARK_TRY(const asn1::Element n, fields.next(asn1::kInteger));
    PROOFMARK_TRY(const asn1::Element e, fields.next(asn1::kInteger));
    PROOFMARK_TRY(const Bytes modulus, asn1::read_unsigned(n));
    PROOFMARK_TRY(const Bytes exponent, asn1::read_unsigned(e));
    rest = concat({encode_tlv(0x81, modulus), encode_tlv(0x82, exponent)});
  }
  return encode_tlv(0x7F49, concat({encode_tlv(0x06, oid), rest}));
}

Result<void> read_authorisation(ByteView value, CvCertificate& into) {
  TlvReader reader(value);
  PROOFMARK_TRY(const Tlv oid, reader.expect(0x06, "the terminal's type"));
  PROOFMARK_TRY(const Tlv rights, reader.expect(0x53, "the authorisation"));
  PROOFMARK_CHECK(reader.finish("the holder's authorisation"));
  PROOFMARK_TRY(const std::string type, decode_oid(oid.value));
  if (type != oid_inspection_system || rights.value.size() != 1)
    return wrong("one byte of an inspection system's authorisation", type);
  const std::uint8_t byte = rights.value[0];
  into.role = static_cast<TerminalRole>(byte >> 6U);
  into.reads_irises = (byte & 0x02U) != 0;
  into.reads_fingerprints = (byte & 0x01U) != 0;
  return {};
}

Result<std::string> read_reference(ByteView value) {
  if (value.size() < 8 || value.size() > 16) return wrong("a reference of 8 to 16 characters", to_hex(value));
  return to_text(value);
}

}  // namespace

Result<SignedCvCertificate> parse_cv_certificate(ByteView encoded, const pki::Key* parent) {
  PROOFMARK_TRY(const Tlv outer, parse_single(encoded, 0x7F21, "the card-verifiable certificate"));
  TlvReader parts(outer.value);
  PROOFMARK_TRY(const Tlv body, parts.expect(0x7F4E, "the certificate's body"));
  PROOFMARK_TRY(const Tlv signature, parts.expect(0x5F37, "the certificate's signature"));
  PROOFMARK_CHECK(parts.finish("the card-verifiable certificate"));
  TlvReader fields(body.value);
  PROOFMARK_TRY(const Tlv version, fields.expect(0x5F29, "the profile's version"));
  PROOFMARK_TRY(const Tlv authority, fields.expect(0x42, "the authority's reference"));
  PROOFMARK_TRY(const Tlv key_object, fields.expect(0x7F49, "the public key"));
  PROOFMARK_TRY(const Tlv holder, fields.expect(0x5F20, "the holder's reference"));
  PROOFMARK_TRY(const Tlv authorisation, fields.expect(0x7F4C, "the holder's authorisation"));
  PROOFMARK_TRY(const Tlv effective, fields.expect(0x5F25, "the effective date"));
  PROOFMARK_TRY(const Tlv expiry, fields.expect(0x5F24, "the expiration date"));
  PROOFMARK_CHECK(fields.finish("the certificate's body"));
  if (version.value.size() != 1 || version.value[0] != 0) return wrong("profile version 0", to_hex(version.value));
  CvCertificate content;
  PROOFMARK_TRY(content.authority, read_reference(authority.value));
  PROOFMARK_TRY(content.holder, read_reference(holder.value));
  PROOFMARK_CHECK(read_authorisation(authorisation.value, content));
  PROOFMARK_TRY(content.effective, read_date(effective.value));
  PROOFMARK_TRY(content.expiry, read_date(expiry.value));
  PROOFMARK_TRY(pki::Key key, read_key(key_object.value, content.protocol, parent));
  return SignedCvCertificate{std::move(content), std::move(key), Bytes(body.whole.begin(), body.whole.end()),
                             Bytes(signature.value.begin(), signature.value.end())};
}

Result<void> verify_cv_certificate(const SignedCvCertificate& certificate, const CvCertificate& signer,
                                   const pki::Key& signer_key) {
  const CvCertificate& content = certificate.content;
  if (content.authority != signer.holder)
    return wrong("a certificate of " + signer.holder, "one of " + content.authority);
  const bool verifier =
      content.role == TerminalRole::domestic_verifier || content.role == TerminalRole::foreign_verifier;
  const bool by_authority =
      signer.role == TerminalRole::authority && (verifier || content.role == TerminalRole::authority);
  const bool by_verifier =
      (signer.role == TerminalRole::domestic_verifier || signer.role == TerminalRole::foreign_verifier) &&
      content.role == TerminalRole::inspection_system;
  if (!by_authority && !by_verifier) return wrong("a role that the signer may certify", "another");
  return verify_for_terminal(signer.protocol, signer_key, certificate.body, certificate.signature);
}

Result<Bytes> make_cv_certificate(const CvCertificate& content, const pki::Key& key, bool with_parameters,
                                  const CvCertificate& signer, const pki::Key& signer_key, RandomSource& random) {
  PROOFMARK_TRY(const Bytes key_object, encode_key(content.protocol, key, with_parameters));
  PROOFMARK_TRY(const Bytes type, encode_oid(oid_inspection_system));
  const auto rights =
      static_cast<std::uint8_t>(static_cast<unsigned>(content.role) << 6U | (content.reads_irises ? 2U : 0U) |
                                (content.reads_fingerprints ? 1U : 0U));
  const Bytes body = encode_tlv(
      0x7F4E,
      concat({encode_tlv(0x5F29, Bytes{0x00}), encode_tlv(0x42, to_bytes(signer.holder)), key_object,
              encode_tlv(0x5F20, to_bytes(content.holder)),
              encode_tlv(0x7F4C, concat({encode_tlv(0x06, type), encode_tlv(0x53, Bytes{rights})})),
              encode_tlv(0x5F25, encode_date(content.effective)), encode_tlv(0x5F24, encode_date(content.expiry))}));
  PROOFMARK_TRY(const Bytes signature, sign_for_terminal(signer.protocol, signer_key, body, random));
  return encode_tlv(0x7F21, concat({body, encode_tlv(0x5F37, signature)}));
}

}  // namespace proofmark::emrtd
