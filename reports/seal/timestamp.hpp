// RFC 3161: a timestamp authority's word that the seal was there at a certain time.
#pragma once
#include <string>
#include <vector>

#include "common/bytes.hpp"
#include "common/clock.hpp"
#include "common/pki/certificate.hpp"

namespace proofmark::reports {

struct TimestampRequest {
  Bytes der;
  Bytes nonce;
};
// A TimeStampReq over SHA-256 of `content`, with a nonce of 64 bits, asking for the authority's certificate.
[[nodiscard]] Result<TimestampRequest> make_timestamp_request(ByteView content);

// Sends it to "http://HOST[:PORT]/PATH" (RFC 3161 section 3.4). The answer has at most 256 KiB.
[[nodiscard]] Result<Bytes> ask_timestamp_authority(const std::string& url, const TimestampRequest& request,
                                                    std::chrono::seconds patience = std::chrono::seconds{10});

// The response as it is kept: status granted and nothing else beside the token, so that no unsigned word remains in it.
[[nodiscard]] Result<Bytes> normalised_response(ByteView response);

struct TimestampCheck {
  Instant time;
  std::string authority;  // subject of the signer's certificate
  bool trusted = false;   // its certificate leads to one of `trust`
  std::string reason;     // why not, else empty
};
// An error when the response is not a granted timestamp over `content`, not signed by the certificate that it carries,
// or not in normalised form. `nonce` empty: not compared.
[[nodiscard]] Result<TimestampCheck> check_timestamp(ByteView response, ByteView content, ByteView nonce,
                                                     const std::vector<pki::Certificate>& trust);

}  // namespace proofmark::reports
