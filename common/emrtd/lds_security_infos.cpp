// SecurityInfos of EF.CardAccess and DG14, ICAO 9303-11 section 9.2.
#include <algorithm>

#include "common/asn1/der.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/tlv.hpp"

namespace proofmark::emrtd {
namespace {

constexpr const char* clause = "ICAO 9303-11 section 9.2";
constexpr const char* refuse = "The chip's file is damaged or not what it claims to be; refuse it.";

bool below(const std::string& oid, const std::string& arc) {
  return oid.compare(0, arc.size(), arc) == 0;
}

// PACEInfo has an identifier that names mapping and cipher; PACEDomainParameterInfo ends with the mapping's arc.
bool is_pace_info(const std::string& oid) {
  const std::string arc = "0.4.0.127.0.7.2.2.4.";
  return below(oid, arc) && std::count(oid.begin() + static_cast<std::ptrdiff_t>(arc.size()), oid.end(), '.') == 1;
}
bool is_chip_authentication_info(const std::string& oid) {
  return below(oid, "0.4.0.127.0.7.2.2.3.1.") || below(oid, "0.4.0.127.0.7.2.2.3.2.");
}
bool is_chip_authentication_key(const std::string& oid) {
  return oid == "0.4.0.127.0.7.2.2.1.1" || oid == oid_chip_authentication_key_ecdh;
}

Result<std::optional<std::uint32_t>> optional_integer(TlvReader& reader) {
  PROOFMARK_TRY(const std::optional<Tlv> field, reader.optional(0x02));
  if (!field) return std::optional<std::uint32_t>{};
  PROOFMARK_TRY(const std::uint32_t value, decode_integer(field->value));
  return std::optional<std::uint32_t>(value);
}

Result<std::uint32_t> version_of(TlvReader& reader) {
  PROOFMARK_TRY(const Tlv field, reader.expect(0x02, "the protocol's version"));
  return decode_integer(field.value);
}

Result<void> read_info(const Tlv& info, SecurityInfos& into) {
  TlvReader reader(info.value);
  PROOFMARK_TRY(const Tlv identifier, reader.expect(0x06, "the protocol"));
  PROOFMARK_TRY(const std::string oid, decode_oid(identifier.value));
  if (is_pace_info(oid)) {
    PROOFMARK_TRY(const std::uint32_t version, version_of(reader));
    PROOFMARK_TRY(const std::optional<std::uint32_t> parameter, optional_integer(reader));
    PROOFMARK_CHECK(reader.finish("PACEInfo"));
    into.pace.push_back({oid, version, parameter});
  } else if (is_chip_authentication_info(oid)) {
    PROOFMARK_TRY(const std::uint32_t version, version_of(reader));
    PROOFMARK_TRY(const std::optional<std::uint32_t> key_id, optional_integer(reader));
    PROOFMARK_CHECK(reader.finish("ChipAuthenticationInfo"));
    into.chip_authentication.push_back({oid, version, key_id});
  } else if (is_chip_authentication_key(oid)) {
    PROOFMARK_TRY(const Tlv key, reader.expect(0x30, "SubjectPublicKeyInfo"));
    PROOFMARK_TRY(const std::optional<std::uint32_t> key_id, optional_integer(reader));
    PROOFMARK_CHECK(reader.finish("ChipAuthenticationPublicKeyInfo"));
    into.chip_authentication_keys.push_back({oid, Bytes(key.whole.begin(), key.whole.end()), key_id});
  } else if (oid == oid_active_authentication) {
    PROOFMARK_TRY(const std::uint32_t version, version_of(reader));
    PROOFMARK_TRY(const Tlv algorithm, reader.expect(0x06, "the signature algorithm"));
    PROOFMARK_CHECK(reader.finish("ActiveAuthenticationInfo"));
    if (version != 1 || into.active_authentication_algorithm)
      return fail(clause, "one ActiveAuthenticationInfo of version 1", "another", refuse);
    PROOFMARK_TRY(into.active_authentication_algorithm, decode_oid(algorithm.value));
  } else {
    into.others.emplace_back(info.whole.begin(), info.whole.end());
  }
  return {};
}

Result<Bytes> encode_info(const std::string& oid, ByteView rest) {
  PROOFMARK_TRY(const Bytes content, encode_oid(oid));
  return encode_tlv(0x30, concat({encode_tlv(0x06, content), rest}));
}

Bytes encode_optional(const std::optional<std::uint32_t>& number) {
  return number ? encode_integer(*number) : Bytes{};
}

}  // namespace

Result<SecurityInfos> parse_security_infos(ByteView set, std::size_t most) {
  PROOFMARK_TRY(const Tlv outer, parse_single(set, 0x31, "SecurityInfos"));
  SecurityInfos infos;
  TlvReader reader(outer.value);
  for (std::size_t count = 0; !reader.at_end(); ++count) {
    if (count == most) return fail(clause, "at most " + std::to_string(most) + " SecurityInfos", "more", refuse);
    PROOFMARK_TRY(const Tlv info, reader.expect(0x30, "SecurityInfo"));
    PROOFMARK_CHECK(read_info(info, infos));
  }
  return infos;
}

Result<Bytes> encode_security_infos(const SecurityInfos& infos) {
  std::vector<Bytes> parts = infos.others;
  const auto add = [&](const std::string& oid, ByteView rest) -> Result<void> {
    PROOFMARK_TRY(Bytes info, encode_info(oid, rest));
    parts.push_back(std::move(info));
    return {};
  };
  for (const PaceInfo& info : infos.pace) {
    PROOFMARK_CHECK(add(info.protocol, concat({encode_integer(info.version), encode_optional(info.parameter)})));
  }
  for (const ChipAuthenticationInfo& info : infos.chip_authentication) {
    PROOFMARK_CHECK(add(info.protocol, concat({encode_integer(info.version), encode_optional(info.key_id)})));
  }
  for (const ChipAuthenticationPublicKeyInfo& info : infos.chip_authentication_keys) {
    PROOFMARK_CHECK(add(info.protocol, concat({info.public_key, encode_optional(info.key_id)})));
  }
  if (infos.active_authentication_algorithm) {
    PROOFMARK_TRY(const Bytes algorithm, encode_oid(*infos.active_authentication_algorithm));
    PROOFMARK_CHECK(add(oid_active_authentication, concat({encode_integer(1), encode_tlv(0x06, algorithm)})));
  }
  return asn1::set_of(std::move(parts));
}

Result<SecurityInfos> parse_dg14(ByteView file, std::size_t most) {
  PROOFMARK_TRY(const Tlv group, parse_single(file, 0x6E, "data group 14", Lengths::any));
  return parse_security_infos(group.value, most);
}

Result<Bytes> encode_dg14(const SecurityInfos& infos) {
  PROOFMARK_TRY(const Bytes set, encode_security_infos(infos));
  return encode_tlv(0x6E, set);
}

}  // namespace proofmark::emrtd
