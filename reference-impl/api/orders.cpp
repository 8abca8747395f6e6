// The relying side: orders in, sealed packages out.
#include "reference-impl/api/core.hpp"
#include "reference-impl/api/json_body.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::api {
namespace {

constexpr std::size_t identifier_bytes = 16;
constexpr std::size_t secret_bytes = 32;  // 256 bits

http::Response unknown_order() {
  return http::error_response(404, "order_unknown", "There is no such order.");
}

http::Response bad_body(const std::string& message) {
  return http::error_response(400, "body_invalid", message);
}

}  // namespace

http::Response ServiceCore::internal_error(const Error& error) const {
  log(error.line());
  return http::error_response(500, "internal", "The request could not be processed.");
}

http::Response ServiceCore::create_order(const http::Request& request) {
  const auto body =
      read_object(request.body, {{"reference"}, {"given_names"}, {"surname"}, {"personal_code"}, {"document_number"}});
  if (!body) return bad_body("Expected " + body.error().expected + ", observed " + body.error().observed + ".");
  store::Order order;
  order.reference = (*body)["reference"];
  order.given_names = (*body)["given_names"];
  order.surname = (*body)["surname"];
  order.personal_code = (*body)["personal_code"];
  order.document_number = (*body)["document_number"];
  if (!is_plain_text(order.reference, 128)) return bad_body("Expected reference as 1 to 128 bytes of text.");
  if (!is_plain_text(order.given_names, 200)) return bad_body("Expected given_names as 1 to 200 bytes of text.");
  if (!is_plain_text(order.surname, 200)) return bad_body("Expected surname as 1 to 200 bytes of text.");
  if (!is_identifier(order.personal_code, 32)) return bad_body("Expected personal_code as 1 to 32 letters or digits.");
  if (!is_identifier(order.document_number, 32))
    return bad_body("Expected document_number as 1 to 32 letters or digits.");

  const std::scoped_lock lock(order_mutex_);
  const auto earlier = parts.store->orders_with_reference(order.reference);
  if (!earlier) return internal_error(earlier.error());
  const auto random = parts.entropy->stream("order/" + std::to_string(*earlier) + "/" + order.reference);
  order.id = to_base64url(random->bytes(identifier_bytes));
  const std::string token = to_base64url(random->bytes(PROOFMARK_WEAKNESS(token_short) ? 3 : secret_bytes));
  order.token_hash = sha256_hex(to_bytes(token));
  order.created_at = parts.clock->now();
  order.expires_at = order.created_at + settings.order_validity * (PROOFMARK_WEAKNESS(token_never_expires) ? 1000 : 1);
  const auto added = parts.store->add_order(order);
  if (!added) return internal_error(added.error());
  log("order " + order.id + " filed");
  nlohmann::ordered_json answer;
  answer["order"] = order.id;
  answer["token"] = token;
  answer["expires_at"] = to_rfc3339(order.created_at + settings.order_validity);
  return http::json_response(201, answer.dump());
}

http::Response ServiceCore::show_order(const http::Request& request) {
  const auto expired = parts.store->expire_orders(parts.clock->now());
  if (!expired) return internal_error(expired.error());
  const auto order = parts.store->find_order(request.parameters.at("order"));
  if (!order) return internal_error(order.error());
  if (!order->has_value()) return unknown_order();
  nlohmann::ordered_json answer;
  answer["order"] = (*order)->id;
  answer["reference"] = (*order)->reference;
  answer["state"] = (*order)->state;
  return http::json_response(200, answer.dump());
}

http::Response ServiceCore::show_package(const http::Request& request) {
  const auto order = parts.store->find_order(request.parameters.at("order"));
  if (!order) return internal_error(order.error());
  if (!order->has_value()) return unknown_order();
  const auto package = parts.store->find_package((*order)->id);
  if (!package) return internal_error(package.error());
  if (!package->has_value()) return http::error_response(404, "not_decided", "The order is not decided.");
  return {.status = 200, .content_type = "application/jose", .body = **package, .headers = {}};
}

}  // namespace proofmark::api
