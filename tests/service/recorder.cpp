// With PROOFMARK_EXCHANGES=FILE in the environment everything that this test program's clients say and hear is appended
// to FILE, for tests/service/check_answers.py.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>

#include "common/http/exchange.hpp"

namespace {

class Recorder final : public ::testing::Environment {
 public:
  void SetUp() override {
    const char* file = std::getenv("PROOFMARK_EXCHANGES");
    if (file == nullptr) return;
    out_.open(file, std::ios::app);
    ASSERT_TRUE(out_) << file;
    proofmark::http::observe_exchanges([this](const proofmark::http::Exchange& seen) {
      const nlohmann::json line = {{"method", seen.method}, {"target", seen.target},
                                   {"status", seen.status}, {"content_type", seen.content_type},
                                   {"body", seen.body},     {"from_device", seen.from_device}};
      const std::scoped_lock lock(mutex_);
      out_ << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << std::endl;
    });
  }
  void TearDown() override { proofmark::http::observe_exchanges({}); }

 private:
  std::mutex mutex_;
  std::ofstream out_;
};

const auto* const recorder = ::testing::AddGlobalTestEnvironment(new Recorder);

}  // namespace
