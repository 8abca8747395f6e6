#include "simulators/card/pace_chip.hpp"

#include "common/emrtd/pace.hpp"
#include "common/emrtd/tlv.hpp"
#include "simulators/card/status.hpp"

namespace proofmark::card {

namespace {

emrtd::Response answer(std::uint32_t tag, ByteView value) {
  return {emrtd::encode_tlv(0x7C, emrtd::encode_tlv(tag, value)), sw::kOk};
}

}  // namespace

emrtd::Response PaceChip::step(ByteView dynamic_data, bool last, RandomSource& random) {
  const Step step = next_;
  next_ = Step::over;
  if (step == Step::over || last != (step == Step::authentication)) return {{}, sw::kConditionsNotSatisfied};
  if (step == Step::nonce) return dynamic_data.empty() ? send_nonce(random) : emrtd::Response{{}, sw::kWrongData};
  const std::uint32_t tag = step == Step::mapping ? 0x81U : step == Step::agreement ? 0x83U : 0x85U;
  const auto object = emrtd::parse_single(dynamic_data, tag, "dynamic authentication data");
  if (!object) return {{}, sw::kWrongData};
  if (step == Step::mapping) return map(object->value, random);
  if (step == Step::agreement) return agree(object->value, random);
  return authenticate(object->value);
}

emrtd::Response PaceChip::send_nonce(RandomSource& random) {
  nonce_ = random.bytes(16);
  const auto cryptogram = emrtd::encrypt_nonce(cipher_, key_, nonce_);
  if (!cryptogram) return {{}, sw::kConditionsNotSatisfied};
  next_ = Step::mapping;
  return answer(0x80, *cryptogram);
}

emrtd::Response PaceChip::map(ByteView terminal_point, RandomSource& random) {
  const auto pair = domain_.generate(random);
  if (!pair) return {{}, sw::kConditionsNotSatisfied};
  auto mapped = domain_.map_generic(nonce_, pair->private_key, terminal_point);
  if (!mapped) return {{}, sw::kAuthenticationFailed};  // not a point of the curve, or infinity
  domain_ = std::move(*mapped);
  next_ = Step::agreement;
  return answer(0x82, pair->public_point);
}

emrtd::Response PaceChip::agree(ByteView terminal_point, RandomSource& random) {
  const auto pair = domain_.generate(random);
  if (!pair) return {{}, sw::kConditionsNotSatisfied};
  // 4.4.1 step 3 c: the two public keys must differ, or a terminal could reflect ours.
  if (equal_constant_time(pair->public_point, terminal_point)) return {{}, sw::kAuthenticationFailed};
  const auto secret = domain_.agree(pair->private_key, terminal_point);
  if (!secret) return {{}, sw::kAuthenticationFailed};
  pending_keys_ = emrtd::derive_session_keys(*secret, cipher_);
  terminal_point_.assign(terminal_point.begin(), terminal_point.end());
  chip_point_ = pair->public_point;
  next_ = Step::authentication;
  return answer(0x84, chip_point_);
}

emrtd::Response PaceChip::authenticate(ByteView terminal_token) {
  // Each side's token covers the other side's key (4.4.3.4).
  const auto expected = emrtd::authentication_token(*pending_keys_, protocol_, chip_point_);
  const auto own = emrtd::authentication_token(*pending_keys_, protocol_, terminal_point_);
  if (!expected || !own || !equal_constant_time(*expected, terminal_token)) return {{}, sw::kAuthenticationFailed};
  session_keys_ = pending_keys_;
  return answer(0x86, *own);
}

}  // namespace proofmark::card
