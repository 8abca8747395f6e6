// The folder of a corpus while it is made: making.jsonl takes a line for each finished file, so that a killed `make`
// goes on where it was. When all is there it becomes manifest.jsonl, in the plan's order.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "scenarios/corpus/manifest.hpp"

namespace proofmark::corpus {

inline constexpr const char* kSpecFile = "spec.json";

class MakingFolder {
 public:
  // Makes the folder, or takes up the work of an earlier run with the same header, and holds it against others. What is
  // recorded and stands there unchanged counts as done; anything else is made again. Refused: a folder with other
  // things in it, another specification, a run in progress.
  [[nodiscard]] static Result<std::unique_ptr<MakingFolder>> open(const std::filesystem::path& folder,
                                                                  const Header& header, const std::string& spec);
  ~MakingFolder();
  MakingFolder(const MakingFolder&) = delete;
  MakingFolder& operator=(const MakingFolder&) = delete;

  [[nodiscard]] const std::map<std::string, Record>& done() const { return done_; }  // by file
  [[nodiscard]] bool complete() const { return complete_; }                          // manifest.jsonl was there
  // Thread-safe. On disk when it returns.
  [[nodiscard]] Result<void> add(const Record& record);
  // The manifest of `files` in that order, all of them done; making.jsonl is removed.
  [[nodiscard]] Result<void> finish(const std::vector<std::string>& files);

 private:
  explicit MakingFolder(std::filesystem::path folder, Header header)
      : folder_(std::move(folder)), header_(std::move(header)) {}
  [[nodiscard]] Result<void> take_up(const std::string& spec);
  [[nodiscard]] Result<void> begin(const std::string& spec);
  [[nodiscard]] Result<void> append(const std::string& line);

  std::filesystem::path folder_;
  Header header_;
  int log_ = -1;
  std::mutex mutex_;
  std::map<std::string, Record> done_;
  bool complete_ = false;
};

}  // namespace proofmark::corpus
