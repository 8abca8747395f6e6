#include "tests/fuzz/seeds_simulators.hpp"

#include <string_view>

#include "common/files.hpp"

namespace proofmark::fuzz {
namespace {

namespace fs = std::filesystem;

// The project's own files, by the number that the target knows their reader by.
constexpr struct {
  std::uint8_t reader;
  const char* file;
} kOwn[] = {{0, "simulators/camera/devices/phone-budget.json"},
            {0, "simulators/camera/devices/webcam-usb.json"},
            {1, "simulators/camera/networks/4g-moving.json"},
            {1, "simulators/camera/networks/cut-and-reconnect.json"},
            {2, "simulators/person/populations/elderly.json"},
            {2, "simulators/person/populations/lithuania.json"},
            {3, "attacks/masks/species/mask-silicone-face.json"},
            {3, "attacks/injection/species/injection-relay-synthetic.json"},
            {3, "attacks/lookalike/species/lookalike-searched-few.json"}};

Bytes chosen(std::uint8_t reader, ByteView content) {
  return concat({Bytes{reader}, content});
}

// The file that the manifest of the seed speaks of is the target's own header.
Result<void> write_models(const WriteSeed& write, const fs::path& project) {
  PROOFMARK_TRY(const Bytes file, read_file(project / "tests/fuzz/fuzz.hpp"));
  PROOFMARK_CHECK(write("simulator_files", "models",
                        chosen(4, to_bytes(R"({"models":[{"name":"other","file":"none","sha256":""},)"
                                           R"({"name":"model","file":"fuzz.hpp","sha256":")" +
                                           sha256_hex(file) + "\"}]}"))));
  std::string weights = R"([{"paths":["w"],"weights":[{"name":"a","shape":[2,2],"dtype":"float32",)"
                        R"("quantization":{"dtype":"uint8","scale":0.5,"min":-1}},)"
                        R"({"name":"b","shape":[1],"dtype":"float32"}]}])";
  weights.push_back('\0');
  weights += "abcdefgh";
  return write("simulator_files", "weights", chosen(5, to_bytes(weights)));
}

}  // namespace

Result<void> write_simulator_seeds(const WriteSeed& write, const fs::path& project) {
  for (const auto& own : kOwn) {
    const fs::path file = own.file;
    PROOFMARK_TRY(const Bytes content, read_file(project / file));
    PROOFMARK_CHECK(write("simulator_files", file.stem(), chosen(own.reader, content)));
  }
  return write_models(write, project);
}

}  // namespace proofmark::fuzz
