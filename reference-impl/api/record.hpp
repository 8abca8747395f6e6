// What is written down of a decided session: the evidence record that stays here and the claims that go out.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "reference-impl/chip/inspection.hpp"
#include "reference-impl/decision/decide.hpp"
#include "reference-impl/liveness/video_session.hpp"
#include "reference-impl/store/store.hpp"

namespace proofmark::api {

struct SessionRecord {
  store::Order order;
  store::Session session;
  Instant decided_at;
  decision::Decision decision;
  std::optional<chip::Inspection> inspection;
  std::optional<liveness::VideoOutcome> video;
  std::string stream_sha256;  // of every video message as it came, hex; empty without video
  std::string thresholds_sha256;
};

[[nodiscard]] std::vector<store::ActionRow> action_rows(const std::optional<liveness::VideoOutcome>& video);
// JSON, the whole of what the decision rests on except the media themselves, which are in it as hashes.
[[nodiscard]] std::string evidence_record(const SessionRecord& record);
// The claims of docs/interface.md. Identity and document are in it only when the decision is `accepted`; the names are
// those of the order, whose transliteration the document has confirmed.
[[nodiscard]] std::string package_claims(const SessionRecord& record, const std::string& issuer, const std::string& id,
                                         const std::string& evidence);
// The claim `inspection` alone, as JSON: how often the chip was read and what each step came to.
[[nodiscard]] std::string inspection_claim(const chip::Inspection& inspection);

}  // namespace proofmark::api
