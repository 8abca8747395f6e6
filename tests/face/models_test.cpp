#include "reference-impl/face/models.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "tests/face/paths.hpp"

namespace proofmark::face {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class ModelsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("proofmark-models-" + std::to_string(::getpid()) + "-" +
                                           ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_);
    const auto text = read_text(test::manifest_file());
    ASSERT_TRUE(text) << text.error().line();
    json_ = nlohmann::json::parse(*text);
  }
  void TearDown() override { fs::remove_all(folder_); }

  Result<Manifest> read_changed() {
    const auto file = folder_ / "models.json";
    EXPECT_TRUE(write_text(file, json_.dump()));
    return read_manifest(file);
  }
  // The real model files, by symbolic link, so that one of them can be exchanged.
  void link_models() {
    for (const auto& entry : fs::directory_iterator(test::models_folder()))
      fs::create_symlink(entry.path(), folder_ / entry.path().filename());
  }

  fs::path folder_;
  nlohmann::json json_;
};

TEST_F(ModelsTest, LoadsWhatTheManifestNames) {
  const auto manifest = read_manifest(test::manifest_file());
  ASSERT_TRUE(manifest) << manifest.error().line();
  const auto models = load_models(test::models_folder(), *manifest);
  ASSERT_TRUE(models) << models.error().line();
  for (const auto& entry : manifest->models) {
    EXPECT_EQ(sha256_hex((*models)->bytes_of(entry.name)), entry.sha256);
    EXPECT_FALSE(entry.licence.empty());
    EXPECT_FALSE(entry.provenance.empty());
  }
  EXPECT_TRUE((*models)->bytes_of("no such model").empty());
}

TEST_F(ModelsTest, MissingFileIsNamed) {
  const auto manifest = read_manifest(test::manifest_file());
  ASSERT_TRUE(manifest);
  const auto models = load_models(folder_, *manifest);
  ASSERT_FALSE(models);
  EXPECT_THAT(models.error().expected, HasSubstr((folder_ / "fr_detect.onnx").string()));
  EXPECT_FALSE(models.error().next_step.empty());
}

TEST_F(ModelsTest, ChangedFileIsRefused) {
  link_models();
  const auto victim = folder_ / "fr_eye.onnx";
  auto content = read_file(victim);
  ASSERT_TRUE(content);
  content->back() ^= 1U;
  fs::remove(victim);
  ASSERT_TRUE(write_file(victim, *content));
  const auto manifest = read_manifest(test::manifest_file());
  const auto models = load_models(folder_, *manifest);
  ASSERT_FALSE(models);
  EXPECT_THAT(models.error().observed, HasSubstr(sha256_hex(*content)));
  EXPECT_THAT(models.error().expected, HasSubstr("fr_eye.onnx"));
}

TEST_F(ModelsTest, FileThatIsNoNetworkIsRefused) {
  link_models();
  const Bytes content = to_bytes("this is no network");
  fs::remove(folder_ / "fr_eye.onnx");
  ASSERT_TRUE(write_file(folder_ / "fr_eye.onnx", content));
  for (auto& model : json_["models"])
    if (model["name"] == "eye") model["sha256"] = sha256_hex(content);
  const auto manifest = read_changed();
  ASSERT_TRUE(manifest) << manifest.error().line();
  const auto models = load_models(folder_, *manifest);
  ASSERT_FALSE(models);
  EXPECT_THAT(models.error().expected, HasSubstr("ONNX"));
}

TEST_F(ModelsTest, ManifestErrors) {
  const auto original = json_;
  EXPECT_FALSE(read_manifest(folder_ / "absent.json"));

  json_["models"].erase(2);
  auto manifest = read_changed();
  ASSERT_FALSE(manifest);
  EXPECT_THAT(manifest.error().expected, HasSubstr("feature"));

  json_ = original;
  json_["models"].push_back(json_["models"][0]);
  manifest = read_changed();
  ASSERT_FALSE(manifest);
  EXPECT_THAT(manifest.error().observed, HasSubstr("twice"));

  json_ = original;
  json_["models"][0]["sha256"] = "ABC";
  EXPECT_FALSE(read_changed());

  json_ = original;
  json_["models"][0]["file"] = "../fr_detect.onnx";
  EXPECT_FALSE(read_changed());

  json_ = original;
  json_["models"][0].erase("licence");
  EXPECT_FALSE(read_changed());

  json_ = nlohmann::json::array();
  EXPECT_FALSE(read_changed());
  ASSERT_TRUE(write_text(folder_ / "models.json", "{\"models\": []," + original.dump().substr(1)));
  manifest = read_manifest(folder_ / "models.json");
  ASSERT_FALSE(manifest);
  EXPECT_THAT(manifest.error().observed, HasSubstr("two fields named 'models'"));
  ASSERT_TRUE(write_text(folder_ / "models.json", "{\"models\": ["));
  EXPECT_FALSE(read_manifest(folder_ / "models.json"));
}

}  // namespace
}  // namespace proofmark::face
