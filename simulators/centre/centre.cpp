#include "simulators/centre/centre.hpp"

#include "common/files.hpp"
#include "common/http/client.hpp"
#include "common/json_text.hpp"

namespace proofmark::centre {
namespace {

using Json = nlohmann::json;

// The field of a JSON answer, which docs/interface.md promises as text.
Result<std::string> text_field(const http::Response& response, const char* field) {
  const Json json = parse_json_or_null(response.body);
  if (!json.is_object() || !json.contains(field) || !json[field].is_string())
    return fail("docs/interface.md, relying side", std::string("\"") + field + "\" in the answer",
                response.body.substr(0, 200), "Correct the service's answer.");
  return json[field].get<std::string>();
}

Result<void> expect_status(const http::Response& response, int status, const std::string& call) {
  if (response.status == status) return {};
  return fail("docs/interface.md, relying side", call + " answered " + std::to_string(status),
              std::to_string(response.status) + " " + response.body.substr(0, 200), "See the service's log.");
}

}  // namespace

OrderRequest OrderRequest::of(const person::CivilRecord& civil, std::string reference) {
  return {std::move(reference), civil.given_names, civil.surname, civil.personal_code, civil.document_number};
}

struct Centre::Impl {
  http::Client client;
  std::string ca_pem;
  std::shared_ptr<const Clock> clock;
  std::string bearer;
  Dialect dialect;

  [[nodiscard]] Result<http::Response> get(const std::string& operation, const std::string& id) const {
    return client.get(dialect.path(operation, id), bearer);
  }
};

Centre::Centre() = default;
Centre::~Centre() = default;

Result<std::unique_ptr<Centre>> Centre::create(std::string relying_url, const std::filesystem::path& pki,
                                               std::shared_ptr<const Clock> clock) {
  return create({.url = std::move(relying_url),
                 .ca = pki / "ca.pem",
                 .client_certificate = pki / "relying-client.pem",
                 .client_key = pki / "relying-client.key",
                 .seal_ca = pki / "ca.pem",
                 .bearer = {},
                 .dialect = {}},
                std::move(clock));
}

Result<std::unique_ptr<Centre>> Centre::create(Access access, std::shared_ptr<const Clock> clock) {
  PROOFMARK_TRY(std::string ca_pem, read_text(access.seal_ca));
  PROOFMARK_TRY(http::TlsContext tls,
                http::TlsContext::client({access.ca, access.client_certificate, access.client_key}, clock));
  PROOFMARK_TRY(http::Client client, http::Client::create(access.url, std::move(tls)));
  std::unique_ptr<Centre> centre(new Centre);
  centre->impl_ = std::make_unique<Impl>(Impl{std::move(client), std::move(ca_pem), std::move(clock),
                                              std::move(access.bearer), std::move(access.dialect)});
  return centre;
}

Result<Order> Centre::place_order(const OrderRequest& request) {
  const Json body = {{"reference", request.reference},
                     {"given_names", request.given_names},
                     {"surname", request.surname},
                     {"personal_code", request.personal_code},
                     {"document_number", request.document_number}};
  PROOFMARK_TRY(http::Response response, impl_->client.post(impl_->dialect.path("createOrder"),
                                                            impl_->dialect.to_provider(body.dump()), impl_->bearer));
  response.body = impl_->dialect.from_provider(response.body);
  PROOFMARK_CHECK(expect_status(response, 201, "POST /v1/orders"));
  Order order;
  order.reference = request.reference;
  PROOFMARK_TRY(order.order, text_field(response, "order"));
  PROOFMARK_TRY(order.token, text_field(response, "token"));
  PROOFMARK_TRY(order.expires_at, text_field(response, "expires_at"));
  return order;
}

Result<std::string> Centre::state(const Order& order) {
  PROOFMARK_TRY(http::Response response, impl_->get("readOrder", order.order));
  response.body = impl_->dialect.from_provider(response.body);
  PROOFMARK_CHECK(expect_status(response, 200, "GET /v1/orders/ORDER"));
  return text_field(response, "state");
}

Result<Package> Centre::fetch_package(const Order& order) {
  PROOFMARK_TRY(const http::Response response, impl_->get("readPackage", order.order));
  PROOFMARK_CHECK(expect_status(response, 200, "GET /v1/orders/ORDER/package"));
  if (response.content_type.rfind("application/jose", 0) != 0)
    return fail("docs/interface.md, relying side", "application/jose", response.content_type,
                "Correct the service's answer.");
  return verify_package(response.body, impl_->ca_pem, impl_->clock->now(), order.order, order.reference,
                        &impl_->dialect);
}

}  // namespace proofmark::centre
