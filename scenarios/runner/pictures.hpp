// What is kept of an attempt beside its observation: pictures for the report's overview, and in a folder of its own the
// frames and APDUs that a reader drills down to. The same run writes the same bytes.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "common/bytes.hpp"
#include "common/result.hpp"
#include "scenarios/subjects/device.hpp"
#include "simulators/camera/capture.hpp"

namespace proofmark::runner {

struct WantedPicture {
  std::size_t frame = 0;       // of the stream, from 0
  std::filesystem::path file;  // its folder exists
  int width = 640;             // pixels; the height follows
  std::string caption;         // one line, for FILE's name with .txt; empty: none
};

// Decodes the access units from the first on and writes the wanted frames as JPEG.
[[nodiscard]] Result<void> save_pictures(const std::vector<camera::AccessUnit>& units,
                                         const std::vector<WantedPicture>& wanted);
// A JPEG, made smaller.
[[nodiscard]] Result<void> save_small(ByteView jpeg, const std::filesystem::path& file);

// The frame that was on its way at that moment.
[[nodiscard]] std::size_t frame_at(const std::vector<camera::AccessUnit>& units, camera::StreamTime at);

// Every command and response as they went over the contactless link, numbered from 1.
class ApduLog {
 public:
  // Answers as `chip` does and notes what was said. The log must outlive it.
  [[nodiscard]] subjects::Transceive around(subjects::Transceive chip);
  [[nodiscard]] bool empty() const { return lines_.empty(); }
  // apdu.jsonl: {"number":1,"command":HEX,"response":HEX}; "link_lost":true in the response's place.
  [[nodiscard]] const std::string& lines() const { return lines_; }

 private:
  std::string lines_;
  std::size_t number_ = 0;
};

}  // namespace proofmark::runner
