// The seal of a package: JWS compact serialisation (RFC 7515) with ES256 and the certificate chain in x5c.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "common/result.hpp"

namespace proofmark::evidence {

class Sealer {
 public:
  // PEM files: the chain with the seal's certificate first, and its P-256 private key. Errors: unreadable, the key is
  // on another curve, or it is not the certificate's.
  [[nodiscard]] static Result<std::shared_ptr<const Sealer>> load(const std::filesystem::path& chain,
                                                                  const std::filesystem::path& key);
  ~Sealer();
  Sealer(const Sealer&) = delete;
  Sealer& operator=(const Sealer&) = delete;

  // `claims` is a JSON object as text; its bytes are the payload. Safe from several threads.
  [[nodiscard]] Result<std::string> seal(const std::string& claims) const;

 private:
  struct State;
  explicit Sealer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace proofmark::evidence
