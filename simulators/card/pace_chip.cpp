#include "simulators/card/pace_chip.hpp"

#include "common/emrtd/tlv.hpp"
#include "simulators/card/status.hpp"

namespace proofmark::card {

namespace {

using emrtd::Mapping;

emrtd::Response answer(ByteView objects) {
  return {emrtd::encode_tlv(0x7C, objects), sw::kOk};
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
  nonce_ = random.bytes(emrtd::nonce_size(choice_.protocol));
  const auto cryptogram = emrtd::encrypt_nonce(choice_.protocol.cipher, choice_.password_key, nonce_);
  if (!cryptogram) return {{}, sw::kConditionsNotSatisfied};
  next_ = Step::mapping;
  return answer(emrtd::encode_tlv(0x80, *cryptogram));
}

emrtd::Response PaceChip::map(ByteView terminal_data, RandomSource& random) {
  if (choice_.protocol.mapping == Mapping::integrated) {
    const auto bits =
        emrtd::integrated_mapping_bits(choice_.protocol.cipher, nonce_, terminal_data, choice_.domain.bits());
    if (!bits) return {{}, sw::kWrongData};
    auto mapped = choice_.domain.map_integrated(*bits);
    if (!mapped) return {{}, sw::kAuthenticationFailed};
    mapped_ = *std::move(mapped);
    next_ = Step::agreement;
    return answer(emrtd::encode_tlv(0x82, Bytes{}));  // the terminal's nonce is all that the mapping needs
  }
  const auto pair = choice_.domain.generate(random);
  if (!pair) return {{}, sw::kConditionsNotSatisfied};
  auto mapped = choice_.domain.map_generic(nonce_, pair->private_key, terminal_data);
  if (!mapped) return {{}, sw::kAuthenticationFailed};  // not of the group, or the neutral element
  mapping_private_ = pair->private_key;
  mapped_ = *std::move(mapped);
  next_ = Step::agreement;
  return answer(emrtd::encode_tlv(0x82, pair->public_key));
}

emrtd::Response PaceChip::agree(ByteView terminal_key, RandomSource& random) {
  const auto pair = mapped_->generate(random);
  if (!pair) return {{}, sw::kConditionsNotSatisfied};
  // 4.4.1 step 3 c: the two public keys must differ, or a terminal could reflect ours.
  if (equal_constant_time(pair->public_key, terminal_key)) return {{}, sw::kAuthenticationFailed};
  const auto secret = mapped_->agree(pair->private_key, terminal_key);
  if (!secret) return {{}, sw::kAuthenticationFailed};
  pending_keys_ = emrtd::derive_session_keys(*secret, choice_.protocol.cipher);
  terminal_key_.assign(terminal_key.begin(), terminal_key.end());
  chip_key_ = pair->public_key;
  next_ = Step::authentication;
  return answer(emrtd::encode_tlv(0x84, chip_key_));
}

// 4.4.3.5: with the mapping key in hand, only one who has the static key too can give the quotient of both.
Result<Bytes> PaceChip::chip_authentication_data() const {
  if (choice_.protocol.mapping != Mapping::chip_authentication) return Bytes{};
  PROOFMARK_TRY(const Bytes data, choice_.domain.curve().chip_authentication_data(choice_.mapping_key.value_or(Bytes{}),
                                                                                  mapping_private_));
  PROOFMARK_TRY(const Bytes cryptogram, emrtd::encrypt_chip_authentication_data(*pending_keys_, data));
  return emrtd::encode_tlv(0x8A, cryptogram);
}

emrtd::Response PaceChip::authenticate(ByteView terminal_token) {
  // Each side's token covers the other side's key (4.4.3.4).
  const auto expected = emrtd::authentication_token(*pending_keys_, choice_.oid, chip_key_);
  const auto own = emrtd::authentication_token(*pending_keys_, choice_.oid, terminal_key_);
  const auto data = chip_authentication_data();
  if (!expected || !own || !data) return {{}, sw::kConditionsNotSatisfied};
  if (!equal_constant_time(*expected, terminal_token)) {
    token_refused_ = true;
    return {{}, sw::kAuthenticationFailed};
  }
  session_keys_ = pending_keys_;
  return answer(concat({emrtd::encode_tlv(0x86, *own), *data}));
}

}  // namespace proofmark::card
