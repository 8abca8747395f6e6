#include "common/http/message.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace proofmark::http {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_without_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string_view find_header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (same_without_case(key, name)) return value;
  return {};
}

std::string Request::bearer() const {
  constexpr std::string_view scheme = "Bearer ";
  const std::string_view value = find_header(headers, "Authorization");
  if (value.size() <= scheme.size() || !same_without_case(value.substr(0, scheme.size()), scheme)) return {};
  return std::string(value.substr(scheme.size()));
}

Response json_response(int status, std::string body) {
  return {.status = status, .content_type = "application/json", .body = std::move(body), .headers = {}};
}

Response error_response(int status, std::string_view code, std::string_view message) {
  nlohmann::ordered_json error;
  error["error"]["code"] = code;
  error["error"]["message"] = message;
  return json_response(status, error.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace proofmark::http
