#include "simulators/lt_pki/repository.hpp"

namespace proofmark::lt_pki {

namespace {

http::Response file(const Result<Bytes>& content, const char* type) {
  if (!content) return http::error_response(500, "internal", "the file could not be made");
  return {200, type, to_text(*content), {}};
}

}  // namespace

http::Routes repository_routes(std::shared_ptr<const Provider> provider) {
  http::Routes routes;
  routes.on("POST", "/OCSP/ocspresponder.nsc", [provider](const http::Request& request) {
    if (http::find_header(request.headers, "Content-Type") != "application/ocsp-request")
      return http::error_response(415, "bad_request", "Content-Type is not application/ocsp-request");
    return http::Response{200, "application/ocsp-response", to_text(provider->answer(to_bytes(request.body))), {}};
  });
  for (const Level level : kLevels) {
    const std::string name(name_of(level));
    routes.on("GET", "/cdp/" + name + ".crl", [provider, level](const http::Request&) {
      return file(provider->base_list(level), "application/pkix-crl");
    });
    routes.on("GET", "/aia/" + name + ".crt", [provider, level](const http::Request&) {
      return file(provider->hierarchy().authority(level).certificate.der(), "application/pkix-cert");
    });
  }
  routes.on("GET", "/cdp/IssuingCA-delta.crl",
            [provider](const http::Request&) { return file(provider->delta_list(), "application/pkix-crl"); });
  return routes;
}

}  // namespace proofmark::lt_pki
