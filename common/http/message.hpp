// What travels: an HTTP request, its response, a WebSocket message. No Boost type appears in this room's headers.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/bytes.hpp"

namespace proofmark::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

// The value of the first header of that name, compared without case (RFC 9110 5.1); empty when there is none.
[[nodiscard]] std::string_view find_header(const Headers& headers, std::string_view name);

struct Request {
  std::string method = "GET";
  std::string target = "/";  // origin form: path and, if any, '?' and query
  Headers headers;
  std::string body;
  std::map<std::string, std::string> parameters;  // server only: the parts of the path named in the route

  // The token of "Authorization: Bearer TOKEN" (RFC 6750 2.1); empty when there is none.
  [[nodiscard]] std::string bearer() const;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";  // not sent with an empty body
  std::string body;
  Headers headers;
};

[[nodiscard]] Response json_response(int status, std::string body);
// {"error":{"code","message"}}, the form of every refusal of docs/interface.md.
[[nodiscard]] Response error_response(int status, std::string_view code, std::string_view message);

}  // namespace proofmark::http
