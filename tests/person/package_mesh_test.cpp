// Meshes of the package of people: every index is held to what it points into.
#include "simulators/person/package_mesh.hpp"

#include <gtest/gtest.h>

#include "common/files.hpp"
#include "tests/common/temporary_folder.hpp"

namespace proofmark::person {
namespace {

class MeshFile : public testing::Test {
 protected:
  Result<RawBody> body(const std::string& from = "", const std::string& to = "") {
    std::string text = R"({"vertices":[0,0,0,1,0,0,0,1,0],"uvs":[[0,0,1,0,0,1]],"faces":[8,0,1,2,0,1,2],
      "bones":[{"name":"head","parent":-1}],"influencesPerVertex":1,"skinIndices":[0,0,0],"skinWeights":[1,1,1]})";
    if (!from.empty()) text.replace(text.find(from), from.size(), to);
    EXPECT_TRUE(write_text(file_, text));
    return read_body(file_);
  }
  test::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "body.json";
};

TEST_F(MeshFile, ABodyIsRead) {
  const auto read = body();
  ASSERT_TRUE(read) << read.error().line();
  EXPECT_EQ(read->mesh.vertices.size(), 3U);
  EXPECT_EQ(read->head_weight, (std::vector<float>{1, 1, 1}));
}

TEST_F(MeshFile, WhatPointsNowhereIsRefusedByTheFilesName) {
  const std::pair<const char*, const char*> wrong[] = {
      {R"("faces":[8,0,1,2)", R"("faces":[8,0,1,3)"},
      {R"("faces":[8,0,1,2,0,1,2)", R"("faces":[8,0,1,2,0,1)"},
      {R"("skinIndices":[0,0,0])", R"("skinIndices":[0,0,1])"},
      {R"("skinWeights":[1,1,1])", R"("skinWeights":[1,1])"},
      {R"("influencesPerVertex":1)", R"("influencesPerVertex":0)"},
      {R"("influencesPerVertex":1)", R"("influencesPerVertex":6148914691236517206)"},  // times 3: 2 in 64 bits
      {R"("vertices":)", R"("vertices":[],"vertices":)"}};
  for (const auto& [from, to] : wrong) {
    const auto read = body(from, to);
    ASSERT_FALSE(read) << to;
    EXPECT_NE(read.error().line().find("body.json"), std::string::npos) << read.error().line();
  }
}

}  // namespace
}  // namespace proofmark::person
