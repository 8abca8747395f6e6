#include "tests/fuzz/seeds_simulators.hpp"

#include <span>

#include "common/files.hpp"

namespace proofmark::fuzz {
namespace {

namespace fs = std::filesystem;

// The project's own files, by the number that the target knows their reader by.
struct Own {
  std::uint8_t reader;
  const char* file;
};
constexpr Own kSimulators[] = {{0, "simulators/camera/devices/phone-budget.json"},
                               {0, "simulators/camera/devices/webcam-usb.json"},
                               {1, "simulators/camera/networks/4g-moving.json"},
                               {1, "simulators/camera/networks/cut-and-reconnect.json"},
                               {2, "simulators/person/populations/elderly.json"},
                               {2, "simulators/person/populations/lithuania.json"},
                               {3, "attacks/masks/species/mask-silicone-face.json"},
                               {3, "attacks/injection/species/injection-relay-synthetic.json"},
                               {3, "attacks/lookalike/species/lookalike-searched-few.json"}};

constexpr Own kCards[] = {{0, "simulators/card/profiles/genuine.json"},
                          {0, "attacks/document/species/relay-delay.json"},
                          {0, "attacks/document/species/dg11-direction-override.json"},
                          {0, "attacks/document/species/signer-pss-1024.json"},
                          {1, "simulators/card/contact/profiles/lt-contact-pin-blocked.json"},
                          {2, "simulators/lt_pki/profiles/current-ec.json"},
                          {2, "simulators/lt_pki/profiles/legacy-2009.json"}};

// One unit of two cases, one of which does not apply.
constexpr const char* kTable = R"({"format":"proofmark-conformance/1","name":"t","title":"T","source":"S","notes":["n"],
"units":{"LDS_A":3},"reasons":{"none":"It does not."},
"bases":{"eac":{"follows":"CFG.DFLT.EAC","differs":["d"],"card":{"picture":"jpeg2000","pace":["ecdh-gm-aes-128 13"]},
"sod":{"scheme":"rsa-pss sha-256"}}},
"rows":[{"id":"LDS_A_01","what":"w","not_applicable":"none"},
{"id":"LDS_A_02","what":"w","base":"eac","password":"can","files":[{"file":"dg1","at":"61","do":"tag","hex":"62"}],
"sod":{"message":[{"at":"30/A0/30/02","do":"value","hex":"07"}]},"chip_key_ids":[5],
"expected":"failed","checks":["chip.passive"],"steps":["passive.dg1_content"]},
{"id":"LDS_A_03","what":"w","base":"eac","expected":"successful","variants":[{"name":"6300",
"answers":[{"to":"mapping","status":"6300"}]},{"name":"m","card":{"pace":["dh-gm-aes-128 1"]}}]}]})";

Bytes chosen(std::uint8_t reader, ByteView content) {
  return concat({Bytes{reader}, content});
}

Result<void> write_own(const WriteSeed& write, const fs::path& project, const char* target,
                       std::span<const Own> files) {
  for (const Own& own : files) {
    const fs::path file = own.file;
    PROOFMARK_TRY(const Bytes content, read_file(project / file));
    PROOFMARK_CHECK(write(target, file.stem(), chosen(own.reader, content)));
  }
  return {};
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

// A triangle and its bone; a triangle that is worn.
Result<void> write_meshes(const WriteSeed& write) {
  const std::string mesh = R"("vertices":[0,0,0,1,0,0,0,1,0],"uvs":[[0,0,1,0,0,1]],"faces":[8,0,1,2,0,1,2])";
  PROOFMARK_CHECK(write("simulator_files", "body",
                        chosen(6, to_bytes("{" + mesh +
                                           R"(,"bones":[{"name":"head","parent":-1}],"influencesPerVertex":1,)"
                                           R"("skinIndices":[0,0,0],"skinWeights":[1,1,1]})"))));
  PROOFMARK_CHECK(write("simulator_files", "proxy",
                        chosen(6, to_bytes("{" + mesh +
                                           R"(,"ref_vIdxs":[[0,1,2],[0,1,2],[3,1,0]],"weights":[[1,0,0],[0,1,0],)"
                                           R"([0,0,1]],"offsets":[[0,0,0],[0,0,0],[0,0,0]],"metadata":{"deleteVerts":)"
                                           R"([true,0]},"materials":[{"mapDiffuse":"a.png"}]})"))));
  return write("simulator_files", "names",
               chosen(7, to_bytes(R"({"given_names":{"female":["A"],"male":["B"]},"surnames":[["K","as"]]})")));
}

}  // namespace

Result<void> write_simulator_seeds(const WriteSeed& write, const fs::path& project) {
  PROOFMARK_CHECK(write_own(write, project, "simulator_files", kSimulators));
  PROOFMARK_CHECK(write_models(write, project));
  PROOFMARK_CHECK(write_meshes(write));
  PROOFMARK_CHECK(write_own(write, project, "card_files", kCards));
  return write("card_files", "table", chosen(3, to_bytes(kTable)));
}

}  // namespace proofmark::fuzz
