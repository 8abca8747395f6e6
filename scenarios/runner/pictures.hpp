// A few pictures of what was sent, for the report.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "common/bytes.hpp"
#include "common/result.hpp"
#include "simulators/camera/frame_source.hpp"

namespace proofmark::runner {

struct WantedPicture {
  std::size_t frame = 0;
  std::string name;     // of the file, without .jpg
  std::string caption;  // one line
};

// Decodes the access units from the first on and writes the wanted frames at half size as NAME.jpg with NAME.txt.
[[nodiscard]] Result<void> save_pictures(const std::filesystem::path& folder, const std::vector<Bytes>& units,
                                         const std::vector<WantedPicture>& wanted);

}  // namespace proofmark::runner
