#include "reports/seal/timestamp.hpp"

#include <openssl/http.h>
#include <openssl/ts.h>

#include <memory>

#include "common/pki/openssl.hpp"
#include "common/random.hpp"
#include "reports/seal/store.hpp"

namespace proofmark::reports {
namespace {

using pki::openssl::Deleter;
using pki::openssl::last_reason;

constexpr const char* kClause = "RFC 3161 section 2.4";
constexpr const char* kAgain = "ask the authority again, or seal without a timestamp";
constexpr std::size_t kLargest = std::size_t{1} << 18U;

using RequestPointer = std::unique_ptr<TS_REQ, Deleter<TS_REQ_free>>;
using ResponsePointer = std::unique_ptr<TS_RESP, Deleter<TS_RESP_free>>;
using StatusPointer = std::unique_ptr<TS_STATUS_INFO, Deleter<TS_STATUS_INFO_free>>;
using ImprintPointer = std::unique_ptr<TS_MSG_IMPRINT, Deleter<TS_MSG_IMPRINT_free>>;
using AlgorithmPointer = std::unique_ptr<X509_ALGOR, Deleter<X509_ALGOR_free>>;
using ContextPointer = std::unique_ptr<TS_VERIFY_CTX, Deleter<TS_VERIFY_CTX_free>>;

void free_string(char* text) {
  OPENSSL_free(text);
}
using Text = std::unique_ptr<char, Deleter<free_string>>;

ResponsePointer parse(ByteView encoded) {
  const unsigned char* at = encoded.data();
  ResponsePointer response(d2i_TS_RESP(nullptr, &at, static_cast<long>(encoded.size())));
  if (response == nullptr || at != encoded.data() + encoded.size()) {
    ERR_clear_error();
    return nullptr;
  }
  return response;
}

// Status granted with a token; the text for people and the failure bits are left aside.
bool granted(TS_RESP* response) {
  const TS_STATUS_INFO* status = TS_RESP_get_status_info(response);
  return ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(status)) == TS_STATUS_GRANTED &&
         TS_RESP_get_token(response) != nullptr && TS_RESP_get_tst_info(response) != nullptr;
}

bool holds(TS_RESP* response, ByteView content, Store store) {
  const ContextPointer context(TS_VERIFY_CTX_new());
  if (context == nullptr) return false;
  TS_VERIFY_CTX_set_flags(context.get(), TS_VFY_VERSION | TS_VFY_DATA | TS_VFY_SIGNATURE);
  TS_VERIFY_CTX_set_data(context.get(), pki::openssl::reader_of(content).release());
  TS_VERIFY_CTX_set_store(context.get(), store.release());
  return TS_RESP_verify_response(context.get(), response) == 1;
}

}  // namespace

Result<TimestampRequest> make_timestamp_request(ByteView content) {
  SystemRandom random;
  TimestampRequest out{{}, random.bytes(8)};
  out.nonce[0] = (out.nonce[0] & 0x3FU) | 0x40U;  // positive, all eight bytes used
  const RequestPointer request(TS_REQ_new());
  const ImprintPointer imprint(TS_MSG_IMPRINT_new());
  const AlgorithmPointer algorithm(X509_ALGOR_new());
  const auto nonce = pki::openssl::to_asn1_integer(out.nonce);
  Bytes digest = sha256(content);
  bool good = request != nullptr && imprint != nullptr && algorithm != nullptr && nonce != nullptr;
  good = good && X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) == 1;
  good = good && TS_REQ_set_version(request.get(), 1) == 1;
  good = good && TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get()) == 1;
  good = good && TS_MSG_IMPRINT_set_msg(imprint.get(), digest.data(), static_cast<int>(digest.size())) == 1;
  good = good && TS_REQ_set_msg_imprint(request.get(), imprint.get()) == 1;
  good = good && TS_REQ_set_nonce(request.get(), nonce.get()) == 1 && TS_REQ_set_cert_req(request.get(), 1) == 1;
  if (good) out.der = pki::openssl::der_of(request.get(), i2d_TS_REQ);
  if (out.der.empty()) return fail(kClause, "a timestamp request", last_reason(), kAgain);
  return out;
}

Result<Bytes> ask_timestamp_authority(const std::string& url, const TimestampRequest& request,
                                      std::chrono::seconds patience) {
  constexpr const char* kTransport = "RFC 3161 section 3.4";
  char* raw_host = nullptr;
  char* raw_port = nullptr;
  char* raw_path = nullptr;
  int tls = 0;
  const bool parsed =
      OSSL_HTTP_parse_url(url.c_str(), &tls, nullptr, &raw_host, &raw_port, nullptr, &raw_path, nullptr, nullptr) == 1;
  const Text host(raw_host);
  const Text port(raw_port);
  const Text path(raw_path);
  // Plain HTTP, as the RFC has it: the answer is signed, and holds a nonce.
  if (!parsed || tls != 0 || !url.starts_with("http://")) {
    ERR_clear_error();
    return fail(kTransport, "http://HOST[:PORT]/PATH", "'" + url + "'", "name the authority's HTTP address");
  }
  BIO* body = BIO_new_mem_buf(request.der.data(), static_cast<int>(request.der.size()));
  const pki::openssl::Bio sent(body);
  const pki::openssl::Bio answer(OSSL_HTTP_transfer(nullptr, host.get(), port.get(), path.get(), 0, nullptr, "*",
                                                    nullptr, nullptr, nullptr, nullptr, 0, nullptr,
                                                    "application/timestamp-query", body, "application/timestamp-reply",
                                                    1, kLargest, static_cast<int>(patience.count()), 0));
  if (answer == nullptr) return fail(kTransport, "an answer of " + url, last_reason(), kAgain);
  Bytes out;
  std::array<std::uint8_t, 4096> block{};
  for (int n = 0; (n = BIO_read(answer.get(), block.data(), static_cast<int>(block.size()))) > 0;) {
    out.insert(out.end(), block.begin(), block.begin() + n);
    if (out.size() > kLargest) return fail(kTransport, "at most 256 KiB from " + url, "more", kAgain);
  }
  ERR_clear_error();
  return out;
}

Result<Bytes> normalised_response(ByteView encoded) {
  const ResponsePointer given = parse(encoded);
  if (given == nullptr) return fail(kClause, "a TimeStampResp", "other bytes", kAgain);
  if (!granted(given.get())) return fail(kClause, "a granted timestamp", "a refusal", kAgain);
  const ResponsePointer out(TS_RESP_new());
  const StatusPointer status(TS_STATUS_INFO_new());
  PKCS7* token = PKCS7_dup(TS_RESP_get_token(given.get()));
  TS_TST_INFO* info = token == nullptr ? nullptr : PKCS7_to_TS_TST_INFO(token);
  bool good = out != nullptr && status != nullptr && info != nullptr;
  good = good && TS_STATUS_INFO_set_status(status.get(), TS_STATUS_GRANTED) == 1 &&
         TS_RESP_set_status_info(out.get(), status.get()) == 1;
  if (!good) {
    PKCS7_free(token);
    TS_TST_INFO_free(info);
    return fail(kClause, "a timestamp token", last_reason(), kAgain);
  }
  TS_RESP_set_tst_info(out.get(), token, info);  // takes over both
  return pki::openssl::der_of(out.get(), i2d_TS_RESP);
}

Result<TimestampCheck> check_timestamp(ByteView encoded, ByteView content, ByteView nonce,
                                       const std::vector<pki::Certificate>& trust) {
  PROOFMARK_TRY(const Bytes normal, normalised_response(encoded));
  if (normal != Bytes(encoded.begin(), encoded.end()))
    return fail(kClause, "status and token alone, in DER", "something beside them", kAgain);
  const ResponsePointer response = parse(encoded);
  TS_TST_INFO* info = TS_RESP_get_tst_info(response.get());
  const ASN1_INTEGER* answered = TS_TST_INFO_get_nonce(info);
  if (!nonce.empty() &&
      (answered == nullptr || pki::openssl::unsigned_of(answered) != Bytes(nonce.begin(), nonce.end())))
    return fail(kClause, "the nonce of the request", "another one, or none", kAgain);
  PROOFMARK_TRY(const Instant time, pki::openssl::to_instant(TS_TST_INFO_get_time(info)));
  PKCS7* token = TS_RESP_get_token(response.get());
  STACK_OF(X509)* signers = PKCS7_get0_signers(token, nullptr, 0);
  X509* raw = sk_X509_num(signers) == 1 ? sk_X509_value(signers, 0) : nullptr;
  if (raw != nullptr) X509_up_ref(raw);
  sk_X509_free(signers);
  if (raw == nullptr) {
    ERR_clear_error();
    return fail(kClause, "one signer, whose certificate is in the token", "none, or several", kAgain);
  }
  const pki::Certificate signer = pki::Certificate::adopt(raw);
  PROOFMARK_CHECK(refuse_unsigned(pki::openssl::der_of(token, i2d_PKCS7), signer, 3));
  TimestampCheck out{time, signer.subject(), false, {}};
  PROOFMARK_TRY(Store alone, store_of({signer}, time, Purpose::timestamp));
  if (!holds(response.get(), content, std::move(alone)))
    return fail(kClause, "a timestamp over this seal", last_reason(), kAgain);
  if (trust.empty()) {
    out.reason = "no certificate was named as trusted";
    return out;
  }
  PROOFMARK_TRY(Store trusted, store_of(trust, time, Purpose::timestamp));
  out.trusted = holds(response.get(), content, std::move(trusted));
  if (!out.trusted) out.reason = "the authority's certificate does not lead to a trusted one: " + last_reason();
  return out;
}

}  // namespace proofmark::reports
