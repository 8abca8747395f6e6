#include "common/emrtd/lds.hpp"

#include <algorithm>

#include "common/emrtd/tlv.hpp"

namespace proofmark::emrtd {
namespace {

constexpr const char* refuse = "The chip's file is damaged or not what it claims to be; refuse it.";
constexpr std::array<std::uint8_t, 16> data_group_tags{0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68,
                                                       0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70};

bool digits(ByteView text, std::size_t count) {
  return text.size() == count &&
         std::all_of(text.begin(), text.end(), [](std::uint8_t c) { return c >= '0' && c <= '9'; });
}

Result<std::string> digest_oid(ByteView algorithm) {
  TlvReader reader(algorithm);
  PROOFMARK_TRY(const Tlv oid, reader.expect(0x06, "the hash algorithm"));
  PROOFMARK_CHECK(reader.optional(0x05));  // NULL parameters may be there or not (RFC 5754)
  PROOFMARK_CHECK(reader.finish("the hash algorithm"));
  return decode_oid(oid.value);
}

Result<void> read_hashes(ByteView list, std::map<unsigned, Bytes>& hashes) {
  TlvReader reader(list);
  while (!reader.at_end()) {
    PROOFMARK_TRY(const Tlv entry, reader.expect(0x30, "a data group's hash"));
    TlvReader fields(entry.value);
    PROOFMARK_TRY(const Tlv number, fields.expect(0x02, "a data group's number"));
    PROOFMARK_TRY(const Tlv hash, fields.expect(0x04, "a hash"));
    PROOFMARK_CHECK(fields.finish("a data group's hash"));
    PROOFMARK_TRY(const std::uint32_t group, decode_integer(number.value));
    if (group < 1 || group > 16 || hash.value.empty() || hash.value.size() > 64 || hashes.contains(group))
      return fail("ICAO 9303-10 section 4.6.2.3", "each data group 1 to 16 once with its hash",
                  "data group " + std::to_string(group), refuse);
    hashes[group] = Bytes(hash.value.begin(), hash.value.end());
  }
  if (hashes.empty()) return fail("ICAO 9303-10 section 4.6.2.3", "hashes of data groups", "none", refuse);
  return {};
}

}  // namespace

std::uint8_t tag_of_data_group(unsigned number) {
  return number >= 1 && number <= 16 ? data_group_tags[number - 1] : std::uint8_t{0};
}

unsigned data_group_of_tag(std::uint32_t tag) {
  for (unsigned i = 0; i < data_group_tags.size(); ++i)
    if (data_group_tags[i] == tag) return i + 1;
  return 0;
}

Result<EfCom> parse_com(ByteView file) {
  PROOFMARK_TRY(const Tlv com, parse_single(file, 0x60, "EF.COM", Lengths::any));
  TlvReader reader(com.value, Lengths::any);
  PROOFMARK_TRY(const Tlv lds, reader.expect(0x5F01, "the LDS version"));
  PROOFMARK_TRY(const Tlv unicode, reader.expect(0x5F36, "the Unicode version"));
  PROOFMARK_TRY(const Tlv tags, reader.expect(0x5C, "the list of data groups"));
  PROOFMARK_CHECK(reader.finish("EF.COM"));
  if (!digits(lds.value, 4) || !digits(unicode.value, 6))
    return fail("ICAO 9303-10 section 4.6.1", "versions of four and six digits",
                to_hex(lds.value) + " and " + to_hex(unicode.value), refuse);
  if (to_text(lds.value.first(2)) != "01" || to_text(unicode.value.first(2)) != "04")
    return fail("ICAO 9303-10 section 4.6.1", "version 1 of the data structure and version 4 of Unicode",
                to_text(lds.value) + " and " + to_text(unicode.value), refuse);
  EfCom parsed{to_text(lds.value), to_text(unicode.value), {}};
  for (const std::uint8_t tag : tags.value) {
    const auto& seen = parsed.data_group_tags;
    if (data_group_of_tag(tag) == 0 || std::find(seen.begin(), seen.end(), tag) != seen.end())
      return fail("ICAO 9303-10 section 4.6.1", "tags of data groups, each once", to_hex(tags.value), refuse);
    parsed.data_group_tags.push_back(tag);
  }
  return parsed;
}

Bytes encode_com(const EfCom& com) {
  return encode_tlv(
      0x60, concat({encode_tlv(0x5F01, to_bytes(com.lds_version)), encode_tlv(0x5F36, to_bytes(com.unicode_version)),
                    encode_tlv(0x5C, com.data_group_tags)}));
}

Result<std::string> parse_dg1(ByteView file) {
  PROOFMARK_TRY(const Tlv group, parse_single(file, 0x61, "data group 1", Lengths::any));
  PROOFMARK_TRY(const Tlv zone, parse_single(group.value, 0x5F1F, "the machine readable zone", Lengths::any));
  if (zone.value.size() != 90 && zone.value.size() != 88 && zone.value.size() != 72)
    return fail("ICAO 9303-10 section 4.7.1", "90, 88 or 72 characters", std::to_string(zone.value.size()), refuse);
  return to_text(zone.value);
}

Bytes encode_dg1(const std::string& zone) {
  return encode_tlv(0x61, encode_tlv(0x5F1F, to_bytes(zone)));
}

Result<Bytes> parse_sod(ByteView file) {
  PROOFMARK_TRY(const Tlv sod, parse_single(file, 0x77, "EF.SOD", Lengths::any));
  PROOFMARK_TRY(const Tlv cms, parse_single(sod.value, 0x30, "the signed data"));
  return Bytes(cms.whole.begin(), cms.whole.end());
}

Bytes encode_sod(ByteView cms) {
  return encode_tlv(0x77, cms);
}

Result<LdsSecurityObject> parse_lds_security_object(ByteView content) {
  PROOFMARK_TRY(const Tlv object, parse_single(content, 0x30, "LDSSecurityObject"));
  TlvReader reader(object.value);
  PROOFMARK_TRY(const Tlv version, reader.expect(0x02, "its version"));
  PROOFMARK_TRY(const Tlv algorithm, reader.expect(0x30, "its hash algorithm"));
  PROOFMARK_TRY(const Tlv hashes, reader.expect(0x30, "its hashes"));
  PROOFMARK_TRY(const std::optional<Tlv> lds, reader.optional(0x30));
  PROOFMARK_CHECK(reader.finish("LDSSecurityObject"));
  PROOFMARK_TRY(const std::uint32_t number, decode_integer(version.value));
  if (number > 1 || lds.has_value() != (number == 1))
    return fail("ICAO 9303-10 section 4.6.2.3", "version 0, or version 1 with the LDS version",
                "version " + std::to_string(number) + (lds ? " with it" : " without it"), refuse);
  LdsSecurityObject parsed;
  PROOFMARK_TRY(parsed.digest_algorithm, digest_oid(algorithm.value));
  PROOFMARK_CHECK(read_hashes(hashes.value, parsed.hashes));
  if (lds) {
    TlvReader fields(lds->value);
    PROOFMARK_TRY(const Tlv lds_version, fields.expect(0x13, "the LDS version"));
    PROOFMARK_TRY(const Tlv unicode, fields.expect(0x13, "the Unicode version"));
    PROOFMARK_CHECK(fields.finish("the LDS version"));
    parsed.lds_version = to_text(lds_version.value);
    parsed.unicode_version = to_text(unicode.value);
  }
  return parsed;
}

Result<Bytes> encode_lds_security_object(const LdsSecurityObject& object) {
  PROOFMARK_TRY(const Bytes oid, encode_oid(object.digest_algorithm));
  Bytes hashes;
  for (const auto& [number, hash] : object.hashes)
    hashes = concat({hashes, encode_tlv(0x30, concat({encode_integer(number), encode_tlv(0x04, hash)}))});
  const bool versioned = !object.lds_version.empty();
  Bytes content =
      concat({encode_integer(versioned ? 1 : 0), encode_tlv(0x30, encode_tlv(0x06, oid)), encode_tlv(0x30, hashes)});
  if (versioned)
    content = concat({content, encode_tlv(0x30, concat({encode_tlv(0x13, to_bytes(object.lds_version)),
                                                        encode_tlv(0x13, to_bytes(object.unicode_version))}))});
  return encode_tlv(0x30, content);
}

Result<Bytes> parse_dg15(ByteView file) {
  PROOFMARK_TRY(const Tlv group, parse_single(file, 0x6F, "data group 15", Lengths::any));
  PROOFMARK_TRY(const Tlv key, parse_single(group.value, 0x30, "SubjectPublicKeyInfo"));
  return Bytes(key.whole.begin(), key.whole.end());
}

Bytes encode_dg15(ByteView subject_public_key_info) {
  return encode_tlv(0x6F, subject_public_key_info);
}

}  // namespace proofmark::emrtd
