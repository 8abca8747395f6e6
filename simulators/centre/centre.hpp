// The relying side (the tender's Centre of Registers): files orders over mutual TLS and fetches sealed packages.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "common/clock.hpp"
#include "common/result.hpp"
#include "simulators/centre/dialect.hpp"
#include "simulators/centre/package.hpp"
#include "simulators/person/person.hpp"

namespace proofmark::centre {

struct OrderRequest {
  std::string reference;  // the relying side's own number
  std::string given_names, surname, personal_code, document_number;
  // The order for the holder of this document.
  [[nodiscard]] static OrderRequest of(const person::CivilRecord& civil, std::string reference);
};

struct Order {
  std::string order, token, reference;
  std::string expires_at;  // RFC 3339
};

// What another provider gives a relying side. Files are PEM.
struct Access {
  std::string url;                                       // https://HOST:PORT of the relying listener
  std::filesystem::path ca;                              // of its TLS certificate
  std::filesystem::path client_certificate, client_key;  // empty: none is asked for
  std::filesystem::path seal_ca;                         // under which packages are sealed
  std::string bearer;                                    // for Authorization; empty: none
  Dialect dialect;
};

class Centre {
 public:
  // `relying_url` is the service's relying listener; `pki` the folder with ca.pem, relying-client.pem and .key.
  // Certificates are judged at `clock`'s time.
  [[nodiscard]] static Result<std::unique_ptr<Centre>> create(std::string relying_url, const std::filesystem::path& pki,
                                                              std::shared_ptr<const Clock> clock);
  [[nodiscard]] static Result<std::unique_ptr<Centre>> create(Access access, std::shared_ptr<const Clock> clock);
  ~Centre();
  [[nodiscard]] Result<Order> place_order(const OrderRequest& request);
  [[nodiscard]] Result<std::string> state(const Order& order);
  // Fetches and verifies.
  [[nodiscard]] Result<Package> fetch_package(const Order& order);

 private:
  Centre();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace proofmark::centre
