// A provider's own words for docs/interface.md: other paths, field names and values for the same things. An empty
// dialect is the interface itself.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace proofmark::centre {

using Words = std::map<std::string, std::string>;  // the interface's word -> the provider's

struct Dialect {
  Words paths;                         // operationId of openapi.yaml -> path, with {order} or {session} in it
  Words fields;                        // field names, wherever they occur
  std::map<std::string, Words> words;  // for the values of a field, by the interface's name of it: "decision", "id"
  std::string package_type = "identity-package+jwt";  // header `typ` of the sealed package

  [[nodiscard]] bool plain() const { return fields.empty() && words.empty(); }
  // The path of an operation with `id` in its braces.
  [[nodiscard]] std::string path(const std::string& operation, const std::string& id = {}) const;
  // One JSON object as text, rewritten. Text that is no JSON object is given back as it is: its reader refuses it.
  [[nodiscard]] std::string to_provider(const std::string& json) const;
  [[nodiscard]] std::string from_provider(const std::string& json) const;
};

// The operations that a dialect may give other paths, with the interface's own: "createOrder" -> "/v1/orders".
[[nodiscard]] const Words& operations();

}  // namespace proofmark::centre
