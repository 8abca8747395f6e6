// What both kinds of facial record in DG2 share. Private to this room.
#pragma once
#include "common/emrtd/lds.hpp"

namespace proofmark::emrtd {

// The image's own first bytes must agree with what the record says it is.
[[nodiscard]] bool looks_like(ByteView image, ImageFormat format);
// DG2 with one biometric information template around a record; `tag` 5F2E or 7F2E.
[[nodiscard]] Bytes dg2_around(std::uint16_t format_type, std::uint32_t tag, ByteView record);

// A record of ISO/IEC 39794-5 begins with its application tag, in a wrapper of its own or without.
[[nodiscard]] bool is_face_39794(ByteView record);
[[nodiscard]] Result<FacialImage> parse_face_39794(ByteView record);

}  // namespace proofmark::emrtd
