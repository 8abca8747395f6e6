// The description that a service publishes of its interface (OpenAPI 3.1, YAML), and whether a message is as it says.
// Private to this room.
#pragma once
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "common/result.hpp"

namespace proofmark::probes {

class Description {
 public:
  // Errors: no YAML, no OpenAPI 3.1, or more than a description can need.
  [[nodiscard]] static Result<Description> parse(const std::string& text);

  // The operation of a method ("GET") on a path without a query; null: it is not described. The pointer lives as long
  // as this object.
  [[nodiscard]] const nlohmann::json* operation(const std::string& method, const std::string& path) const;
  [[nodiscard]] std::vector<std::string> operations() const;  // operationIds, sorted
  // Follows "$ref" within the description, as far as it leads.
  [[nodiscard]] const nlohmann::json& resolved(const nlohmann::json& item) const;
  // Why the value is not as the schema says; empty: it is.
  [[nodiscard]] std::string why_not(const nlohmann::json& value, const nlohmann::json& schema) const;

 private:
  std::shared_ptr<const nlohmann::json> root_;
};

}  // namespace proofmark::probes
