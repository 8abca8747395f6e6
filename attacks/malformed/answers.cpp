#include <algorithm>

#include "attacks/malformed/mechanisms.hpp"
#include "common/emrtd/secure_messaging.hpp"
#include "common/emrtd/tlv.hpp"

namespace proofmark::attacks::malformed {
namespace {

constexpr std::size_t kReadsFiles = 4;  // by the fourth protected command the terminal reads files

// Data of a command of short or extended length.
ByteView data_of(ByteView command) {
  if (command.size() > 7 && command[4] == 0) {
    const std::size_t length = static_cast<std::size_t>(command[5]) << 8U | command[6];
    return command.size() >= 7 + length ? command.subspan(7, length) : ByteView{};
  }
  if (command.size() < 6 || command.size() < 5U + command[4]) return {};
  return command.subspan(5, command[4]);
}

std::string name_of(ByteView command) {
  if (command.size() < 4) return "";
  if (emrtd::is_protected(command[0])) return "protected";
  switch (command[1]) {
    case 0xA4:
      return command[2] == 0x04 ? "select_application" : "";
    case 0x22:
      return "mse";
    case 0x84:
      return "get_challenge";
    case 0x82:
      return "external_authenticate";
    case 0x86: {
      const auto outer = emrtd::parse_single(data_of(command), 0x7C, "dynamic authentication data");
      if (!outer) return "";
      if (outer->value.empty()) return "nonce";
      if (outer->value[0] == 0x81) return "mapping";
      if (outer->value[0] == 0x83) return "agreement";
      return outer->value[0] == 0x85 ? "token" : "";
    }
    default:
      return "";
  }
}

// The terminal's public key in the place of the chip's.
Bytes echoed(ByteView command, const Bytes& answer) {
  const auto outer = emrtd::parse_single(data_of(command), 0x7C, "dynamic authentication data");
  if (!outer) return answer;
  const auto key = emrtd::TlvReader(outer->value).next();
  if (!key) return answer;
  return concat({emrtd::encode_tlv(0x7C, emrtd::encode_tlv(key->tag + 1, key->value)), Bytes{0x90, 0x00}});
}

class Answering final : public card::Card {
 public:
  Answering(std::unique_ptr<card::Card> card, std::vector<AnswerEdit> answers, std::shared_ptr<std::vector<bool>> made)
      : card_(std::move(card)), answers_(std::move(answers)), made_(std::move(made)) {}
  Bytes atr() const override { return card_->atr(); }
  void reset() override { card_->reset(); }
  Bytes transmit(ByteView command) override {
    Bytes answer = card_->transmit(command);
    const std::string name = name_of(command);
    if (name == "protected" && ++protected_ < kReadsFiles) return answer;
    for (std::size_t i = 0; i < answers_.size(); ++i)
      if (answers_[i].to == name) answer = changed(i, command, std::move(answer));
    return answer;
  }

 private:
  Bytes changed(std::size_t index, ByteView command, Bytes answer) {
    const AnswerEdit& edit = answers_[index];
    if (edit.status) {
      (*made_)[index] = true;
      return {static_cast<std::uint8_t>(*edit.status >> 8U), static_cast<std::uint8_t>(*edit.status & 0xFFU)};
    }
    if (answer.size() < 2) return answer;
    if (edit.echo) {
      (*made_)[index] = true;
      return echoed(command, answer);
    }
    if (edit.flip) {
      if (*edit.flip + 2 >= answer.size()) return answer;
      (*made_)[index] = true;
      answer[*edit.flip] ^= 0x01U;
      return answer;
    }
    const ByteView body = ByteView(answer).first(answer.size() - 2);
    const auto data = edited(edit.edits, body);
    if (!data) return answer;
    (*made_)[index] = true;
    return concat({*data, ByteView(answer).last(2)});
  }

  std::unique_ptr<card::Card> card_;
  std::vector<AnswerEdit> answers_;
  std::shared_ptr<std::vector<bool>> made_;
  std::size_t protected_ = 0;
};

}  // namespace

std::unique_ptr<card::Card> answering(std::unique_ptr<card::Card> card, std::vector<AnswerEdit> answers,
                                      std::shared_ptr<std::vector<bool>> made) {
  return std::make_unique<Answering>(std::move(card), std::move(answers), std::move(made));
}

}  // namespace proofmark::attacks::malformed
