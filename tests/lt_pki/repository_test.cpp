// The provider's files and OCSP answers over HTTP.
#include "simulators/lt_pki/repository.hpp"

#include <openssl/ocsp.h>

#include "common/pki/crl.hpp"
#include "tests/http/fixture.hpp"
#include "tests/lt_pki/support.hpp"

namespace proofmark::lt_pki {
namespace {

using testing::Office;

class Repository : public proofmark::testing::HttpTest {};

TEST_F(Repository, AnswersAndPublishesUnderThePathsThatCertificatesName) {
  Office office("current-ec");
  ASSERT_TRUE(office.change(office.qualified(), Action::activate));
  const std::shared_ptr<const Provider> provider = std::move(office.provider);
  serve(repository_routes(provider));
  const auto reader = client();
  const pki::Certificate& issuer = provider->hierarchy().authority(Level::issuing).certificate;

  http::Request request{"POST", "/OCSP/ocspresponder.nsc", {{"Content-Type", "application/ocsp-request"}}, {}, {}};
  request.body = to_text(testing::ask({{office.qualified(), issuer}}, false));
  const auto answered = reader.send(request);
  ASSERT_TRUE(answered) << answered.error().line();
  EXPECT_EQ(answered->status, 200);
  EXPECT_EQ(answered->content_type, "application/ocsp-response");
  EXPECT_EQ(to_bytes(answered->body), provider->answer(to_bytes(request.body)));
  request.body = "no request";
  EXPECT_EQ(to_bytes(reader.send(request)->body), error_response(QueryError::malformed));
  request.headers.clear();
  EXPECT_EQ(reader.send(request)->status, 415);

  for (const Level level : kLevels) {
    const std::string name(name_of(level));
    EXPECT_EQ(to_bytes(reader.get("/cdp/" + name + ".crl")->body), provider->base_list(level).value());
    EXPECT_EQ(to_bytes(reader.get("/aia/" + name + ".crt")->body),
              provider->hierarchy().authority(level).certificate.der());
  }
  EXPECT_EQ(to_bytes(reader.get("/cdp/IssuingCA-delta.crl")->body), provider->delta_list().value());
  EXPECT_EQ(reader.get("/cdp/OtherCA.crl")->status, 404);
}

}  // namespace
}  // namespace proofmark::lt_pki
