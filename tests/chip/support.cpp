#include "tests/chip/support.hpp"

#include "common/emrtd/lds.hpp"

namespace proofmark::chip::test {
namespace {

std::string yymmdd(std::chrono::year_month_day date) {
  const auto two = [](unsigned n) {
    return std::string{static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)};
  };
  return two(static_cast<unsigned>(static_cast<int>(date.year()) % 100)) + two(static_cast<unsigned>(date.month())) +
         two(static_cast<unsigned>(date.day()));
}

}  // namespace

Result<Bytes> Field::transceive(ByteView command) {
  const std::size_t index = commands_++;
  if (lost_from && index >= *lost_from) return fail("test", "a card in the field", "none", "");
  if (instead) {
    if (auto answer = instead(index, command)) return *std::move(answer);
  }
  Bytes answer = card_.transmit(command);
  if (!card_.present()) return fail("test", "a card in the field", "none", "");
  if (alter) alter(index, answer);
  return answer;
}

Result<void> Field::begin_again() {
  if (card_.take_up()) return {};
  if (!back) return Transceiver::begin_again();
  back();
  card_.reset();
  return {};
}

AccessPassword can_password() {
  AccessPassword password;
  password.can = civil().can;
  return password;
}

AccessPassword mrz_password() {
  return {"", civil().document_number, yymmdd(civil().date_of_birth), yymmdd(civil().date_of_expiry)};
}

TrustStore trust() {
  static const TrustStore store = trust_of(issuer().trust()).value();  // verified once
  return store;
}

card::ChipContent content(const std::string& profile) {
  SeededRandom random(12, "chip content");
  auto made = card::personalise(card::test::profile(profile), card::test::input(), issuer(), random);
  EXPECT_TRUE(made) << made.error().line();
  return *made;
}

TestCard::TestCard(const std::string& profile) {
  auto made = attacks::document::make_card(card::test::profile(profile), card::test::input(), issuer(), random_);
  EXPECT_TRUE(made) << made.error().line();
  card_ = *std::move(made);
}

TestCard::TestCard(card::ChipContent content) : card_(card::make_emrtd(std::move(content), random_)) {}

Inspection Inspect::operator()(Transceiver& chip) const {
  SeededRandom random(seed, "terminal");
  auto inspection = inspect(chip, password, store, policy, random, now);
  EXPECT_TRUE(inspection) << inspection.error().line();
  return *inspection;
}

std::string summary(const Inspection& inspection) {
  std::string text;
  for (const decision::Check& check : inspection.checks)
    text += check.id + "=" + std::string(name_of(check.result)) + " (" + check.reason + ")\n";
  return text;
}

bool all_passed(const Inspection& inspection) {
  for (const decision::Check& check : inspection.checks)
    if (check.result != decision::CheckResult::passed) return false;
  return inspection.checks.size() == 5;
}

decision::CheckResult result_of(const Inspection& inspection, const std::string& id) {
  return inspection.check(id).result;
}

std::optional<SubResult> sub(const Inspection& inspection, const std::string& id) {
  for (const SubCheck& check : inspection.sub_checks)
    if (check.id == id) return check.result;
  return std::nullopt;
}

TrustStore resign(card::ChipContent& content, const Country& country) {
  SeededRandom random(31, "country");
  const pki::Key csca_key = pki::Key::generate(pki::Curve::p256, random).value();
  const pki::Key signer_key = pki::Key::generate(pki::Curve::p256, random).value();
  pki::CertificateSpec csca_spec;
  csca_spec.role = pki::CertificateRole::country_signing_ca;
  csca_spec.subject = {country.code, "Test", "", "Country Signing CA"};
  csca_spec.serial = {0x01};
  csca_spec.not_before = country.csca_from;
  csca_spec.not_after = country.csca_to;
  const pki::Certificate csca = pki::issue_certificate(csca_spec, csca_key, nullptr, csca_key).value();
  pki::CertificateSpec signer_spec;
  signer_spec.subject = {country.signer_code, "Test", "", "Document Signer"};
  signer_spec.serial = {0x02};
  signer_spec.not_before = country.signer_from;
  signer_spec.not_after = country.signer_to;
  const pki::Certificate signer = pki::issue_certificate(signer_spec, signer_key, &csca, csca_key).value();

  emrtd::LdsSecurityObject object;
  object.digest_algorithm = country.digest_oid;
  for (unsigned number = 1; number <= 16; ++number) {
    const auto file = content.files.find(emrtd::fid_of_data_group(number));
    if (file != content.files.end()) object.hashes[number] = pki::digest(country.digest, file->second);
  }
  pki::SignedDataSpec spec;
  spec.content = emrtd::encode_lds_security_object(object).value();
  spec.content_type = country.content_type;
  const auto cms = country.signer_is_csca ? pki::make_signed_data(spec, csca, csca_key)
                                          : pki::make_signed_data(spec, signer, signer_key);
  EXPECT_TRUE(cms) << cms.error().line();
  content.files[emrtd::fid_sod] = emrtd::encode_sod(cms.value());
  pki::CrlSpec crl;
  crl.this_update = today() - std::chrono::days(1);
  crl.next_update = today() + std::chrono::days(30);
  return {{csca}, {pki::issue_crl(crl, csca, csca_key).value()}};
}

}  // namespace proofmark::chip::test
