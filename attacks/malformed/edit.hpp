// Changes to BER-TLV and DER by path: a field is removed, renamed, given a false length or other bytes, and everything
// around it is encoded again, so that only what was meant is wrong.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/bytes.hpp"

namespace proofmark::attacks::malformed {

struct Edit {
  // "30/A0/30/02": tags in hexadecimal, the outermost first; "30.1" is the second 30 among its siblings,
  // "30[0603551D0F]" the first 30 whose value begins with these bytes.
  std::string at;
  enum class Do {
    remove,
    tag,     // `hex` in the place of the tag
    value,   // `hex` in the place of the value
    whole,   // `hex` in the place of the element
    append,  // `hex` after the last child
    before,  // `hex` before the element
    patch,   // `hex` over the value from byte `offset` on
    flip,    // the lowest bit of the value's last byte
    length,  // a length that is `by` more (or less) than the value has
  } what = Do::remove;
  Bytes hex;
  std::size_t offset = 0;
  int by = 0;
};

// Errors: a path that leads nowhere, a patch beyond the value. Whatever follows the elements that are in good order (a
// file's padding) is kept.
[[nodiscard]] Result<Bytes> edited(const Edit& edit, ByteView bytes);
[[nodiscard]] Result<Bytes> edited(const std::vector<Edit>& edits, ByteView bytes);

// The value of the element at the path.
[[nodiscard]] Result<Bytes> value_at(const std::string& path, ByteView bytes);
// The whole element.
[[nodiscard]] Result<Bytes> element_at(const std::string& path, ByteView bytes);

}  // namespace proofmark::attacks::malformed
