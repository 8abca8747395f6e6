#include "reference-impl/parts/parts.hpp"

#include <nlohmann/json.hpp>

#include "common/json_text.hpp"
#include "reference-impl/api/json_body.hpp"
#include "reference-impl/api/record.hpp"
#include "reference-impl/chip/inspection.hpp"
#include "reference-impl/parts/part.hpp"
#include "reference-impl/parts/scores.hpp"

namespace proofmark::parts {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

class Inspector final : public Part {
 public:
  Inspector(chip::TrustStore trust, chip::InspectionPolicy policy, api::Entropy& entropy, const Lines& lines)
      : trust_(std::move(trust)), policy_(std::move(policy)), entropy_(entropy), lines_(lines) {}
  Result<std::string> answer(const std::string& line) override {
    using Type = json::value_t;
    PROOFMARK_TRY(const json task,
                  api::read_object(line, {{"type"}, {"id"}, {"can"}, {"mrz", Type::object}, {"time"}}));
    PROOFMARK_CHECK(api::check_object(task["mrz"], {{"document_number"}, {"date_of_birth"}, {"date_of_expiry"}}));
    if (task["type"] != "inspect") return broken("inspect", "another type");
    PROOFMARK_TRY(const Instant now, from_rfc3339(task["time"].get<std::string>()));
    const chip::AccessPassword password{task["can"], task["mrz"]["document_number"], task["mrz"]["date_of_birth"],
                                        task["mrz"]["date_of_expiry"]};
    RemoteChip remote(lines_);
    const auto random = entropy_.stream("chip/" + task["id"].get<std::string>());
    PROOFMARK_TRY(const chip::Inspection found, chip::inspect(remote, password, trust_, policy_, *random, now));
    bool accepted = true;
    ordered_json checks = ordered_json::array();
    for (const decision::Check& check : found.checks) {
      accepted = accepted && check.result == decision::CheckResult::passed;
      checks.push_back({{"id", check.id}, {"result", name_of(check.result)}, {"reason", check.reason}});
    }
    const ordered_json result = {{"type", "result"},
                                 {"id", task["id"]},
                                 {"decision", accepted ? "accepted" : "refused"},
                                 {"checks", checks},
                                 {"inspection", ordered_json::parse(api::inspection_claim(found))}};
    return result.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  }

 private:
  chip::TrustStore trust_;
  chip::InspectionPolicy policy_;
  api::Entropy& entropy_;
  const Lines& lines_;
};

std::string score_line(const std::string& id, const std::optional<Score>& score, bool presentation) {
  if (!score) return ordered_json({{"type", "failed_to_acquire"}, {"id", id}}).dump();
  ordered_json line = {{"type", "score"}, {"id", id}, {"score", score->score}, {"threshold", score->threshold}};
  if (presentation) line["attack"] = score->score < score->threshold;
  return line.dump();
}

class Detector final : public Part {
 public:
  Detector(std::shared_ptr<const face::Models> models, liveness::VideoPolicy policy)
      : models_(std::move(models)), policy_(std::move(policy)) {}
  Result<std::string> answer(const std::string& line) override {
    PROOFMARK_TRY(const json task, api::read_object(line, {{"type"}, {"id"}, {"video"}}));
    if (task["type"] != "presentation") return broken("presentation", "another type");
    PROOFMARK_TRY(const auto score, judge_film(models_, policy_, task["video"].get<std::string>()));
    return score_line(task["id"], score, true);
  }

 private:
  std::shared_ptr<const face::Models> models_;
  liveness::VideoPolicy policy_;
};

class Comparer final : public Part {
 public:
  Comparer(std::unique_ptr<face::Analyser> analyser, const liveness::FacePolicy& policy)
      : analyser_(std::move(analyser)), policy_(policy) {}
  Result<std::string> answer(const std::string& line) override {
    PROOFMARK_TRY(const json task, api::read_object(line, {{"type"}, {"id"}, {"reference"}, {"probe"}}));
    if (task["type"] != "compare") return broken("compare", "another type");
    return score_line(
        task["id"],
        compare_portraits(*analyser_, policy_, task["reference"].get<std::string>(), task["probe"].get<std::string>()),
        false);
  }

 private:
  std::unique_ptr<face::Analyser> analyser_;
  liveness::FacePolicy policy_;
};

Result<std::unique_ptr<Part>> open_part(const std::string& level, const api::Config& config, api::Entropy& entropy,
                                        const Lines& lines) {
  if (level == "chip_inspection") {
    PROOFMARK_TRY(auto trust, chip::load_trust(config.trust));
    return std::unique_ptr<Part>(std::make_unique<Inspector>(std::move(trust), config.inspection, entropy, lines));
  }
  if (level == "document") return open_document(config, entropy, lines);
  if (level != "pad" && level != "comparison")
    return broken("the level chip_inspection, pad or comparison", "'" + level.substr(0, 40) + "'");
  PROOFMARK_TRY(const auto manifest, face::read_manifest(config.model_manifest));
  PROOFMARK_TRY(const auto models, face::load_models(config.models, manifest));
  PROOFMARK_TRY(const auto policy, liveness::read_video_policy(config.thresholds));
  if (level == "pad") return std::unique_ptr<Part>(std::make_unique<Detector>(models, policy));
  PROOFMARK_TRY(auto analyser, face::Analyser::create(models));
  return std::unique_ptr<Part>(std::make_unique<Comparer>(std::move(analyser), policy.face));
}

}  // namespace

tl::unexpected<Error> broken(std::string expected, std::string observed) {
  return fail("proofmark-stdio/1", std::move(expected), std::move(observed), "See docs/connect-your-service.md.");
}

Result<Bytes> RemoteChip::transceive(ByteView command) {
  lines_.write(R"({"type":"apdu","command":")" + to_hex(command) + "\"}");
  const auto line = lines_.read();
  if (!line) return broken("an answer to the command", "the end of the input");
  const json answer = parse_json_or_null(*line);
  if (!answer.is_object() || !answer.value("type", json()).is_string())
    return broken("an apdu or link_lost", "another line");
  if (answer["type"] == "apdu" && answer.value("response", json()).is_string())
    return from_hex(answer["response"].get<std::string>());
  card_is_back_ = answer["type"] == "card_again";
  return broken("the chip's answer", "the link is lost");
}

Result<void> RemoteChip::begin_again() {
  if (!card_is_back_) return Transceiver::begin_again();
  card_is_back_ = false;
  return {};
}

Result<void> serve(const api::Config& config, api::Entropy& entropy, const Lines& lines) {
  const auto first = lines.read();
  if (!first) return {};
  PROOFMARK_TRY(const json hello,
                api::read_object(*first, {{"type"}, {"protocol"}, {"level"}, {"trust", json::value_t::string, true}}));
  if (hello["type"] != "hello" || hello["protocol"] != "proofmark-stdio/1")
    return broken("hello of proofmark-stdio/1", "another line");
  PROOFMARK_TRY(const auto part, open_part(hello["level"], config, entropy, lines));
  lines.write(ordered_json({{"type", "ready"}, {"name", "proofmark-parts"}, {"version", PROOFMARK_VERSION}}).dump());
  while (const auto line = lines.read()) {
    PROOFMARK_TRY(const std::string answer, part->answer(*line));
    lines.write(answer);
  }
  return {};
}

}  // namespace proofmark::parts
