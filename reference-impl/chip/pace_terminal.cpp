#include "reference-impl/chip/pace_terminal.hpp"

#include <algorithm>
#include <tuple>

#include "common/emrtd/pace.hpp"
#include "common/emrtd/tlv.hpp"
#include "reference-impl/chip/strength.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::chip {
namespace {

constexpr const char* clause = "ICAO 9303-11 section 4.4";
constexpr const char* refuse = "End the session; the chip does not follow the protocol.";

constexpr std::uint16_t unknown_password = 0x6A88;  // referenced data not found

// GENERAL AUTHENTICATE (4.4.4.2): dynamic authentication data 7C with one object out, the content of 7C back.
struct Step {
  std::uint16_t sw = 0;
  Bytes content;
};
Result<Step> general_authenticate(Session& session, bool last, const Bytes& object, const std::string& what) {
  const auto cla = static_cast<std::uint8_t>(last ? 0x00 : 0x10);
  const Bytes data = emrtd::encode_tlv(0x7C, object);
  // The answer is about as long as the command.
  const std::uint32_t wanted = data.size() > 255 ? 65536U : 256U;
  PROOFMARK_TRY(const emrtd::Response response, session.send({cla, 0x86, 0x00, 0x00, data, wanted, false}));
  if (last && (response.sw == 0x6300 || (response.sw & 0xFFF0U) == 0x63C0)) return Step{response.sw, {}};
  if (!response.ok()) return fail(clause, "status word 9000 to " + what, status_text(response.sw), refuse);
  PROOFMARK_TRY(const emrtd::Tlv outer, emrtd::parse_single(response.data, 0x7C, what));
  return Step{response.sw, Bytes(outer.value.begin(), outer.value.end())};
}

// A step whose answer is one object.
Result<Bytes> exchange(Session& session, const Bytes& object, std::uint32_t answer_tag, const std::string& what) {
  PROOFMARK_TRY(const Step step, general_authenticate(session, false, object, what));
  PROOFMARK_TRY(const emrtd::Tlv inner, emrtd::parse_single(step.content, answer_tag, what));
  return Bytes(inner.value.begin(), inner.value.end());
}

Result<void> require_other_key(ByteView ours, ByteView theirs) {
  if (!PROOFMARK_WEAKNESS(echoed_key_accepted) && std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end()))
    return fail("ICAO 9303-11 section 4.4.3.3", "a public key of the chip's own", "the terminal's key sent back",
                refuse);
  return {};
}

// The chip's status word: 9000, or 6A88 when it does not know the password.
Result<std::uint16_t> set_authentication_template(Session& session, const emrtd::PaceInfo& info, bool ambiguous,
                                                  std::uint8_t reference) {
  PROOFMARK_TRY(const Bytes oid, emrtd::encode_oid(info.protocol));
  Bytes set_at = concat({emrtd::encode_tlv(0x80, oid), emrtd::encode_tlv(0x83, Bytes{reference})});
  if (ambiguous) {
    const Bytes parameter{static_cast<std::uint8_t>(info.parameter.value_or(0))};
    set_at = concat({set_at, emrtd::encode_tlv(0x84, parameter)});
  }
  PROOFMARK_TRY(const emrtd::Response set, session.send({0x00, 0x22, 0xC1, 0xA4, set_at, {}, false}));
  // 63Cx: x tries are left; PACE may go on.
  if (!set.ok() && set.sw != unknown_password && (set.sw & 0xFFF0U) != 0x63C0)
    return fail(clause, "status word 9000 to MSE:Set AT", status_text(set.sw), refuse);
  return set.sw;
}

// The mapped domain, and in *chip_key the chip's public key of the mapping (none with integrated mapping).
Result<emrtd::Domain> map(Session& session, const emrtd::PaceProtocol& protocol, const emrtd::Domain& domain,
                          const Bytes& nonce, RandomSource& random, Bytes* chip_key) {
  if (protocol.mapping == emrtd::Mapping::integrated) {
    const Bytes own = random.bytes(emrtd::key_size(protocol.cipher));
    // Chips answer with an empty object or with none: there is nothing to say.
    PROOFMARK_CHECK(general_authenticate(session, false, emrtd::encode_tlv(0x81, own), "mapping"));
    PROOFMARK_TRY(const Bytes bits, emrtd::integrated_mapping_bits(protocol.cipher, nonce, own, domain.bits()));
    return domain.map_integrated(bits);
  }
  PROOFMARK_TRY(const emrtd::KeyPair own, domain.generate(random));
  PROOFMARK_TRY(*chip_key, exchange(session, emrtd::encode_tlv(0x81, own.public_key), 0x82, "mapping"));
  PROOFMARK_CHECK(require_other_key(own.public_key, *chip_key));
  return domain.map_generic(nonce, own.private_key, *chip_key);
}

// Objects 86 and, with chip authentication mapping, 8A (4.4.4.2); some chips add others.
Result<std::optional<Bytes>> chip_data(const emrtd::SessionKeys& keys, const Bytes& content) {
  PROOFMARK_TRY(const std::optional<emrtd::Tlv> object, emrtd::find(content, 0x8A));
  if (!object) return std::optional<Bytes>{};
  auto data = emrtd::decrypt_chip_authentication_data(keys, object->value);
  if (!data) return std::optional<Bytes>{};
  return std::optional<Bytes>(*std::move(data));
}

}  // namespace

PaceChoice choose_pace(const std::vector<emrtd::PaceInfo>& infos, const StrengthFloor& floor) {
  PaceChoice choice;
  std::tuple<bool, unsigned, unsigned, unsigned> best_rank;
  for (const emrtd::PaceInfo& info : infos) {
    const auto protocol = emrtd::pace_protocol(info.protocol);
    if (!protocol || info.version != 2 || !info.parameter) continue;
    const auto domain = emrtd::Domain::standardised(*info.parameter);
    if (!domain || domain->elliptic() != protocol->elliptic) continue;
    ++choice.known;
    const bool strong = strong_enough(protocol->cipher, floor) && strong_enough(*domain, floor);
    if (!strong && !PROOFMARK_WEAKNESS(weak_offer_followed)) continue;
    const unsigned cipher = cipher_bits(protocol->cipher);
    const unsigned group = group_bits(*domain);
    const std::tuple rank{protocol->mapping == emrtd::Mapping::chip_authentication, std::min(cipher, group), cipher,
                          group};
    if (choice.best == nullptr || rank > best_rank) {
      choice.best = &info;
      best_rank = rank;
    }
  }
  return choice;
}

std::string describe(const emrtd::PaceInfo& info) {
  const auto protocol = emrtd::pace_protocol(info.protocol);
  const auto domain = emrtd::Domain::standardised(info.parameter.value_or(0));
  if (!protocol || !domain) return info.protocol;
  const char* mapping = protocol->mapping == emrtd::Mapping::generic      ? "GM"
                        : protocol->mapping == emrtd::Mapping::integrated ? "IM"
                                                                          : "CAM";
  return std::string(protocol->elliptic ? "ECDH-" : "DH-") + mapping + "-" + name_of(protocol->cipher) + " on " +
         (domain->elliptic() ? domain->curve().curve_name() : "a group of " + std::to_string(domain->bits()) + " bits");
}

Result<PaceRun> run_pace(Session& session, const emrtd::PaceInfo& info, bool ambiguous, const PacePassword& password,
                         RandomSource& random) {
  const auto protocol = emrtd::pace_protocol(info.protocol);
  if (!protocol) return fail(clause, "a protocol of PACE", info.protocol, refuse);
  PROOFMARK_TRY(const emrtd::Domain domain, emrtd::Domain::standardised(info.parameter.value_or(0)));
  const Bytes k_pi = password.reference == 1 ? emrtd::derive_pace_key_from_mrz(password.text, protocol->cipher)
                                             : emrtd::derive_pace_key_from_can(password.text, protocol->cipher);
  PROOFMARK_TRY(const std::uint16_t set, set_authentication_template(session, info, ambiguous, password.reference));
  if (set == unknown_password) return PaceRun{set, std::nullopt};
  PROOFMARK_TRY(const Bytes cryptogram, exchange(session, {}, 0x80, "the encrypted nonce"));
  PROOFMARK_TRY(const Bytes nonce, emrtd::decrypt_nonce(protocol->cipher, k_pi, cryptogram));

  Bytes chip_mapping;
  PROOFMARK_TRY(const emrtd::Domain mapped, map(session, *protocol, domain, nonce, random, &chip_mapping));
  PROOFMARK_TRY(const emrtd::KeyPair ephemeral, mapped.generate(random));
  PROOFMARK_TRY(const Bytes chip_key,
                exchange(session, emrtd::encode_tlv(0x83, ephemeral.public_key), 0x84, "key agreement"));
  PROOFMARK_CHECK(require_other_key(ephemeral.public_key, chip_key));
  PROOFMARK_TRY(const Bytes secret, mapped.agree(ephemeral.private_key, chip_key));
  const emrtd::SessionKeys keys = emrtd::derive_session_keys(secret, protocol->cipher);

  PROOFMARK_TRY(const Bytes token, emrtd::authentication_token(keys, info.protocol, chip_key));
  PROOFMARK_TRY(const Bytes expected, emrtd::authentication_token(keys, info.protocol, ephemeral.public_key));
  PROOFMARK_TRY(const Step last,
                general_authenticate(session, true, emrtd::encode_tlv(0x85, token), "mutual authentication"));
  if (last.sw != 0x9000) return PaceRun{last.sw, std::nullopt};
  PROOFMARK_TRY(const std::optional<emrtd::Tlv> answer, emrtd::find(last.content, 0x86));
  ByteView due = expected;
  if (answer && PROOFMARK_WEAKNESS(token_beginning_suffices))
    due = due.first(std::min(due.size(), answer->value.size()));
  if (!answer && PROOFMARK_WEAKNESS(token_not_needed)) due = {};
  if (!PROOFMARK_WEAKNESS(pace_token_unchecked) && !equal_constant_time(answer ? answer->value : ByteView{}, due))
    return fail(clause, "the chip's authentication token", "another", "End the session; somebody is in between.");
  PROOFMARK_TRY(emrtd::SecureMessaging messaging, emrtd::SecureMessaging::start(keys));
  session.protect(std::move(messaging));
  PaceRun run;
  if (protocol->mapping == emrtd::Mapping::chip_authentication) {
    PROOFMARK_TRY(std::optional<Bytes> data, chip_data(keys, last.content));
    run.mapped = MappedChip{domain, chip_mapping, std::move(data), std::nullopt};
  }
  return run;
}

}  // namespace proofmark::chip
