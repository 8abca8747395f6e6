#include "common/emrtd/lds_details.hpp"

#include <openssl/asn1.h>

#include <initializer_list>
#include <utility>

#include "common/emrtd/lds.hpp"
#include "common/emrtd/tlv.hpp"

namespace proofmark::emrtd {
namespace {

using Field = std::pair<std::uint32_t, std::string*>;
using ConstField = std::pair<std::uint32_t, const std::string*>;

Bytes tag_bytes(std::uint32_t tag) {
  const Bytes whole = encode_tlv(tag, Bytes{});
  return Bytes(whole.begin(), whole.end() - 1);
}

// The list of tags (5C) and then the objects themselves.
Bytes encode_fields(unsigned group, std::initializer_list<ConstField> fields) {
  Bytes tags, objects;
  for (const auto& [tag, text] : fields) {
    if (text->empty()) continue;
    tags = concat({tags, tag_bytes(tag)});
    objects = concat({objects, encode_tlv(tag, to_bytes(*text))});
  }
  return encode_tlv(tag_of_data_group(group), concat({encode_tlv(0x5C, tags), objects}));
}

// Unknown objects are passed over: issuers may add their own.
Result<void> parse_fields(ByteView file, unsigned group, std::initializer_list<Field> fields) {
  const std::string name = "data group " + std::to_string(group);
  PROOFMARK_TRY(const Tlv outer, parse_single(file, tag_of_data_group(group), name, Lengths::any));
  TlvReader reader(outer.value, Lengths::any);
  PROOFMARK_CHECK(reader.expect(0x5C, "the list of tags"));
  while (!reader.at_end()) {
    PROOFMARK_TRY(const Tlv object, reader.next());
    for (const auto& [tag, text] : fields)
      if (tag == object.tag) *text = to_text(object.value);
  }
  return {};
}

// C0, DEL, C1, the marks of direction and its embeddings, overrides and isolates (Unicode TR 9).
bool controls(unsigned long c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x200E || c == 0x200F || c == 0x061C ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

Result<void> check_field(const std::string& text, const char* name) {
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  for (int left = static_cast<int>(text.size()); left > 0;) {
    unsigned long c = 0;
    const int size = UTF8_getc(at, left, &c);
    if (size <= 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
      return fail("ICAO 9303-10 section 4.7.11", std::string("UTF-8 in the ") + name,
                  "none after " + std::to_string(text.size() - static_cast<std::size_t>(left)) + " bytes",
                  "Use nothing of this data group.");
    if (controls(c))
      return fail("ICAO 9303-10 section 4.7.11", std::string("printable characters in the ") + name,
                  "the control character " + to_hex(ByteView(at, static_cast<std::size_t>(size))),
                  "Use nothing of this data group.");
    at += size;
    left -= size;
  }
  return {};
}

}  // namespace

Result<void> check_text(const PersonalDetails& details) {
  PROOFMARK_CHECK(check_field(details.full_name, "full name"));
  PROOFMARK_CHECK(check_field(details.personal_number, "personal number"));
  PROOFMARK_CHECK(check_field(details.place_of_birth, "place of birth"));
  return check_field(details.address, "address");
}

Bytes encode_dg11(const PersonalDetails& details) {
  return encode_fields(11, {{0x5F0E, &details.full_name},
                            {0x5F10, &details.personal_number},
                            {0x5F2B, &details.date_of_birth},
                            {0x5F11, &details.place_of_birth},
                            {0x5F42, &details.address}});
}

Result<PersonalDetails> parse_dg11(ByteView file) {
  PersonalDetails details;
  PROOFMARK_CHECK(parse_fields(file, 11,
                               {{0x5F0E, &details.full_name},
                                {0x5F10, &details.personal_number},
                                {0x5F2B, &details.date_of_birth},
                                {0x5F11, &details.place_of_birth},
                                {0x5F42, &details.address}}));
  return details;
}

Bytes encode_dg12(const DocumentDetails& details) {
  return encode_fields(12, {{0x5F19, &details.issuing_authority}, {0x5F26, &details.date_of_issue}});
}

Result<DocumentDetails> parse_dg12(ByteView file) {
  DocumentDetails details;
  PROOFMARK_CHECK(parse_fields(file, 12, {{0x5F19, &details.issuing_authority}, {0x5F26, &details.date_of_issue}}));
  return details;
}

Bytes encode_dg16(const std::vector<PersonToNotify>& persons) {
  Bytes content = encode_tlv(0x02, Bytes{static_cast<std::uint8_t>(persons.size())});
  std::uint32_t tag = 0xA1;
  for (const PersonToNotify& person : persons)
    content = concat({content, encode_tlv(tag++, concat({encode_tlv(0x5F50, to_bytes(person.recorded)),
                                                         encode_tlv(0x5F51, to_bytes(person.name)),
                                                         encode_tlv(0x5F52, to_bytes(person.telephone)),
                                                         encode_tlv(0x5F53, to_bytes(person.address))}))});
  return encode_tlv(tag_of_data_group(16), content);
}

Result<std::vector<PersonToNotify>> parse_dg16(ByteView file) {
  PROOFMARK_TRY(const Tlv outer, parse_single(file, tag_of_data_group(16), "data group 16", Lengths::any));
  TlvReader reader(outer.value, Lengths::any);
  PROOFMARK_CHECK(reader.expect(0x02, "the number of persons"));
  std::vector<PersonToNotify> persons;
  while (!reader.at_end()) {
    PROOFMARK_TRY(const Tlv entry, reader.next());
    TlvReader fields(entry.value, Lengths::any);
    PersonToNotify person;
    while (!fields.at_end()) {
      PROOFMARK_TRY(const Tlv field, fields.next());
      if (field.tag == 0x5F50) person.recorded = to_text(field.value);
      if (field.tag == 0x5F51) person.name = to_text(field.value);
      if (field.tag == 0x5F52) person.telephone = to_text(field.value);
      if (field.tag == 0x5F53) person.address = to_text(field.value);
    }
    persons.push_back(std::move(person));
  }
  return persons;
}

Bytes encode_empty_templates(unsigned group, ByteView random) {
  const Bytes content = concat({encode_tlv(0x02, Bytes{0x00}), encode_tlv(0x53, random)});
  return encode_tlv(tag_of_data_group(group), encode_tlv(0x7F61, content));
}

}  // namespace proofmark::emrtd
