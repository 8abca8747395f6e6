// Writes the seed corpora: FOLDER/<target>/<name>, small valid inputs made by the project's own encoders. Synthetic.
#include <cstdio>
#include <filesystem>

#include "common/emrtd/cv_certificate.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/lds_details.hpp"
#include "common/emrtd/secure_messaging.hpp"
#include "common/emrtd/terminal_authentication.hpp"
#include "common/emrtd/tlv.hpp"
#include "common/files.hpp"
#include "common/pki/cms.hpp"
#include "common/pki/crl.hpp"
#include "common/pki/signed_list.hpp"
#include "common/random.hpp"
#include "reports/formats/began.hpp"
#include "reports/formats/catalogue.hpp"
#include "reports/formats/observation.hpp"
#include "reports/seal/index.hpp"
#include "reports/seal/signature.hpp"
#include "reports/seal/timestamp.hpp"
#include "tests/fuzz/sealed.hpp"
#include "tests/fuzz/seeds_chip.hpp"
#include "tests/fuzz/seeds_corpus.hpp"
#include "tests/fuzz/seeds_files.hpp"
#include "tests/fuzz/seeds_simulators.hpp"
#include "tests/reports_files/authority.hpp"

namespace {

using namespace proofmark;  // NOLINT: a program of one file

const std::string td1 = "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<";
const std::string td3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10";

struct Writer {
  std::filesystem::path folder;
  Result<void> operator()(const std::string& target, const std::string& name, ByteView content) const {
    std::error_code error;
    std::filesystem::create_directories(folder / target, error);
    return write_file(folder / target / name, content);
  }
};

Result<Bytes> make_sod(const pki::Key& key, ByteView security_object) {
  pki::CertificateSpec spec;
  spec.role = pki::CertificateRole::country_signing_ca;
  spec.subject = {"UT", "Utopia", "", "Seed"};
  spec.serial = {0x01};
  PROOFMARK_TRY(spec.not_before, from_rfc3339("2026-01-01T00:00:00Z"));
  PROOFMARK_TRY(spec.not_after, from_rfc3339("2036-01-01T00:00:00Z"));
  PROOFMARK_TRY(const pki::Certificate certificate, pki::issue_certificate(spec, key, nullptr, key));
  pki::SignedDataSpec signed_data;
  signed_data.content = Bytes(security_object.begin(), security_object.end());
  PROOFMARK_TRY(const Bytes cms, pki::make_signed_data(signed_data, certificate, key));
  return emrtd::encode_sod(cms);
}

// Details, certificates and lists.
Result<void> write_lists(const Writer& write) {
  SeededRandom random(2, "fuzz seeds of lists");
  PROOFMARK_CHECK(
      write("details", "dg11", emrtd::encode_dg11({"ERIKSSON<<ANNA", "ZE184226B", "19740812", "ZENITH", "1 ROAD"})));
  PROOFMARK_CHECK(write("atr_info", "two-bytes", from_hex("4703C421C07F66080202FFFF0202FDE8").value_or(Bytes{})));
  PROOFMARK_CHECK(write("atr_info", "three-bytes", from_hex("7F660A02030100000203010000").value_or(Bytes{})));
  PROOFMARK_CHECK(write("details", "dg11-cyrillic", emrtd::encode_dg11({"ШЕВЧУК<<АНАСТАСІЯ", "", "", "Київ", ""})));
  PROOFMARK_CHECK(write("details", "dg12", emrtd::encode_dg12({"UTOPIA", "20200101"})));
  PROOFMARK_CHECK(write("details", "dg16", emrtd::encode_dg16({{"20200101", "SMITH<<JOHN", "123", "2 ROAD"}})));
  PROOFMARK_TRY(const Bytes picture, from_hex("FFD8FFE000104A464946"));
  PROOFMARK_TRY(const Bytes face, emrtd::encode_dg2_39794({picture, emrtd::ImageFormat::jpeg, 413, 531}));
  PROOFMARK_CHECK(write("dg2_39794", "jpeg", face));
  PROOFMARK_TRY(const pki::Key key, pki::Key::generate(pki::Curve::brainpool_p256r1, random));
  emrtd::CvCertificate content;
  content.authority = content.holder = "UTCVCA00001";
  content.role = emrtd::TerminalRole::authority;
  content.protocol = emrtd::terminal_signature_oids().back();
  content.effective = std::chrono::year{2026} / 1 / 1;
  content.expiry = std::chrono::year{2027} / 1 / 1;
  PROOFMARK_TRY(const Bytes cvc, emrtd::make_cv_certificate(content, key, true, content, key, random));
  PROOFMARK_CHECK(write("cvc", "authority", cvc));
  pki::CertificateSpec spec;
  spec.role = pki::CertificateRole::country_signing_ca;
  spec.subject = {"UT", "Utopia", "", "Seed"};
  spec.serial = {0x01};
  PROOFMARK_TRY(spec.not_before, from_rfc3339("2026-01-01T00:00:00Z"));
  PROOFMARK_TRY(spec.not_after, from_rfc3339("2036-01-01T00:00:00Z"));
  PROOFMARK_TRY(const pki::Certificate csca, pki::issue_certificate(spec, key, nullptr, key));
  PROOFMARK_CHECK(write("master_list", "content", pki::encode_master_list({csca})));
  pki::SignedDataSpec list;
  list.content_type = pki::oid_master_list;
  list.content = pki::encode_master_list({csca});
  PROOFMARK_TRY(const Bytes signed_list, pki::make_signed_data(list, csca, key));
  PROOFMARK_CHECK(write("master_list", "signed", signed_list));
  PROOFMARK_TRY(const pki::Crl crl,
                pki::issue_crl({1, spec.not_before, spec.not_after, {{{0x07}, spec.not_before}}}, csca, key));
  PROOFMARK_CHECK(write("crl", "crl", crl.der()));
  pki::DeviationList deviations;
  deviations.hash = pki::Digest::sha256;
  deviations.deviations.resize(1);
  deviations.deviations[0].document_type = "P";
  deviations.deviations[0].signer.issuer = csca.issuer_name();
  deviations.deviations[0].signer.serial = csca.serial();
  deviations.deviations[0].document_numbers = {"L898902C"};
  deviations.deviations[0].descriptions = {{"text", pki::oid_deviation_group_hash, 12U}};
  PROOFMARK_CHECK(write("deviation_list", "deviations", pki::encode_deviation_list(deviations)));
  pki::DefectList defects;
  defects.defects.resize(1);
  defects.defects[0].signer.key_identifier = csca.subject_key_identifier();
  defects.defects[0].known = {{pki::oid_defect_signer_revoked, 3U, {}, ""},
                              {pki::oid_defect_group_malformed, std::nullopt, {2}, ""}};
  return write("deviation_list", "defects", pki::encode_defect_list(defects));
}

Result<void> write_lds(const Writer& write) {
  SeededRandom random(1, "fuzz seeds");
  PROOFMARK_TRY(const pki::Key key, pki::Key::generate(pki::Curve::brainpool_p256r1, random));
  const Bytes com = emrtd::encode_com({"0107", "040000", {0x61, 0x75, 0x6E, 0x6F}});
  PROOFMARK_CHECK(write("com", "com", com));
  PROOFMARK_CHECK(write("com", "dg1", emrtd::encode_dg1(td1)));
  PROOFMARK_CHECK(write("tlv", "com", com));
  PROOFMARK_TRY(const Bytes oid, emrtd::encode_oid("0.4.0.127.0.7.2.2.4.2.2"));
  PROOFMARK_CHECK(write("tlv", "oid", emrtd::encode_tlv(0x06, oid)));
  for (const auto format : {emrtd::ImageFormat::jpeg, emrtd::ImageFormat::jpeg2000}) {
    PROOFMARK_TRY(const Bytes head, from_hex(format == emrtd::ImageFormat::jpeg ? "FFD8FFE0" : "FF4FFF51"));
    const Bytes body = random.bytes(40);
    PROOFMARK_TRY(const Bytes dg2, emrtd::encode_dg2({concat({head, body}), format, 413, 531}));
    PROOFMARK_CHECK(write("dg2", format == emrtd::ImageFormat::jpeg ? "jpeg" : "jpeg2000", dg2));
  }
  PROOFMARK_TRY(const Bytes explicit_key, key.spki_explicit());
  emrtd::SecurityInfos infos;
  infos.pace = {{"0.4.0.127.0.7.2.2.4.2.2", 2, 13U}};
  PROOFMARK_TRY(const Bytes card_access, emrtd::encode_security_infos(infos));
  PROOFMARK_CHECK(write("dg14", "card-access", card_access));
  infos.chip_authentication = {{"0.4.0.127.0.7.2.2.3.2.2", 1, 1U}};
  infos.chip_authentication_keys = {{emrtd::oid_chip_authentication_key_ecdh, explicit_key, 1U}};
  infos.active_authentication_algorithm = "0.4.0.127.0.7.1.1.4.1.3";
  PROOFMARK_TRY(const Bytes dg14, emrtd::encode_dg14(infos));
  PROOFMARK_CHECK(write("dg14", "dg14", dg14));
  PROOFMARK_CHECK(write("dg14", "dg15", emrtd::encode_dg15(key.spki())));
  PROOFMARK_TRY(const Bytes object,
                emrtd::encode_lds_security_object(
                    {"2.16.840.1.101.3.4.2.1", {{1, Bytes(32, 1)}, {2, Bytes(32, 2)}}, "0107", "040000"}));
  PROOFMARK_CHECK(write("sod", "security-object", object));
  PROOFMARK_TRY(const Bytes sod, make_sod(key, object));
  return write("sod", "sod", sod);
}

Result<void> write_messages(const Writer& write) {
  PROOFMARK_CHECK(write("mrz", "td1", to_bytes(td1)));
  PROOFMARK_CHECK(write("mrz", "td3", to_bytes(td3)));
  PROOFMARK_TRY(const Bytes case_4, emrtd::encode_command({0x10, 0x86, 0, 0, {0x7C, 0x00}, 256U, false}));
  PROOFMARK_TRY(const Bytes extended, emrtd::encode_command({0, 0x86, 0, 0, Bytes(300, 1), 65536U, true}));
  PROOFMARK_CHECK(write("apdu", "case-4", case_4));
  PROOFMARK_CHECK(write("apdu", "extended", extended));
  const Bytes body = emrtd::encode_tlv(0x87, concat({Bytes{0x01}, Bytes(16, 0x44)}));
  const Bytes le = emrtd::encode_tlv(0x97, Bytes{0x00});
  const Bytes header{0x0C, 0xB0, 0x00, 0x00};
  for (std::uint8_t first = 0; first < 8; ++first) {
    const std::string name(1, static_cast<char>('0' + first));
    PROOFMARK_CHECK(write("secure_messaging", "command-" + name, concat({Bytes{first}, header, body, le})));
    PROOFMARK_CHECK(write("secure_messaging", "response-" + name, concat({Bytes{first}, body})));
  }
  return {};
}

}  // namespace

// What a reader says to a contact chip, each command with its length before it.
static Result<void> write_contact(const Writer& write) {
  const std::string pin = "313233343536FFFFFFFFFFFF", other = "313335373930FFFFFFFFFFFF";
  const std::string puk = "3132333435363738FFFFFFFF";
  const std::string select = "00A404000CA000000063504B43532D3135";
  const std::string read = "00B0000000", verify = "002000910C" + pin, choose = "002241B603840182";
  const std::string sign = "002A9E9A20" + std::string(64, 'A') + "00";
  const std::vector<std::string> sequences[] = {{select, "00A40200025031", read},
                                                {"00A4080C022F00", read},
                                                {verify, choose, sign, sign},
                                                {"002241B606800104840181", verify, sign},
                                                {"0024009118" + pin + other},
                                                {verify, "002401910C" + other},
                                                {"0020009100", "002C009118" + puk + other},
                                                {"002000830C" + puk, "002C02910C" + other}};
  int number = 0;
  for (const auto& sequence : sequences) {
    Bytes content;
    for (const std::string& hex : sequence) {
      PROOFMARK_TRY(const Bytes command, from_hex(hex));
      content.push_back(static_cast<std::uint8_t>(command.size()));
      content.insert(content.end(), command.begin(), command.end());
    }
    PROOFMARK_CHECK(write("contact_apdu", std::to_string(++number), content));
  }
  return {};
}

// Lines of docs/connect-your-service.md.
static Result<void> write_lines(const Writer& write) {
  const char* lines[] = {
      R"({"type":"ready","name":"a","version":"1","settings":{"t":0.5},"thresholds_set_on":"x"})",
      R"({"type":"apdu","command":"00a4040c"})",
      R"({"type":"frames","count":3})",
      R"({"type":"challenge","number":1,"action":"blink","window_ms":900})",
      R"({"type":"score","id":"1","score":0.5,"threshold":0.4,"attack":false})",
      R"({"type":"failed_to_acquire","id":"1"})",
      R"({"type":"result","id":"1","decision":"refused","checks":[{"id":"a","result":"failed","reason":"b"}]})",
      (R"({"type":"result","id":"1","decision":"refused","checks":[{"id":"chip.access","result":"failed","reason":"b"}],)"
       R"("inspection":{"readings":1,"steps":[{"id":"access.session","result":"failed","reason":"b"}]}})")};
  int number = 0;
  for (const char* line : lines) {
    PROOFMARK_CHECK(write("adapter_line", std::to_string(++number), to_bytes(line)));
  }
  return {};
}

// The targets of several readers take the first byte as the reader's number.
static Bytes chosen(std::uint8_t reader, ByteView content) {
  return concat({Bytes{reader}, content});
}

static Result<void> write_seal(const Writer& write) {
  const Instant now = SystemClock().now();
  const Bytes content = to_bytes(fuzz::sealed_content);
  const std::string index =
      reports::index_to_json({{{"attempts/a/apdu.jsonl", "record of an attempt", 2, sha256_hex(content)},
                               {"plan.json", "plan", 3, sha256_hex(to_bytes("plan"))}}});
  PROOFMARK_CHECK(write("seal", "index", chosen(0, to_bytes(index))));
  const pki::Key key = reports::sample::new_key();
  const auto certificate = reports::sample::certificate("Seed", reports::sample::Usage::signing, key,
                                                        now - std::chrono::hours{1}, nullptr, key);
  PROOFMARK_TRY(const Bytes seal, reports::sign_detached(content, {key, certificate, {}}, now));
  PROOFMARK_TRY(const auto holds, reports::check_detached(seal, content, {}));
  static_cast<void>(holds);
  PROOFMARK_CHECK(write("seal", "signature", chosen(1, seal)));
  const reports::sample::Authority authority;
  PROOFMARK_TRY(const auto request, reports::make_timestamp_request(content));
  const Bytes answer = authority.answer(request.der);
  PROOFMARK_CHECK(write("seal", "timestamp", chosen(2, answer)));
  PROOFMARK_TRY(const Bytes normal, reports::normalised_response(answer));
  return write("seal", "timestamp-kept", chosen(2, normal));
}

static reports::Plan small_plan() {
  reports::Plan plan;
  plan.run = "r";
  plan.suite = "s";
  plan.started = "2026-03-02T09:00:00Z";
  plan.subject.name = "proofmarkd";
  plan.subject.settings = {{"face.match threshold", "0.4"}};
  plan.persons = {{"p1", {{"sex", "female"}}}, {"p2", {}}};
  reports::Attempt attempt;
  attempt.id = "a-1";
  attempt.scenario = "genuine";
  attempt.person = attempt.holder = "p1";
  attempt.card = "genuine";
  attempt.requirement = "The holder is accepted.";
  attempt.expected.decision = reports::Decision::accepted;
  plan.attempts.push_back(attempt);
  attempt.id = "a-2";
  attempt.kind = reports::Kind::presentation_attack;
  attempt.species = "print";
  attempt.expected = {reports::Decision::refused, {"liveness.passive"}};
  plan.attempts.push_back(attempt);
  return plan;
}

static Result<void> write_run_files(const Writer& write) {
  PROOFMARK_TRY(const std::string plan, reports::plan_to_json(small_plan()));
  PROOFMARK_CHECK(write("run_files", "plan", chosen(0, to_bytes(plan))));
  reports::Observation seen;
  seen.run = "r";
  seen.attempt = "a-1";
  seen.outcome = reports::Outcome::completed;
  seen.decision = reports::Decision::refused;
  seen.checks = {{"chip.access", reports::CheckResult::passed, "x"}};
  seen.inspection = reports::InspectionRecord{
      2,
      {{"access.link", reports::StepResult::aborted, "lost"}, {"access.pace", reports::StepResult::successful, "GM"}}};
  seen.session_seconds = 12.5;
  seen.video = reports::VideoFigures{300, 1280, 720, 30};
  seen.actions = {{1, "blink", 100, 900, 400, "passed"}};
  seen.comparison = reports::Comparison{0.6, 0.4};
  seen.package_sha256 = sha256_hex(to_bytes("package"));
  PROOFMARK_TRY(const std::string began, reports::began_to_json("2026-03-02T09:00:00Z"));
  PROOFMARK_CHECK(write("run_files", "began", chosen(4, to_bytes(began))));
  PROOFMARK_TRY(const std::string line, reports::observation_to_json(seen));
  PROOFMARK_CHECK(write("run_files", "observation", chosen(1, to_bytes(line))));
  PROOFMARK_CHECK(write("run_files", "observations", chosen(5, to_bytes(line + "\n" + line + "\n{\"cut\":"))));
  reports::Catalogue catalogue;
  catalogue.sources = {{"tender", {"Tender", "Pirkimas"}}};
  catalogue.limits = {{"apcer", 0.07, false, false, "less than 7 %", "table", reports::LimitKind::borrowed, "primary"}};
  catalogue.slots = {{"lab.pad", {"report", "ataskaita"}, true, 24U, "tender 1"}};
  reports::Requirement requirement;
  requirement.id = "tender.1";
  requirement.source = "tender";
  requirement.clause = "tender 1";
  requirement.text = {"text", "tekstas"};
  requirement.limits = {"apcer"};
  requirement.scenarios = {"genuine"};
  catalogue.requirements = {requirement};
  catalogue.suites = {{"full", reports::Level::full_service, {"genuine"}}};
  PROOFMARK_TRY(const std::string requirements, reports::catalogue_to_json(catalogue));
  PROOFMARK_CHECK(write("run_files", "catalogue", chosen(2, to_bytes(requirements))));
  const std::string evidence =
      reports::evidence_to_json({{"lab.pad", "report.pdf", sha256_hex(to_bytes("report")), "Lab", "LA 1", "2026-01-02",
                                  "2027-01-02", "2026-02-03", "first"}});
  return write("run_files", "evidence", chosen(3, to_bytes(evidence)));
}

static Result<void> write_descriptions(const Writer& write) {
  PROOFMARK_CHECK(write("description", "small", to_bytes(R"(openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /v1/orders:
    post:
      operationId: createOrder
      requestBody:
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Order"}
      responses: {"201": {description: made}}
components:
  schemas:
    Order:
      type: object
      required: [reference]
      additionalProperties: false
      properties:
        reference: {type: string, pattern: "^[A-Z0-9-]{1,64}$"}
        given_names: {type: array, items: {type: string}, maxItems: 4}
)")));
  return write("description", "nowhere", to_bytes(R"(openapi: 3.1.0
paths:
  /v1/orders:
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/None"}}}}
)"));
}

static Result<void> write_project_files(const Writer& write, const std::filesystem::path& project) {
  for (const char* name :
       {"cases/document.cloned-chip", "cases/document.genuine-last-day", "suites/first", "suites/smoke"}) {
    const std::filesystem::path file = project / "scenarios" / (std::string(name) + ".json");
    const bool suite = std::string_view(name).starts_with("suites/");
    PROOFMARK_TRY(const Bytes content, read_file(file));
    PROOFMARK_CHECK(write("project_files", file.stem(), chosen(suite ? 1 : 0, content)));
  }
  // The files that it names are the one that the target reads it from.
  return write("project_files", "mapping",
               chosen(2, to_bytes(R"({"format":"proofmark-mapping/1","name":"a","relying":{"url":"https://h:1",)"
                                  R"("ca":"100","bearer_file":"100"},"device":{"url":"https://h:2","ca":"100"},)"
                                  R"("seal_ca":"100","paths":{"createOrder":"/o"},"fields":{"token":"ticket"},)"
                                  R"("words":{"decision":{"accepted":"yes"},"id":{"chip.access":"door"}}})")));
}

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: fuzz_seeds FOLDER PROJECT\n");
    return 2;
  }
  const Writer write{argv[1]};
  auto written = write_lds(write);
  if (written) written = write_lists(write);
  if (written) written = write_messages(write);
  if (written) written = write_contact(write);
  if (written) written = fuzz::write_chip_seeds(write);
  if (written) written = write_lines(write);
  if (written) written = write_seal(write);
  if (written) written = write_run_files(write);
  if (written) written = write_descriptions(write);
  if (written) written = write_project_files(write, argv[2]);
  if (written) written = fuzz::write_corpus_seeds(write, argv[2]);
  if (written) written = fuzz::write_simulator_seeds(write, argv[2]);
  if (written) written = fuzz::write_file_seeds(write, argv[2]);
  if (!written) {
    std::fprintf(stderr, "%s\n", written.error().line().c_str());
    return 2;
  }
  return 0;
}
