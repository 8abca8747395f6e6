#include "simulators/lt_pki/hierarchy.hpp"

#include <algorithm>

#include "common/asn1/der.hpp"
#include "simulators/lt_pki/forms.hpp"
#include "simulators/lt_pki/scheme.hpp"

namespace proofmark::lt_pki {

namespace {

constexpr const char* kListPoints = "2.5.29.31";
constexpr const char* kFreshestList = "2.5.29.46";

int years_since_begin(Level level) {
  return level == Level::root ? 5 : level == Level::policy ? 4 : 2;
}

Instant midnight(Instant t) {
  return std::chrono::floor<std::chrono::days>(t);
}

}  // namespace

struct Hierarchy::Form {
  Bytes serial, issuer, subject;
  Instant not_before, not_after;
  Bytes public_key;  // SubjectPublicKeyInfo
  Bytes extensions;  // one after another
};

Bytes draw_serial(RandomSource& random) {
  Bytes serial = random.bytes(16);
  serial[0] = static_cast<std::uint8_t>((serial[0] & 0x3FU) | 0x40U);
  return serial;
}

Level parent_of(Level level) {
  return level == Level::issuing ? Level::policy : Level::root;
}

Result<pki::Certificate> Hierarchy::certify(const Form& form, const pki::Key& issuer_key) const {
  const Bytes body = asn1::sequence(
      {asn1::encode(asn1::context(0), asn1::integer(2)), asn1::integer(ByteView(form.serial)),
       algorithm_of(profile_.scheme), form.issuer, asn1::sequence({time(form.not_before), time(form.not_after)}),
       form.subject, form.public_key, asn1::encode(asn1::context(3), asn1::encode(asn1::kSequence, form.extensions))});
  // A stream of its own for each certificate, so that none depends on how many were made before it.
  SeededRandom salts = seed_.derive("salt of " + to_hex(form.serial));
  PROOFMARK_TRY(const Bytes der, sign_structure(profile_.scheme, issuer_key, body, salts));
  return pki::Certificate::from_der(der);
}

// A4, A5, A6.
Result<void> Hierarchy::add_authority(Level level, Instant now) {
  const Level above = parent_of(level);
  const std::string name(name_of(level));
  SeededRandom key_random = seed_.derive("key of " + name);
  SeededRandom serial_random = seed_.derive("serial of " + name);
  PROOFMARK_TRY(const pki::Key key, generate_key(profile_.key_of(level), key_random));
  const pki::Key issuer_key = level == Level::root ? key : authorities_.at(above).key;
  PROOFMARK_TRY(const Bytes own_identifier, key_identifier(key));
  PROOFMARK_TRY(const Bytes above_identifier, key_identifier(issuer_key));
  Form form;
  form.serial = draw_serial(serial_random);
  form.issuer = service_name(authority_common_name(above));
  form.subject = service_name(authority_common_name(level));
  form.not_before = add_months(midnight(now), -12 * years_since_begin(level));
  form.not_after = add_months(form.not_before, 12 * profile_.years_of(level)) - std::chrono::seconds(1);
  form.public_key = key.spki();

  const bool old = profile_.forms_of_2009;
  form.extensions = subject_key_identifier(own_identifier);
  const auto add = [&](const Bytes& extension) {
    form.extensions.insert(form.extensions.end(), extension.begin(), extension.end());
  };
  if (level != Level::root) add(authority_key_identifier(above_identifier));
  if (old) add(authority_version());
  // Today's authorities pass every policy on to those below; the order puts the one policy everywhere.
  if (old || level != Level::root) add(certificate_policies({old ? kPolicyOid : "2.5.29.32.0"}, ""));
  if (level != Level::root) {
    add(distribution_point(kListPoints, list_address(above)));
    add(authority_information(above));
  }
  add(basic_constraints(true));
  add(key_usage(Usage::authority, true));
  PROOFMARK_TRY(pki::Certificate certificate, certify(form, issuer_key));
  authorities_.emplace(level, Authority{std::move(certificate), key});
  return {};
}

Result<Hierarchy> Hierarchy::create(Profile profile, const SeededRandom& seed, Instant now) {
  Hierarchy hierarchy(std::move(profile), seed.derive("lt-pki"));
  for (const Level level : kLevels) {
    PROOFMARK_CHECK(hierarchy.add_authority(level, now));
  }
  return hierarchy;
}

// A7, A8, A9; of today: RFC 6960 section 4.2.2.2.
Result<Authority> Hierarchy::responder(Level level) const {
  const std::string name = "OCSP " + std::string(name_of(level));
  SeededRandom key_random = seed_.derive("key of " + name);
  SeededRandom serial_random = seed_.derive("serial of " + name);
  const Level above = profile_.has(Defect::responder_under_parent) ? parent_of(level) : level;
  const Authority& issuer = authority(above);
  PROOFMARK_TRY(const pki::Key key, generate_key(profile_.key_of(level), key_random));
  PROOFMARK_TRY(const Bytes identifier,
                key_identifier(profile_.has(Defect::responder_key_of_authority) ? authority(level).key : key));
  PROOFMARK_TRY(const Bytes above_identifier, key_identifier(issuer.key));
  Form form;
  form.serial = draw_serial(serial_random);
  form.issuer = issuer.certificate.subject_name();
  form.subject = service_name(responder_common_name(level));
  form.not_before = authority(level).certificate.not_before();
  form.not_after = authority(level).certificate.not_after();
  form.public_key = key.spki();

  const bool old = profile_.forms_of_2009;
  form.extensions = subject_key_identifier(identifier);
  const auto add = [&](const Bytes& extension) {
    form.extensions.insert(form.extensions.end(), extension.begin(), extension.end());
  };
  if (!old || level != Level::root) add(authority_key_identifier(above_identifier));
  if (old) add(authority_version());
  if (old) add(certificate_policies({kPolicyOid}, ""));
  if (old && level != Level::root) {
    add(distribution_point(kListPoints, list_address(above)));
    add(authority_information(above));
  }
  add(basic_constraints(profile_.has(Defect::responder_is_authority)));
  // A7 alone says that key usage is not critical.
  add(key_usage(old ? Usage::signature_and_commitment : Usage::signature, !(old && level == Level::root)));
  if (!profile_.has(Defect::responder_without_purpose)) add(extended_key_usage({"1.3.6.1.5.5.7.3.9"}));
  if (!old) add(extension("1.3.6.1.5.5.7.48.1.5", false, asn1::null()));  // its own status is not asked for
  PROOFMARK_TRY(pki::Certificate certificate, certify(form, issuer.key));
  return Authority{std::move(certificate), key};
}

Result<Authority> Hierarchy::journal_signer() const {
  SeededRandom key_random = seed_.derive("key of journal");
  SeededRandom serial_random = seed_.derive("serial of journal");
  const Authority& issuer = authority(Level::issuing);
  PROOFMARK_TRY(const pki::Key key, pki::Key::generate(pki::Curve::p256, key_random));
  PROOFMARK_TRY(const Bytes identifier, key_identifier(key));
  PROOFMARK_TRY(const Bytes above_identifier, key_identifier(issuer.key));
  Form form;
  form.serial = draw_serial(serial_random);
  form.issuer = issuer.certificate.subject_name();
  form.subject = service_name("NSC operacijų žurnalas");
  form.not_before = issuer.certificate.not_before();
  form.not_after = issuer.certificate.not_after();
  form.public_key = key.spki();
  form.extensions = concat({subject_key_identifier(identifier), authority_key_identifier(above_identifier),
                            basic_constraints(false), key_usage(Usage::signature_and_commitment, true)});
  PROOFMARK_TRY(pki::Certificate certificate, certify(form, issuer.key));
  return Authority{std::move(certificate), key};
}

// A10 and A11; of today: ETSI EN 319 412-2 and EN 319 411-2 (policies QCP-n-qscd and NCP+).
Result<pki::Certificate> Hierarchy::issue(Purpose purpose, const person::CivilRecord& civil, const pki::Key& key,
                                          ByteView serial, Instant from) const {
  const Authority& issuer = authority(Level::issuing);
  PROOFMARK_TRY(const Bytes identifier, key_identifier(key));
  PROOFMARK_TRY(const Bytes above_identifier, key_identifier(issuer.key));
  const bool qualified = purpose == Purpose::qualified;
  const bool old = profile_.forms_of_2009;
  const Instant card_ends =
      std::chrono::sys_days(civil.date_of_expiry) + std::chrono::days(1) - std::chrono::seconds(1);
  Form form;
  form.serial = Bytes(serial.begin(), serial.end());
  form.issuer = issuer.certificate.subject_name();
  form.subject = person_name(civil, profile_);
  form.not_before = std::chrono::floor<std::chrono::seconds>(from);
  form.not_after = std::min({add_months(form.not_before, 12 * profile_.person_years) - std::chrono::seconds(1),
                             card_ends, issuer.certificate.not_after()});
  form.public_key = key.spki();
  if (form.not_after <= form.not_before)
    return fail("CPS 67", "a card that is valid when its certificates are issued",
                "one that ends at " + to_rfc3339(card_ends), "Issue another card first.");

  std::vector<std::string> policies{kPolicyOid};
  if (!profile_.has(Defect::same_policy_oid)) policies.emplace_back(qualified ? "0.4.0.194112.1.2" : "0.4.0.2042.1.2");
  form.extensions =
      concat({person_attributes(civil), subject_key_identifier(identifier), authority_key_identifier(above_identifier),
              certificate_policies(policies, qualified && old ? qualified_notice() : ""),
              distribution_point(kListPoints, list_address(Level::issuing))});
  const auto add = [&](const Bytes& extension) {
    form.extensions.insert(form.extensions.end(), extension.begin(), extension.end());
  };
  if (!profile_.has(Defect::delta_not_announced)) add(distribution_point(kFreshestList, delta_address(Level::issuing)));
  add(authority_information(Level::issuing));
  if (qualified) {
    add(qualified_statements(profile_));
    add(key_usage(Usage::signature_and_commitment, true));
    add(extended_key_usage({"1.3.6.1.4.1.311.10.3.12", "1.3.6.1.5.5.7.3.4"}));
  } else {
    if (old) add(application_policy());
    add(key_usage(Usage::signature, true));
    if (!old) add(extended_key_usage({"1.3.6.1.5.5.7.3.2"}));
  }
  add(basic_constraints(false));
  return certify(form, issuer.key);
}

}  // namespace proofmark::lt_pki
