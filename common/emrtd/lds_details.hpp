// Data groups that hold no key and no portrait, ICAO 9303-10 section 4.7: additional details of person and document,
// persons to notify, empty biometric templates. Text is UTF-8, dates are YYYYMMDD.
#pragma once
#include <string>
#include <vector>

#include "common/bytes.hpp"

namespace proofmark::emrtd {

// DG11 (4.7.11). Empty fields are left out.
struct PersonalDetails {
  std::string full_name;  // "SURNAME<<GIVEN<NAMES" or in national characters
  std::string personal_number;
  std::string date_of_birth;
  std::string place_of_birth;
  std::string address;
};
[[nodiscard]] Bytes encode_dg11(const PersonalDetails& details);
// The structure; whether the text is text, check_text says.
[[nodiscard]] Result<PersonalDetails> parse_dg11(ByteView file);
// Name, number, place and address are UTF-8 (RFC 3629: shortest form, no surrogates) without control characters and
// without those that turn the writing's direction, which would show people another text than the one that is stored.
[[nodiscard]] Result<void> check_text(const PersonalDetails& details);

// DG12 (4.7.12).
struct DocumentDetails {
  std::string issuing_authority;
  std::string date_of_issue;
};
[[nodiscard]] Bytes encode_dg12(const DocumentDetails& details);
[[nodiscard]] Result<DocumentDetails> parse_dg12(ByteView file);

// DG16 (4.7.16).
struct PersonToNotify {
  std::string recorded;  // date
  std::string name;
  std::string telephone;
  std::string address;
};
[[nodiscard]] Bytes encode_dg16(const std::vector<PersonToNotify>& persons);
[[nodiscard]] Result<std::vector<PersonToNotify>> parse_dg16(ByteView file);

// DG3 or DG4 without any template, as a document carries it whose holder gave none (4.7.3): `random` in object 53 keeps
// the group's hash from telling so.
[[nodiscard]] Bytes encode_empty_templates(unsigned group, ByteView random);

}  // namespace proofmark::emrtd
