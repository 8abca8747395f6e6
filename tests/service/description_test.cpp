// The service's routes and the description of the interface are the same, in both directions.
#include "reference-impl/api/description.hpp"

#include <fstream>
#include <set>

#include "tests/service/fixture.hpp"

namespace proofmark::testing {
namespace {

using Description = ServiceTest;

struct Described {
  std::set<std::string> relying, device;  // "GET /v1/health"
};

// The description's own layout: a path at two spaces, its methods at four, tags at six.
Described read_description() {
  Described out;
  std::istringstream lines(api::openapi_description());
  std::string path, method;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("  /v1/", 0) == 0) path = line.substr(2, line.size() - 3);
    if (line == "    get:") method = "GET ";
    if (line == "    post:") method = "POST ";
    if (line.rfind("      tags: [", 0) != 0) continue;
    const std::string tag = line.substr(13, line.size() - 14);
    if (tag != "device") out.relying.insert(method + path);
    if (tag != "relying") out.device.insert(method + path);
  }
  return out;
}

std::set<std::string> routes_of(const http::Routes& routes) {
  std::set<std::string> out;
  for (const auto& route : routes.all())
    out.insert((route.method.empty() ? "GET" : route.method) + " " + route.pattern);
  return out;
}

TEST_F(Description, HasEveryRouteAndNoOther) {
  const Described described = read_description();
  EXPECT_EQ(routes_of(service->relying_routes()), described.relying);
  EXPECT_EQ(routes_of(service->device_routes()), described.device);
  EXPECT_EQ(described.relying.size() + described.device.size(), 12U);
}

TEST_F(Description, IsServedOnBothListeners) {
  for (const auto& client : {relying(), device()}) {
    const auto response = client.get("/v1/openapi.yaml");
    ASSERT_TRUE(response) << response.error().line();
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->content_type, "application/yaml");
    EXPECT_EQ(response->body, api::openapi_description());
  }
}

TEST_F(Description, WhatItDoesNotHaveIsUnknown) {
  for (const char* path : {"/", "/v1", "/v1/", "/v1/order", "/v1/orders/a/b", "/v1/openapi.json", "/v2/health"}) {
    expect(relying().get(path), 404);
    expect(device().get(path), 404);
  }
  expect(device().post("/v1/openapi.yaml", "{}"), 405);
}

}  // namespace
}  // namespace proofmark::testing
