#include "attacks/malformed/edit.hpp"

#include <algorithm>
#include <functional>

#include "common/emrtd/tlv.hpp"

namespace proofmark::attacks::malformed {
namespace {

tl::unexpected<Error> nowhere(const std::string& path, const std::string& observed) {
  return fail("conformance table, path " + path, "an element", observed, "Correct the row.");
}

struct Step {
  std::uint32_t tag = 0;
  std::size_t index = 0;
  Bytes begins;
};

Result<std::uint32_t> tag_of(const std::string& path, const std::string& text) {
  const auto bytes = from_hex(text);
  if (!bytes || bytes->empty() || bytes->size() > 3) return nowhere(path, "the step \"" + text + "\"");
  std::uint32_t tag = 0;
  for (const std::uint8_t byte : *bytes) tag = tag << 8U | byte;
  return tag;
}

Result<Step> step_of(const std::string& path, std::string text) {
  Step step;
  if (const std::size_t open = text.find('['); open != std::string::npos) {
    if (text.back() != ']') return nowhere(path, "the step \"" + text + "\"");
    PROOFMARK_TRY(step.begins, from_hex(text.substr(open + 1, text.size() - open - 2)));
    text.erase(open);
  }
  if (const std::size_t dot = text.find('.'); dot != std::string::npos) {
    const std::string number = text.substr(dot + 1);
    if (number.size() != 1 || number[0] < '0' || number[0] > '9') return nowhere(path, "the step \"" + text + "\"");
    step.index = static_cast<std::size_t>(number[0] - '0');
    text.erase(dot);
  }
  PROOFMARK_TRY(step.tag, tag_of(path, text));
  return step;
}

Result<std::vector<Step>> steps_of(const std::string& path) {
  std::vector<Step> steps;
  std::size_t from = 0;
  while (from <= path.size()) {
    const std::size_t slash = std::min(path.find('/', from), path.size());
    PROOFMARK_TRY(Step step, step_of(path, path.substr(from, slash - from)));
    steps.push_back(std::move(step));
    from = slash + 1;
  }
  return steps;
}

// The element that a step means among those of one level.
Result<emrtd::Tlv> find_step(const std::string& path, const Step& step, ByteView level) {
  emrtd::TlvReader reader(level);
  std::size_t seen = 0;
  while (!reader.at_end()) {
    const auto element = reader.next();
    if (!element) break;
    if (element->tag != step.tag) continue;
    const ByteView value = element->value;
    if (value.size() < step.begins.size() || !std::equal(step.begins.begin(), step.begins.end(), value.begin()))
      continue;
    if (seen++ == step.index) return *element;
  }
  return nowhere(path, "none at step " + to_hex(emrtd::encode_tlv(step.tag, {})));
}

using Change = std::function<Result<Bytes>(const emrtd::Tlv&)>;

// The level with the element at the rest of the path replaced by what `change` makes of it.
Result<Bytes> replaced(const std::string& path, const std::vector<Step>& steps, std::size_t depth, ByteView level,
                       const Change& change) {
  PROOFMARK_TRY(const emrtd::Tlv element, find_step(path, steps[depth], level));
  Bytes changed;
  if (depth + 1 == steps.size()) {
    PROOFMARK_TRY(changed, change(element));
  } else {
    PROOFMARK_TRY(const Bytes inner, replaced(path, steps, depth + 1, element.value, change));
    changed = emrtd::encode_tlv(element.tag, inner);
  }
  const auto before = static_cast<std::size_t>(element.whole.data() - level.data());
  return concat({level.first(before), changed, level.subspan(before + element.whole.size())});
}

// A length in as many bytes as the honest one takes, where that can be.
Bytes false_length(const emrtd::Tlv& element, int by) {
  const Bytes honest = emrtd::encode_tlv(element.tag, element.value);
  const std::size_t head = honest.size() - element.value.size();
  const std::size_t bytes = emrtd::encode_length(element.value.size()).size();
  auto length = static_cast<std::size_t>(static_cast<long>(element.value.size()) + by);
  Bytes out(honest.begin(), honest.begin() + static_cast<std::ptrdiff_t>(head - bytes));
  if (emrtd::encode_length(length).size() == bytes) {
    const Bytes told = emrtd::encode_length(length);
    out.insert(out.end(), told.begin(), told.end());
  } else {
    Bytes told(bytes, 0);
    told[0] = bytes == 1 ? static_cast<std::uint8_t>(length & 0xFFU) : honest[head - bytes];
    for (std::size_t i = bytes; i-- > 1; length >>= 8U) told[i] = static_cast<std::uint8_t>(length & 0xFFU);
    out.insert(out.end(), told.begin(), told.end());
  }
  out.insert(out.end(), element.value.begin(), element.value.end());
  return out;
}

Result<Bytes> changed(const Edit& edit, const emrtd::Tlv& element) {
  Bytes value(element.value.begin(), element.value.end());
  const Bytes whole(element.whole.begin(), element.whole.end());
  switch (edit.what) {
    case Edit::Do::remove:
      return Bytes{};
    case Edit::Do::tag: {
      const Bytes rest = emrtd::encode_tlv(0x30, value);
      return concat({edit.hex, ByteView(rest).subspan(1)});
    }
    case Edit::Do::value:
      return emrtd::encode_tlv(element.tag, edit.hex);
    case Edit::Do::whole:
      return edit.hex;
    case Edit::Do::append:
      return emrtd::encode_tlv(element.tag, concat({value, edit.hex}));
    case Edit::Do::before:
      return concat({edit.hex, whole});
    case Edit::Do::patch:
      if (edit.offset + edit.hex.size() > value.size())
        return nowhere(edit.at, "a value of " + std::to_string(value.size()) + " bytes");
      std::copy(edit.hex.begin(), edit.hex.end(), value.begin() + static_cast<std::ptrdiff_t>(edit.offset));
      return emrtd::encode_tlv(element.tag, value);
    case Edit::Do::flip:
      if (value.empty()) return nowhere(edit.at, "an empty value");
      value.back() ^= 0x01U;
      return emrtd::encode_tlv(element.tag, value);
    case Edit::Do::length:
      return false_length(element, edit.by);
  }
  return nowhere(edit.at, "no change");
}

Result<emrtd::Tlv> walk(const std::string& path, ByteView bytes) {
  PROOFMARK_TRY(const std::vector<Step> steps, steps_of(path));
  emrtd::Tlv found;
  ByteView level = bytes;
  for (const Step& step : steps) {
    PROOFMARK_TRY(found, find_step(path, step, level));
    level = found.value;
  }
  return found;
}

}  // namespace

Result<Bytes> edited(const Edit& edit, ByteView bytes) {
  PROOFMARK_TRY(const std::vector<Step> steps, steps_of(edit.at));
  return replaced(edit.at, steps, 0, bytes, [&edit](const emrtd::Tlv& element) { return changed(edit, element); });
}

Result<Bytes> edited(const std::vector<Edit>& edits, ByteView bytes) {
  Bytes all(bytes.begin(), bytes.end());
  for (const Edit& edit : edits) {
    PROOFMARK_TRY(all, edited(edit, all));
  }
  return all;
}

Result<Bytes> value_at(const std::string& path, ByteView bytes) {
  PROOFMARK_TRY(const emrtd::Tlv found, walk(path, bytes));
  return Bytes(found.value.begin(), found.value.end());
}

Result<Bytes> element_at(const std::string& path, ByteView bytes) {
  PROOFMARK_TRY(const emrtd::Tlv found, walk(path, bytes));
  return Bytes(found.whole.begin(), found.whole.end());
}

}  // namespace proofmark::attacks::malformed
