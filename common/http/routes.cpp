#include "common/http/server.hpp"

namespace proofmark::http {
namespace {

std::vector<std::string_view> segments(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const auto slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
    if (path.empty()) parts.emplace_back();  // a trailing slash is another path
  }
  return parts;
}

bool fits(std::string_view pattern, std::string_view path, std::map<std::string, std::string>& parameters) {
  const auto wanted = segments(pattern);
  const auto given = segments(path);
  if (wanted.size() != given.size()) return false;
  std::map<std::string, std::string> found;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].starts_with('{') && wanted[i].ends_with('}')) {
      if (given[i].empty()) return false;
      found.emplace(wanted[i].substr(1, wanted[i].size() - 2), given[i]);
    } else if (wanted[i] != given[i]) {
      return false;
    }
  }
  parameters = std::move(found);
  return true;
}

}  // namespace

Routes& Routes::on(std::string method, std::string pattern, Handler handler) {
  routes_.push_back({std::move(method), std::move(pattern), std::move(handler), {}});
  return *this;
}

Routes& Routes::websocket(std::string pattern, SocketHandler handler) {
  routes_.push_back({"", std::move(pattern), {}, std::move(handler)});
  return *this;
}

const Routes::Route* Routes::match(Request& request, bool upgrade, int& refusal) const {
  // No percent-decoding: every path of the interface is made of unreserved characters (RFC 3986 2.3).
  const std::string_view path = std::string_view(request.target).substr(0, request.target.find('?'));
  refusal = 404;
  for (const Route& route : routes_) {
    if (!fits(route.pattern, path, request.parameters)) continue;
    if (upgrade == static_cast<bool>(route.socket_handler) && (upgrade || route.method == request.method))
      return &route;
    // RFC 9110 15.5.22 for a plain request to a WebSocket, 15.5.6 for a method this path does not have.
    refusal = route.socket_handler ? 426 : 405;
  }
  return nullptr;
}

}  // namespace proofmark::http
