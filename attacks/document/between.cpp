#include "attacks/document/between.hpp"

#include "common/emrtd/secure_messaging.hpp"
#include "common/emrtd/tlv.hpp"

namespace proofmark::attacks::document {

Change on_protected(std::function<Bytes(Bytes answer, const Bytes& before)> change) {
  return [change = std::move(change), seen = 0, before = Bytes()](ByteView command, Bytes answer) mutable {
    if (command.empty() || !emrtd::is_protected(command[0])) return answer;
    const Bytes honest = answer;
    if (++seen >= 4) answer = change(std::move(answer), before);
    before = honest;
    return answer;
  };
}

bool is_general_authenticate(ByteView command) {
  return command.size() >= 2 && command[1] == 0x86 && !emrtd::is_protected(command[0]);
}

std::size_t value_in_7c(ByteView answer, std::uint32_t tag, std::size_t& length) {
  if (answer.size() < 2) return 0;
  const auto outer = emrtd::parse_single(answer.first(answer.size() - 2), 0x7C, "dynamic authentication data");
  if (!outer) return 0;
  const auto inner = emrtd::find(outer->value, tag);
  if (!inner || !*inner) return 0;
  length = (*inner)->value.size();
  return static_cast<std::size_t>((*inner)->value.data() - answer.data());
}

}  // namespace proofmark::attacks::document
