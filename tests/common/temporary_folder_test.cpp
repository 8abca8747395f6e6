#include "tests/common/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <fstream>
#include <optional>

namespace proofmark::test {
namespace {

namespace fs = std::filesystem;

TEST(TemporaryFolder, GoesWithAllThatIsInIt) {
  std::optional<TemporaryFolder> folder(std::in_place);
  const fs::path path = folder->path();
  fs::create_directories(path / "a" / "b");
  std::ofstream(path / "a" / "b" / "c") << "d";
  ASSERT_TRUE(fs::exists(path / "a" / "b" / "c"));
  folder.reset();
  EXPECT_FALSE(fs::exists(path));
}

// Without a descriptor left no folder can be listed, whoever asks; rights alone would not stop the superuser.
TEST(TemporaryFolder, OneThatCannotBeRemovedEndsNothing) {
  std::optional<TemporaryFolder> folder(std::in_place);
  const fs::path path = folder->path();
  std::ofstream(path / "a") << "b";
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  folder.reset();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(fs::exists(path / "a"));
  fs::remove_all(path);
}

}  // namespace
}  // namespace proofmark::test
