// The OpenAPI 3.1 description of the interface, as the service itself serves it.
#pragma once

namespace proofmark::api {

[[nodiscard]] const char* openapi_description();  // openapi.yaml

}  // namespace proofmark::api
