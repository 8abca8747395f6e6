// The entries of deviation lists (ICAO 9303-12 section 10.2) and defect lists (BSI TR-03129-2 section 8.1).
#include "common/asn1/der.hpp"
#include "common/pki/signed_list.hpp"

namespace proofmark::pki {
namespace {

using asn1::Element;
using asn1::Reader;

constexpr std::uint8_t enumerated = 0x0A;

tl::unexpected<Error> malformed(const char* clause, std::string expected, std::string observed) {
  return fail(clause, std::move(expected), std::move(observed), "Do not use the list; obtain it again.");
}

// Text for people: what is not printable ASCII or UTF-8's upper half becomes '?'.
std::string text_of(ByteView content) {
  std::string text = to_text(content);
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  return text;
}

// YYYYMMDDHHMMSSZ, RFC 5280 section 4.1.2.5.2.
Result<Instant> time_of(const Element& element) {
  const std::string t = to_text(element.content);
  if (t.size() != 15 || t[14] != 'Z' || t.find_first_not_of("0123456789") != 14)
    return malformed("ICAO 9303-12 section 10.2", "GeneralizedTime YYYYMMDDHHMMSSZ", text_of(element.content));
  return from_rfc3339(t.substr(0, 4) + "-" + t.substr(4, 2) + "-" + t.substr(6, 2) + "T" + t.substr(8, 2) + ":" +
                      t.substr(10, 2) + ":" + t.substr(12, 2) + "Z");
}
Bytes time_object(Instant t) {
  std::string text;
  for (const char c : to_rfc3339(std::chrono::floor<std::chrono::seconds>(t)))
    if (c != '-' && c != ':' && c != 'T') text += c;
  return asn1::encode(asn1::kGeneralizedTime, to_bytes(text));
}

// Name and serial number, the content of IssuerAndSerialNumber.
Result<void> read_issuer_and_serial(ByteView content, SignerReference& out) {
  Reader fields(content);
  PROOFMARK_TRY(const Element name, fields.next(asn1::kSequence));
  PROOFMARK_TRY(const Element serial, fields.next(asn1::kInteger));
  PROOFMARK_CHECK(fields.finish());
  out.issuer.assign(name.whole.begin(), name.whole.end());
  PROOFMARK_TRY(out.serial, asn1::read_unsigned(serial));
  return {};
}

Bytes bytes_of(const Element& element) {
  return {element.content.begin(), element.content.end()};
}

std::optional<unsigned> small_number(const Element& element) {
  if ((element.tag != asn1::kInteger && element.tag != enumerated) || element.content.size() != 1 ||
      element.content[0] > 0x7F)
    return std::nullopt;
  return element.content[0];
}

Result<std::optional<Digest>> read_algorithm(const Element& oid) {
  PROOFMARK_TRY(const std::string dotted, asn1::read_oid(oid));
  return digest_of_oid(dotted);
}

Result<void> read_documents(ByteView content, Deviation& out) {
  Reader fields(content);
  while (!fields.at_end()) {
    PROOFMARK_TRY(const Element field, fields.next());
    if (field.tag == asn1::context_primitive(0)) {
      out.document_type = text_of(field.content);
      while (!out.document_type.empty() && out.document_type.back() == '<') out.document_type.pop_back();
    } else if (field.tag == asn1::context(1)) {
      PROOFMARK_CHECK(read_issuer_and_serial(field.content, out.signer));
    } else if (field.tag == asn1::context_primitive(2)) {
      out.signer.key_identifier = bytes_of(field);
    } else if (field.tag == asn1::context_primitive(3)) {
      out.signer.certificate_hash = bytes_of(field);
    } else if (field.tag == asn1::context(4)) {
      Reader period(field.content);
      PROOFMARK_TRY(const Element first, period.next(asn1::kGeneralizedTime));
      PROOFMARK_TRY(const Element last, period.next(asn1::kGeneralizedTime));
      PROOFMARK_CHECK(period.finish());
      PROOFMARK_TRY(out.first_issued, time_of(first));
      PROOFMARK_TRY(out.last_issued, time_of(last));
    } else if (field.tag == asn1::context(5)) {
      Reader numbers(field.content);
      while (!numbers.at_end()) {
        PROOFMARK_TRY(const Element number, numbers.next(asn1::kPrintableString));
        out.document_numbers.push_back(text_of(number.content));
      }
    } else {
      return malformed("ICAO 9303-12 section 10.2", "a field of DeviationDocuments", "another tag");
    }
  }
  return {};
}

Result<Deviation::Description> read_description(ByteView content) {
  Deviation::Description out;
  Reader fields(content);
  if (fields.next_is(asn1::kPrintableString)) {
    PROOFMARK_TRY(const Element text, fields.next());
    out.text = text_of(text.content);
  }
  PROOFMARK_TRY(const Element type, fields.next(asn1::kObjectIdentifier));
  PROOFMARK_TRY(out.type, asn1::read_oid(type));
  if (fields.next_is(asn1::context(0))) {
    PROOFMARK_TRY(const Element wrapped, fields.next());
    Reader parameters(wrapped.content);
    PROOFMARK_TRY(const Element parameter, parameters.next());
    out.number = small_number(parameter);
  }
  if (fields.next_is(asn1::context(1))) {
    PROOFMARK_CHECK(fields.next());  // national use
  }
  PROOFMARK_CHECK(fields.finish());
  return out;
}

// SignerCertificateReference or CaCertificateReference of version 3: both are sequences of tagged fields.
Result<void> read_reference(ByteView content, SignerReference& out) {
  Reader fields(content);
  while (!fields.at_end()) {
    PROOFMARK_TRY(const Element field, fields.next());
    if (field.tag == asn1::context(0)) {
      Reader inside(field.content);
      PROOFMARK_TRY(const Element name, inside.next(asn1::kSequence));
      if (inside.at_end()) {
        out.authority_name.assign(name.whole.begin(), name.whole.end());
      } else {
        PROOFMARK_CHECK(read_issuer_and_serial(field.content, out));
      }
    } else if (field.tag == asn1::context_primitive(1)) {
      out.key_identifier = bytes_of(field);
    } else if (field.tag == asn1::context(1)) {
      Reader inside(field.content);
      while (!inside.at_end()) {
        PROOFMARK_TRY(const Element part, inside.next());
        if (part.tag == asn1::context_primitive(0)) out.authority_key_identifier = bytes_of(part);
      }
    } else if (field.tag == asn1::context_primitive(3)) {
      out.certificate_hash = bytes_of(field);
    } else if (field.tag != asn1::context_primitive(2)) {  // 2: a name that only digital seals use
      return malformed("BSI TR-03129-2 section 8.1", "a field of a certificate reference", "another tag");
    }
  }
  return {};
}

Result<Defect::Known> read_known(const Element& element) {
  Defect::Known out;
  const bool second = element.tag == asn1::context(0);
  if (!second && element.tag != asn1::kSequence)
    return malformed("BSI TR-03129-2 section 8.1", "a known defect", "another tag");
  Reader fields(element.content);
  PROOFMARK_TRY(const Element type, fields.next(asn1::kObjectIdentifier));
  PROOFMARK_TRY(out.type, asn1::read_oid(type));
  while (!fields.at_end()) {
    PROOFMARK_TRY(Element field, fields.next());
    if (second && field.tag == asn1::context_primitive(1)) {
      out.text = text_of(field.content);
      continue;
    }
    if (second && field.tag == asn1::context(0)) {
      Reader inside(field.content);
      PROOFMARK_TRY(field, inside.next());
    }
    out.status = small_number(field);
    if (field.tag != asn1::kSet) continue;
    Reader numbers(field.content);
    while (!numbers.at_end()) {
      PROOFMARK_TRY(const Element number, numbers.next());
      if (const auto group = small_number(number)) out.groups.insert(*group);
    }
  }
  return out;
}

Result<Defect> read_defect(ByteView content) {
  Defect out;
  Reader fields(content);
  bool known = false;
  while (!fields.at_end()) {
    PROOFMARK_TRY(const Element field, fields.next());
    if (field.tag == asn1::kSequence) {
      // IssuerAndSerialNumber begins with a Name, a reference of version 3 with a tagged field.
      const bool identifier = !field.content.empty() && field.content[0] == asn1::kSequence;
      PROOFMARK_CHECK(identifier ? read_issuer_and_serial(field.content, out.signer)
                                 : read_reference(field.content, out.signer));
    } else if (field.tag == asn1::context_primitive(0)) {
      out.signer.key_identifier = bytes_of(field);
    } else if (field.tag == asn1::kOctetString) {
      out.signer.certificate_hash = bytes_of(field);
    } else if (field.tag == asn1::kSet) {
      known = true;
      Reader entries(field.content);
      while (!entries.at_end()) {
        PROOFMARK_TRY(const Element entry, entries.next());
        PROOFMARK_TRY(Defect::Known one, read_known(entry));
        out.known.push_back(std::move(one));
      }
    } else if (field.tag == asn1::kUtf8String) {
      out.text = text_of(field.content);
    } else {
      return malformed("BSI TR-03129-2 section 8.1", "a field of Defect", "another tag");
    }
  }
  if (!known || out.signer.empty())
    return malformed("BSI TR-03129-2 section 8.1", "a certificate and its known defects", "one of them missing");
  return out;
}

Bytes issuer_and_serial(const SignerReference& signer) {
  return concat({signer.issuer, asn1::integer(ByteView(signer.serial))});
}

}  // namespace

Result<DeviationList> parse_deviation_list(ByteView content) {
  DeviationList out;
  PROOFMARK_TRY(const ByteView list, asn1::read_whole(content, asn1::kSequence));
  Reader fields(list);
  PROOFMARK_TRY(const Element number, fields.next(asn1::kInteger));
  PROOFMARK_TRY(const std::uint64_t version, asn1::read_uint(number));
  if (version != 0) return malformed("ICAO 9303-12 section 10.2", "version 0", std::to_string(version));
  if (fields.next_is(asn1::kSequence)) {
    PROOFMARK_TRY(const Element algorithm, fields.next());
    Reader inside(algorithm.content);
    PROOFMARK_TRY(const Element oid, inside.next(asn1::kObjectIdentifier));
    PROOFMARK_TRY(out.hash, read_algorithm(oid));
  }
  PROOFMARK_TRY(const Element set, fields.next(asn1::kSet));
  PROOFMARK_CHECK(fields.finish());
  Reader entries(set.content);
  while (!entries.at_end()) {
    PROOFMARK_TRY(const Element entry, entries.next(asn1::kSequence));
    Reader parts(entry.content);
    PROOFMARK_TRY(const Element documents, parts.next(asn1::kSequence));
    PROOFMARK_TRY(const Element descriptions, parts.next(asn1::kSet));
    PROOFMARK_CHECK(parts.finish());
    Deviation deviation;
    PROOFMARK_CHECK(read_documents(documents.content, deviation));
    Reader described(descriptions.content);
    while (!described.at_end()) {
      PROOFMARK_TRY(const Element one, described.next(asn1::kSequence));
      PROOFMARK_TRY(Deviation::Description description, read_description(one.content));
      deviation.descriptions.push_back(std::move(description));
    }
    out.deviations.push_back(std::move(deviation));
  }
  return out;
}

Bytes encode_deviation_list(const DeviationList& list) {
  std::vector<Bytes> entries;
  for (const Deviation& deviation : list.deviations) {
    Bytes documents;
    if (!deviation.document_type.empty())
      documents = asn1::encode(asn1::context_primitive(0), to_bytes((deviation.document_type + "<").substr(0, 2)));
    const SignerReference& signer = deviation.signer;
    if (!signer.issuer.empty())
      documents = concat({documents, asn1::encode(asn1::context(1), issuer_and_serial(signer))});
    else if (!signer.key_identifier.empty())
      documents = concat({documents, asn1::encode(asn1::context_primitive(2), signer.key_identifier)});
    else if (!signer.certificate_hash.empty())
      documents = concat({documents, asn1::encode(asn1::context_primitive(3), signer.certificate_hash)});
    if (deviation.first_issued && deviation.last_issued)
      documents = concat({documents, asn1::encode(asn1::context(4), concat({time_object(*deviation.first_issued),
                                                                            time_object(*deviation.last_issued)}))});
    if (!deviation.document_numbers.empty()) {
      Bytes numbers;
      for (const std::string& number : deviation.document_numbers)
        numbers = concat({numbers, asn1::encode(asn1::kPrintableString, to_bytes(number))});
      documents = concat({documents, asn1::encode(asn1::context(5), numbers)});
    }
    std::vector<Bytes> descriptions;
    for (const Deviation::Description& one : deviation.descriptions) {
      Bytes content;
      if (!one.text.empty()) content = asn1::encode(asn1::kPrintableString, to_bytes(one.text));
      content = concat({content, asn1::oid(one.type)});
      if (one.number) content = concat({content, asn1::encode(asn1::context(0), asn1::integer(*one.number))});
      descriptions.push_back(asn1::encode(asn1::kSequence, content));
    }
    entries.push_back(asn1::sequence({asn1::encode(asn1::kSequence, documents), asn1::set_of(descriptions)}));
  }
  const Bytes algorithm = list.hash ? asn1::sequence({asn1::oid(digest_oid(*list.hash))}) : Bytes{};
  return asn1::sequence({asn1::integer(0), algorithm, asn1::set_of(std::move(entries))});
}

Result<DefectList> parse_defect_list(ByteView content) {
  DefectList out;
  PROOFMARK_TRY(const ByteView list, asn1::read_whole(content, asn1::kSequence));
  Reader fields(list);
  PROOFMARK_TRY(const Element number, fields.next(asn1::kInteger));
  PROOFMARK_TRY(const std::uint64_t version, asn1::read_uint(number));
  if (version > 2) return malformed("BSI TR-03129-2 section 8.1", "version 0, 1 or 2", std::to_string(version));
  PROOFMARK_TRY(const Element algorithm, fields.next(asn1::kObjectIdentifier));
  PROOFMARK_TRY(out.hash, read_algorithm(algorithm));
  PROOFMARK_TRY(const Element set, fields.next(asn1::kSet));
  PROOFMARK_CHECK(fields.finish());
  Reader entries(set.content);
  while (!entries.at_end()) {
    PROOFMARK_TRY(const Element entry, entries.next(asn1::kSequence));
    PROOFMARK_TRY(Defect defect, read_defect(entry.content));
    out.defects.push_back(std::move(defect));
  }
  return out;
}

Bytes encode_defect_list(const DefectList& list) {
  std::vector<Bytes> entries;
  for (const Defect& defect : list.defects) {
    const SignerReference& signer = defect.signer;
    Bytes content = signer.issuer.empty() ? asn1::encode(asn1::context_primitive(0), signer.key_identifier)
                                          : asn1::encode(asn1::kSequence, issuer_and_serial(signer));
    if (!signer.certificate_hash.empty()) content = concat({content, asn1::octet_string(signer.certificate_hash)});
    std::vector<Bytes> known;
    for (const Defect::Known& one : defect.known) {
      Bytes parameters;
      if (one.status) {
        const Bytes code{static_cast<std::uint8_t>(*one.status)};
        parameters = asn1::encode(enumerated, code);
      }
      std::vector<Bytes> groups;
      for (const unsigned group : one.groups) groups.push_back(asn1::integer(group));
      if (!groups.empty()) parameters = asn1::set_of(groups);
      known.push_back(asn1::sequence({asn1::oid(one.type), parameters}));
    }
    entries.push_back(asn1::encode(asn1::kSequence, concat({content, asn1::set_of(known)})));
  }
  return asn1::sequence(
      {asn1::integer(0), asn1::oid(digest_oid(list.hash.value_or(Digest::sha256))), asn1::set_of(std::move(entries))});
}

}  // namespace proofmark::pki
