// The descriptive files of ISO/IEC 7816-15: what there is, where it is and what one needs to use it.
#include "common/asn1/der.hpp"
#include "common/pki/rsa.hpp"
#include "simulators/card/contact/content.hpp"

namespace proofmark::card::contact {

namespace {

constexpr std::uint16_t kAuthenticationObjects = 0x4401;
constexpr std::uint16_t kPrivateKeys = 0x4402;
constexpr std::uint16_t kPublicKeys = 0x4403;
constexpr std::uint16_t kCertificates = 0x4404;
constexpr std::uint16_t kTrustedCertificates = 0x4405;
constexpr std::uint16_t kFirstCertificate = 0x4331;
constexpr std::uint16_t kFirstPublicKey = 0x4431;
constexpr std::uint16_t kFirstAuthority = 0x4531;

// Identifiers that tie a key pair, its certificate and its PIN together.
const Bytes kQualifiedId{0x01};
const Bytes kAuthenticationId{0x02};
const Bytes kPinId{0x01};
const Bytes kPukId{0x02};

Bytes utf8(const std::string& text) {
  return asn1::encode(asn1::kUtf8String, to_bytes(text));
}

// BIT STRING of named bits, the first on the left, without trailing zeros.
Bytes named_bits(std::initializer_list<unsigned> set) {
  std::uint32_t bits = 0;
  unsigned highest = 0;
  for (const unsigned bit : set) {
    bits |= 0x80000000U >> bit;
    highest = std::max(highest, bit);
  }
  Bytes content{static_cast<std::uint8_t>(7 - highest % 8)};
  for (unsigned byte = 0; byte <= highest / 8; ++byte)
    content.push_back(static_cast<std::uint8_t>(bits >> (24U - 8U * byte)));
  return asn1::encode(asn1::kBitString, content);
}

Bytes path_to(std::uint16_t file) {
  const auto byte = [](unsigned value) { return static_cast<std::uint8_t>(value & 0xFFU); };
  return asn1::sequence({asn1::octet_string(
      Bytes{0x3F, 0x00, byte(kApplication >> 8U), byte(kApplication), byte(file >> 8U), byte(file)})});
}

Bytes application_path() {
  return asn1::sequence({asn1::octet_string(Bytes{0x3F, 0x00, 0x50, 0x15})});
}

Bytes pin_object(const std::string& label, const Bytes& id, const Bytes& guarded_by, const CodeRules& rules,
                 std::uint8_t reference, bool unblocking) {
  // PinFlags: local, initialized, needs padding; the PUK unblocks and is itself neither changed nor unblocked.
  const Bytes flags = unblocking ? named_bits({1, 2, 3, 4, 5, 6}) : named_bits({1, 4, 5});
  const Bytes attributes =
      asn1::sequence({flags, Bytes{0x0A /* ENUMERATED */, 1, 1 /* ascii-numeric */}, asn1::integer(rules.shortest),
                      asn1::integer(rules.longest), asn1::integer(rules.longest),
                      asn1::encode(asn1::context_primitive(0), Bytes{reference}), asn1::octet_string(Bytes{0xFF}),
                      application_path()});
  const Bytes guard = guarded_by.empty() ? Bytes{} : asn1::octet_string(guarded_by);
  return asn1::sequence({asn1::sequence({utf8(label), named_bits({0, 1}), guard}),
                         asn1::sequence({asn1::octet_string(id)}), asn1::encode(asn1::context(1), attributes)});
}

struct KeyObject {
  std::string label;
  Bytes id;
  std::uint8_t reference;
  bool qualified;
  const KeyPair* pair;
  std::uint16_t public_file;
};

std::uint8_t key_tag(const KeyObject& object) {
  return object.pair->key.is_ec() ? asn1::context(0) : asn1::kSequence;
}

// RSA: the modulus' length. EC: none is needed, the key file names the curve.
Bytes key_attributes(const KeyObject& object, const Bytes& path) {
  const Bytes length =
      object.pair->key.is_ec() ? Bytes{} : asn1::integer(std::uint64_t{pki::rsa_bits(object.pair->key)});
  return asn1::encode(asn1::context(1), asn1::sequence({path, length}));
}

Bytes private_key_object(const KeyObject& object) {
  // The qualified key asks for its PIN before every signature (userConsent 1).
  const Bytes consent = object.qualified ? asn1::integer(1) : Bytes{};
  const Bytes common = asn1::sequence({utf8(object.label), named_bits({0}), asn1::octet_string(kPinId), consent});
  const Bytes usage = object.qualified ? named_bits({2, 9}) : named_bits({2});  // sign, nonRepudiation
  // Sensitive, always so, never extractable, made on the card.
  const Bytes access = named_bits({0, 2, 3, 4});
  const Bytes key =
      asn1::sequence({asn1::octet_string(object.id), usage, access, asn1::integer(std::uint64_t{object.reference})});
  return asn1::encode(key_tag(object), {common, key, key_attributes(object, application_path())});
}

Bytes public_key_object(const KeyObject& object) {
  const Bytes key = asn1::sequence({asn1::octet_string(object.id), named_bits({6})});  // verify
  return asn1::encode(key_tag(object),
                      {asn1::sequence({utf8(object.label)}), key, key_attributes(object, path_to(object.public_file))});
}

Bytes certificate_object(const std::string& label, const Bytes& id, bool authority, std::uint16_t file) {
  const Bytes flag = authority ? Bytes{asn1::kBoolean, 1, 0xFF} : Bytes{};
  return asn1::sequence({asn1::sequence({utf8(label)}), asn1::sequence({asn1::octet_string(id), flag}),
                         asn1::encode(asn1::context(1), asn1::sequence({path_to(file)}))});
}

// RSAPublicKey for RSA, SubjectPublicKeyInfo else.
Result<Bytes> public_key_file(const pki::Key& key) {
  const Bytes info = key.spki();
  if (key.is_ec()) return info;
  PROOFMARK_TRY(const ByteView content, asn1::read_whole(info, asn1::kSequence));
  asn1::Reader reader(content);
  PROOFMARK_CHECK(reader.next(asn1::kSequence));
  PROOFMARK_TRY(const asn1::Element bits, reader.next(asn1::kBitString));
  return asn1::read_bit_string(bits);
}

Bytes directory_entry(const std::string& label) {
  const auto application = [](std::uint8_t number, const Bytes& value) {
    return asn1::encode(static_cast<std::uint8_t>(0x40U | number), value);
  };
  return asn1::encode(0x61, {application(0x0F, application_name()), application(0x10, to_bytes(label)),
                             application(0x11, Bytes{0x3F, 0x00, 0x50, 0x15})});
}

Bytes token_info(const ContactContent& content) {
  // Version 1; flags: login required, PRN generation not offered.
  return asn1::sequence({asn1::integer(0), asn1::octet_string(content.serial_number), utf8("proofmark simulator"),
                         asn1::encode(asn1::context_primitive(0), to_bytes(content.label)), named_bits({1})});
}

Bytes object_directory() {
  const auto entry = [](unsigned kind, std::uint16_t file) { return asn1::encode(asn1::context(kind), path_to(file)); };
  return concat({entry(0, kPrivateKeys), entry(1, kPublicKeys), entry(4, kCertificates), entry(5, kTrustedCertificates),
                 entry(8, kAuthenticationObjects)});
}

}  // namespace

const Bytes& application_name() {
  static const Bytes name{0xA0, 0x00, 0x00, 0x00, 0x63, 0x50, 0x4B, 0x43, 0x53, 0x2D, 0x31, 0x35};
  return name;
}

Result<Layout> make_layout(const ContactContent& content) {
  const KeyObject keys[] = {
      {"Kvalifikuotas parašas", kQualifiedId, kQualifiedKey, true, &content.qualified, kFirstPublicKey},
      {"Atpažinimas", kAuthenticationId, kAuthenticationKey, false, &content.authentication, kFirstPublicKey + 1}};
  Layout layout;
  layout.master[kDirectory] = directory_entry(content.label);
  auto& files = layout.application;
  files[kObjectDirectory] = object_directory();
  files[kTokenInfo] = token_info(content);
  files[kAuthenticationObjects] = concat({pin_object("PIN", kPinId, kPukId, content.pin_rules, kPinReference, false),
                                          pin_object("PUK", kPukId, {}, content.puk_rules, kPukReference, true)});
  std::uint16_t file = kFirstCertificate;
  for (const KeyObject& key : keys) {
    const auto add = [&](std::uint16_t to, const Bytes& object) { files[to] = concat({files[to], object}); };
    add(kPrivateKeys, private_key_object(key));
    add(kPublicKeys, public_key_object(key));
    add(kCertificates, certificate_object(key.label, key.id, false, file));
    files[file++] = key.pair->certificate.der();
    PROOFMARK_TRY(files[key.public_file], public_key_file(key.pair->key));
  }
  file = kFirstAuthority;
  std::uint8_t id = 0x10;
  for (const pki::Certificate& authority : content.authorities) {
    Bytes& list = files[kTrustedCertificates];
    list = concat({list, certificate_object(authority.subject(), Bytes{id++}, true, file)});
    files[file++] = authority.der();
  }
  return layout;
}

}  // namespace proofmark::card::contact
