#include "tests/fuzz/seeds_files.hpp"

#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "reports/formats/catalogue.hpp"

namespace proofmark::fuzz {
namespace {

struct Seed {
  std::uint8_t reader;  // by which the target knows what follows
  const char* name;
  std::string text;
};

Result<void> write_all(const WriteSeed& write, const char* target, const std::vector<Seed>& seeds) {
  for (const Seed& seed : seeds)
    PROOFMARK_CHECK(write(target, seed.name, concat({Bytes{seed.reader}, to_bytes(seed.text)})));
  return {};
}

// The claims of docs/interface.md.
std::string claims() {
  nlohmann::json checks = nlohmann::json::array();
  for (const char* id : {"session.complete", "order.match", "chip.access", "chip.passive", "chip.revocation",
                         "chip.genuine", "document.validity", "video.format", "video.continuity", "face.found",
                         "face.match", "liveness.challenges", "liveness.passive"})
    checks.push_back({{"id", id}, {"result", "passed"}, {"reason", ""}});
  nlohmann::json all = nlohmann::json::parse(
      R"({"iss":"i","jti":"j","iat":1772452800,"order":"o-1","reference":"4000000001","session":"s",
"decision":"accepted","loip":"extended","identity":{"surname":"A"},"document":{"number":"1"},
"video":{"frames":300,"width":1280,"height":720,"frames_per_second":29.9},
"actions":[{"number":1,"action":"blink","asked_at_ms":1,"window_ms":900,"answered_at_ms":400,"result":"passed"}],
"comparison":{"score":0.7,"threshold":0.5},"evidence":{"sha256":""},
"inspection":{"readings":1,"steps":[{"id":"access.session","result":"successful","reason":""}]}})");
  all["checks"] = std::move(checks);
  return all.dump();
}

Result<void> write_packages(const WriteSeed& write) {
  const std::string header = R"({"alg":"ES256","typ":"identity-package+jwt","x5c":["MAA="]})";
  return write_all(write, "package",
                   {{0, "compact", to_base64url(to_bytes(header)) + "." + to_base64url(to_bytes("{}")) + ".AAAA"},
                    {1, "claims", claims()}});
}

Result<void> write_reports(const WriteSeed& write) {
  const std::vector<reports::FiledEvidence> filed = {{"lab.pad", "report.pdf", std::string(64, 'a'), "Lab", "LA 1",
                                                      "2026-01-02", "2027-01-02", "2026-02-03", "first"}};
  const std::string entries = reports::evidence_to_json(filed);
  const nlohmann::json index = {{"format", 1},
                                {"sha256", sha256_hex(to_bytes(entries))},
                                {"evidence", nlohmann::json::parse(entries)["evidence"]}};
  const std::string text = R"({"en":"e","lt":"l"})";
  const std::string level = R"({"level":2,"en":"e","lt":"l"})";
  return write_all(
      write, "report_files",
      {{0, "owners", R"({"format":"proofmark-risk-owners/1","owners":[{"id":"process","name":)" + text + "}]}"},
       {1, "group",
        R"({"format":"proofmark-risk-register/1","clause":"c","title":)" + text +
            R"(,"risks":[{"id":"a.b","added":"2026-11-22","owner":"process","review_months":12,"threat":)" + text +
            R"(,"likelihood":)" + level + R"(,"impact":)" + level +
            R"(,"treatment":{"option":"reduce","en":"e","lt":"l"},"evidence":{"rates":["*.mask*"],"scenarios":[],)" +
            R"("requirements":[],"awaited":{"patterns":["*.mask*"],"en":"e","lt":"l"}},"residual":)" + level + "}]}"},
       {2, "security",
        R"({"format":"proofmark-security-documentation/1","entries":[{"clause":"c","title":)" + text +
            R"(,"measures":[)" + text + R"(],"evidence":{"rates":["a"],"scenarios":[],"requirements":[]}}]})"},
       {3, "previous",
        R"({"format":"proofmark-risk-plan/1","date":"2025-11-22","run":"r","subject":"s","subject_version":"1",)"
        R"("settings_sha256":"","risks":[{"id":"a.b","inherent":10,"residual":4,"support":"shown"}]})"},
       {4, "incidents",
        R"({"format":"proofmark-incidents/1","incidents":[{"date":"2026-05-05","text":)" + text + "}]}"},
       {5, "limits",
        R"({"format":"proofmark-limits/1","limits":[{"id":"frr","value":0.04,"rule":"below","kind":"borrowed",)"
        R"("text":"t","source":"s","checked":"primary"}]})"},
       {5, "slots",
        R"({"format":"proofmark-slots/1","slots":[{"id":"a","clause":"c","accreditation":true,"valid_months":24,)"
        R"("text":)" +
            text + "}]}"},
       {5, "requirements",
        R"({"format":"proofmark-requirements/1","source":"eidas","title":)" + text +
            R"(,"requirements":[{"id":"eidas.1","clause":"c","kind":"document_only","checked":"primary",)"
            R"("responsible":"conformity_body","slots":["a"],"text":)" +
            text + "}]}"},
       {6, "index", index.dump()}});
}

Result<void> write_measurements(const WriteSeed& write) {
  const std::string trial =
      R"("attempt":"a","scenario":"s","verdict":"pass","outcome":"completed","reason":"","seconds":1.5)";
  return write_all(
      write, "measurement_files",
      {{0, "weakness", R"({"name":"one","area":"access","weakness":"W.","clause":"c","attack":"A."})"},
       {1, "not-yet", R"({"scenarios":[{"scenario":"operation.*","reason":"r"},{"scenario":"a","reason":"b"}]})"},
       {2, "record",
        "{\"measurement\":\"id\"}\n{\"baseline\":\"release\"," + trial + "}\n{\"weakness\":\"one\",\"catches\":[{" +
            trial + R"(}],"played":2,"unjudged":0,"unsteady":0,"reached":true,"seconds":3})" + "\n{\"cut\":"},
       {3, "shard", R"({"format":"proofmark-shard/1","shard":2,"of":4,"attempts":["a","b"]})"},
       {4, "job", "123;cluster\n"},
       {5, "states", "1 RUNNING\n2 COMPLETED\n10 PENDING\n"}});
}

// The service's own files.
Result<void> write_service(const WriteSeed& write, const std::filesystem::path& project) {
  PROOFMARK_TRY(const std::string policy, read_text(project / "reference-impl/config/inspection.json"));
  PROOFMARK_TRY(const std::string thresholds, read_text(project / "reference-impl/config/thresholds.json"));
  PROOFMARK_TRY(const std::string models, read_text(project / "reference-impl/face/models.json"));
  return write_all(write, "service_files",
                   {{0, "config",
                     R"({"name":"localhost","issuer":"https://localhost","relying_party":"P","trust":"t","models":"m",)"
                     R"("model_manifest":"x","thresholds":"y","limits":{"order_validity_s":3600,"chip_s":60,)"
                     R"("concurrent_steps":16},"registers":{"url":"https://h:1","ca":"c","client_certificate":"d",)"
                     R"("client_key":"k","wait_ms":500,"silence":"refuse","unknown_document":"open"}})"},
                    {1, "policy", policy},
                    {2, "thresholds", thresholds},
                    {3, "models", models},
                    {4, "body", R"({"type":"card","count":3})"}});
}

}  // namespace

Result<void> write_file_seeds(const WriteSeed& write, const std::filesystem::path& project) {
  PROOFMARK_CHECK(write_packages(write));
  PROOFMARK_CHECK(write_reports(write));
  PROOFMARK_CHECK(write_measurements(write));
  return write_service(write, project);
}

}  // namespace proofmark::fuzz
