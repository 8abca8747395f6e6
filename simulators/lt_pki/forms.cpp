#include "simulators/lt_pki/forms.hpp"

#include "common/asn1/der.hpp"

namespace proofmark::lt_pki {

namespace {

constexpr const char* kOrganization = "Gyventojų registro tarnyba prie LR VRM – i.k. 188756767";
constexpr const char* kUnit = "Nacionalinis sertifikavimo centras (NSC)";
constexpr const char* kService = "Nacionalinis sertifikavimo centras";

Bytes attribute(const char* oid, std::uint8_t tag, const std::string& value) {
  return asn1::set_of({asn1::sequence({asn1::oid(oid), asn1::encode(tag, to_bytes(value))})});
}

Bytes country(const char* code) {
  return attribute("2.5.4.6", asn1::kPrintableString, code);
}

// BIT STRING with named bits: trailing zero bits are left out (X.690 clause 11.2.2).
Bytes named_bits(std::uint8_t first_byte, unsigned used) {
  return asn1::encode(asn1::kBitString, Bytes{static_cast<std::uint8_t>(8 - used), first_byte});
}

Bytes address_name(const std::string& address) {
  return asn1::encode(asn1::context_primitive(6), to_bytes(address));
}

// YYYYMMDDHHMMSSZ
std::string digits(Instant t) {
  std::string text;
  for (const char c : to_rfc3339(std::chrono::floor<std::chrono::seconds>(t)))
    if (c != '-' && c != ':' && c != 'T') text += c;
  return text;
}

std::string path(Level level, const char* folder, const char* ending) {
  return std::string("http://nsc.vrm.lt/") + folder + "/" + std::string(name_of(level)) + ending;
}

}  // namespace

std::string list_address(Level level) {
  return path(level, "cdp", ".crl");
}
std::string delta_address(Level level) {
  return path(level, "cdp", "-delta.crl");
}
std::string certificate_address(Level level) {
  return path(level, "aia", ".crt");
}

Bytes service_name(const std::string& common_name) {
  return asn1::sequence({country("LT"), attribute("2.5.4.10", asn1::kUtf8String, kOrganization),
                         attribute("2.5.4.11", asn1::kUtf8String, kUnit),
                         attribute("2.5.4.3", asn1::kUtf8String, common_name)});
}

std::string authority_common_name(Level level) {
  return std::string(kService) + " (" + std::string(name_of(level)) + ")";
}

std::string responder_common_name(Level level) {
  return "NSC OCSP (" + std::string(name_of(level)) + ")";
}

Bytes list_issuer_name(Level level, const Profile& profile) {
  if (!profile.has(Defect::list_issuer_misspelt) || level == Level::root)
    return service_name(authority_common_name(level));
  return service_name(std::string(kService) + (level == Level::policy ? " (Policy CA)" : " (Issuing CA)"));
}

Bytes person_name(const person::CivilRecord& civil, const Profile& profile) {
  // ETSI EN 319 412-1 section 5.1.3 says whose number it is; the order writes the bare number.
  const std::string code = (profile.forms_of_2009 ? "" : "PNOLT-") + civil.personal_code;
  return asn1::sequence({country("LT"),
                         attribute("2.5.4.3", asn1::kUtf8String, civil.given_names + " " + civil.surname),
                         attribute("2.5.4.4", asn1::kUtf8String, civil.surname),
                         attribute("2.5.4.42", asn1::kUtf8String, civil.given_names),
                         attribute("2.5.4.5", asn1::kPrintableString, code)});
}

Bytes time(Instant t) {
  const std::string text = digits(t);
  if (text >= "2050") return generalized_time(t);
  return asn1::encode(asn1::kUtcTime, to_bytes(text.substr(2)));
}

Bytes generalized_time(Instant t) {
  return asn1::encode(asn1::kGeneralizedTime, to_bytes(digits(t)));
}

Instant add_months(Instant t, int months) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  std::chrono::year_month_day date(day);
  date += std::chrono::months(months);
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return std::chrono::sys_days(date) + (t - day);
}

Result<Bytes> key_identifier(const pki::Key& key) {
  const Bytes info = key.spki();
  PROOFMARK_TRY(const ByteView content, asn1::read_whole(info, asn1::kSequence));
  asn1::Reader reader(content);
  PROOFMARK_CHECK(reader.next(asn1::kSequence));
  PROOFMARK_TRY(const asn1::Element bits, reader.next(asn1::kBitString));
  PROOFMARK_TRY(const Bytes key_bits, asn1::read_bit_string(bits));
  return pki::digest(pki::Digest::sha1, key_bits);
}

Bytes extension(const char* oid, bool critical, ByteView value) {
  const Bytes flag = critical ? Bytes{asn1::kBoolean, 1, 0xFF} : Bytes{};
  return asn1::sequence({asn1::oid(oid), flag, asn1::octet_string(value)});
}

Bytes subject_key_identifier(ByteView identifier) {
  return extension("2.5.29.14", false, asn1::octet_string(identifier));
}

Bytes authority_key_identifier(ByteView identifier) {
  return extension("2.5.29.35", false, asn1::sequence({asn1::encode(asn1::context_primitive(0), identifier)}));
}

Bytes key_usage(Usage usage, bool critical) {
  // Bits from the left: digitalSignature 0, nonRepudiation 1, keyCertSign 5, cRLSign 6.
  const Bytes bits = usage == Usage::authority                  ? named_bits(0x06, 7)
                     : usage == Usage::signature_and_commitment ? named_bits(0xC0, 2)
                                                                : named_bits(0x80, 1);
  return extension("2.5.29.15", critical, bits);
}

Bytes basic_constraints(bool authority) {
  return extension("2.5.29.19", true,
                   authority ? asn1::sequence({Bytes{asn1::kBoolean, 1, 0xFF}}) : asn1::sequence({}));
}

Bytes certificate_policies(const std::vector<std::string>& oids, const std::string& notice) {
  Bytes policies;
  for (const std::string& oid : oids) {
    Bytes qualifiers;
    if (!notice.empty() && oid == oids.front())
      qualifiers = asn1::sequence(
          {asn1::oid("1.3.6.1.5.5.7.2.2"), asn1::sequence({asn1::encode(asn1::kUtf8String, to_bytes(notice))})});
    const Bytes practice = asn1::sequence(
        {asn1::oid("1.3.6.1.5.5.7.2.1"), asn1::encode(0x16 /* IA5String */, to_bytes(kPracticeAddress))});
    const Bytes policy = asn1::sequence({asn1::oid(oid), asn1::sequence({qualifiers, practice})});
    policies.insert(policies.end(), policy.begin(), policy.end());
  }
  return extension("2.5.29.32", false, asn1::encode(asn1::kSequence, policies));
}

Bytes distribution_point(const char* extension_oid, const std::string& address) {
  const Bytes full_name = asn1::encode(asn1::context(0), address_name(address));
  return extension(extension_oid, false, asn1::sequence({asn1::sequence({asn1::encode(asn1::context(0), full_name)})}));
}

Bytes authority_information(Level issuer) {
  const auto access = [](const char* method, const std::string& address) {
    return asn1::sequence({asn1::oid(method), address_name(address)});
  };
  return extension("1.3.6.1.5.5.7.1.1", false,
                   asn1::sequence({access("1.3.6.1.5.5.7.48.1", kResponderAddress),
                                   access("1.3.6.1.5.5.7.48.2", certificate_address(issuer))}));
}

Bytes extended_key_usage(const std::vector<std::string>& purposes) {
  Bytes content;
  for (const std::string& purpose : purposes) content = concat({content, asn1::oid(purpose)});
  return extension("2.5.29.37", false, asn1::encode(asn1::kSequence, content));
}

Bytes authority_version() {
  return extension("1.3.6.1.4.1.311.21.1", false, asn1::integer(0));
}

Bytes application_policy() {
  return extension("1.3.6.1.4.1.311.21.10", false, asn1::sequence({asn1::sequence({asn1::oid("1.3.6.1.5.5.7.3.2")})}));
}

Bytes qualified_statements(const Profile& profile) {
  const Bytes compliance = asn1::sequence({asn1::oid("0.4.0.1862.1.1")});
  const Bytes device = asn1::sequence({asn1::oid("0.4.0.1862.1.4")});
  // Type "electronic signature", which Regulation (EU) 910/2014 brought (ETSI EN 319 412-5 section 4.2.3).
  const Bytes type =
      profile.forms_of_2009
          ? Bytes{}
          : asn1::sequence({asn1::oid("0.4.0.1862.1.6"), asn1::sequence({asn1::oid("0.4.0.1862.1.6.1")})});
  return extension("1.3.6.1.5.5.7.1.3", false, asn1::sequence({compliance, device, type}));
}

Bytes person_attributes(const person::CivilRecord& civil) {
  const auto attribute_of = [](const char* oid, std::uint8_t tag, const std::string& value) {
    return asn1::sequence({asn1::oid(oid), asn1::set_of({asn1::encode(tag, to_bytes(value))})});
  };
  // Noon, so that no time zone moves the day (RFC 3739 section 3.2.2).
  const Instant birth = std::chrono::sys_days(civil.date_of_birth) + std::chrono::hours(12);
  return extension("2.5.29.9", false,
                   asn1::sequence({attribute_of("1.3.6.1.5.5.7.9.3", asn1::kPrintableString,
                                                civil.sex == person::Sex::female ? "F" : "M"),
                                   attribute_of("1.3.6.1.5.5.7.9.1", asn1::kGeneralizedTime, digits(birth)),
                                   attribute_of("1.3.6.1.5.5.7.9.4", asn1::kPrintableString, "LT")}));
}

const std::string& qualified_notice() {
  static const std::string text =
      "This statement is a statement by the issuer that this certificate is issued as a Qualified certificate "
      "according Annex I and II of the Directive 1999/93/EC of the European Parliament and of the Council of 13 "
      "December 1999 on a Community framework for electronic signatures, as implemented in the law of the country "
      "specified in the issuer field of this certificate. "
      "Šis sertifikatas yra kvalifikuotas sertifikatas pagal ES direktyvos 1999/93/EC dėl Bendrijos elektroninio "
      "parašo pagrindinių nuostatų I ir II priedėlius ir Elektroninio parašo įstatymą.";
  return text;
}

}  // namespace proofmark::lt_pki
