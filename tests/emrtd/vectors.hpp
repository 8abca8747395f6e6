// Test vectors in text files: "Name = value" lines, cases parted by empty lines, '#' begins a comment line.
#pragma once
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "common/bytes.hpp"
#include "common/emrtd/symmetric.hpp"
#include "common/files.hpp"

namespace proofmark::test {

class Vector {
 public:
  [[nodiscard]] bool has(const std::string& name) const { return fields_.contains(name); }
  [[nodiscard]] std::string text(const std::string& name) const {
    const auto found = fields_.find(name);
    if (found == fields_.end()) ADD_FAILURE() << "the vector has no field " << name;
    return found == fields_.end() ? std::string{} : found->second;
  }
  [[nodiscard]] Bytes bytes(const std::string& name) const {
    auto decoded = from_hex(text(name));
    if (!decoded) ADD_FAILURE() << name << ": " << decoded.error().line();
    return decoded ? *decoded : Bytes{};
  }
  [[nodiscard]] emrtd::Cipher cipher() const {
    const std::string name = text("Cipher");
    if (name == "aes128") return emrtd::Cipher::aes128;
    if (name == "aes192") return emrtd::Cipher::aes192;
    if (name == "aes256") return emrtd::Cipher::aes256;
    EXPECT_EQ(name, "3des");
    return emrtd::Cipher::tdes;
  }
  void set(const std::string& name, const std::string& value) { fields_[name] = value; }
  [[nodiscard]] bool empty() const { return fields_.empty(); }

 private:
  std::map<std::string, std::string> fields_;
};

inline std::vector<Vector> read_vectors(const std::string& name) {
  const auto text = read_text(std::string(PROOFMARK_SOURCE_DIR) + "/tests/emrtd/vectors/" + name);
  EXPECT_TRUE(text.has_value()) << name;
  std::vector<Vector> all(1);
  std::string rest = text ? *text + "\n\n" : "";
  for (std::size_t end = rest.find('\n'); end != std::string::npos; end = rest.find('\n')) {
    const std::string line = rest.substr(0, end);
    rest.erase(0, end + 1);
    if (line.empty() && !all.back().empty()) all.emplace_back();
    const std::size_t sign = line.find(" =");
    if (line.empty() || line[0] == '#' || sign == std::string::npos) continue;
    all.back().set(line.substr(0, sign), line.size() > sign + 3 ? line.substr(sign + 3) : "");
  }
  if (all.back().empty()) all.pop_back();
  EXPECT_FALSE(all.empty()) << name << " holds no case";
  return all;
}

}  // namespace proofmark::test
