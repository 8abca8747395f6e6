#include "reference-impl/api/service.hpp"

#include <atomic>

#include "reference-impl/api/core.hpp"
#include "reference-impl/api/description.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::api {
namespace {

http::Response health(const http::Request&) {
  static std::atomic<unsigned> asked{0};
  if (PROOFMARK_WEAKNESS(health_falters) && ++asked % 20 == 0)
    return http::error_response(503, "busy", "The service is busy. Try again.");
  return http::json_response(200, R"({"status":"ok","version":")" PROOFMARK_VERSION R"("})");
}

http::Response description(const http::Request&) {
  return {.status = 200, .content_type = "application/yaml", .body = openapi_description(), .headers = {}};  // RFC 9512
}

}  // namespace

Service::Service(std::shared_ptr<ServiceCore> core) : core_(std::move(core)) {}
Service::~Service() = default;

Result<std::unique_ptr<Service>> Service::create(Parts parts, Settings settings) {
  auto core = std::make_shared<ServiceCore>(std::move(parts), std::move(settings));
  PROOFMARK_CHECK(core->recover());
  return std::unique_ptr<Service>(new Service(std::move(core)));
}

http::Routes Service::relying_routes() const {
  http::Routes routes;
  routes.on("GET", "/v1/health", health)
      .on("GET", "/v1/openapi.yaml", description)
      .on("POST", "/v1/orders", [core = core_](const http::Request& request) { return core->create_order(request); })
      .on("GET", "/v1/orders/{order}",
          [core = core_](const http::Request& request) { return core->show_order(request); })
      .on("GET", "/v1/orders/{order}/package",
          [core = core_](const http::Request& request) { return core->show_package(request); });
  return routes;
}

http::Routes Service::device_routes() const {
  http::Routes routes;
  routes.on("GET", "/v1/health", health)
      .on("GET", "/v1/openapi.yaml", description)
      .on("POST", "/v1/sessions", [core = core_](const http::Request& request) { return core->open_session(request); })
      .on("GET", "/v1/sessions/{session}",
          [core = core_](const http::Request& request) { return core->show_session(request); })
      .on("POST", "/v1/sessions/{session}/consent",
          [core = core_](const http::Request& request) { return core->consent(request); })
      .websocket("/v1/sessions/{session}/chip",
                 [core = core_](const http::Request& request) { return core->begin_chip(request); })
      .websocket("/v1/sessions/{session}/video",
                 [core = core_](const http::Request& request) { return core->begin_video(request); });
  return routes;
}

void Service::sweep() {
  core_->sweep();
}

}  // namespace proofmark::api
