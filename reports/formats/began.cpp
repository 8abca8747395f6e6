#include "reports/formats/began.hpp"

#include "common/clock.hpp"
#include "common/files.hpp"
#include "reports/formats/json_fields.hpp"
#include "reports/formats/run_folder.hpp"

namespace proofmark::reports {
namespace {

constexpr std::uint64_t kFormat = 1;

}  // namespace

Result<std::string> began_to_json(const std::string& moment) {
  if (const auto instant = from_rfc3339(moment); !instant) return fail(instant.error());
  return dump_pretty({{"format", kFormat}, {"began", moment}});
}

Result<std::string> began_from_json(std::string_view text) {
  PROOFMARK_TRY(const Json json, parse_json(text, std::string(kBeganFile)));
  Fields in(json, "began");
  in.expect_format(kFormat);
  const std::string moment = in.text("began");
  PROOFMARK_CHECK(in.finish());
  if (const auto instant = from_rfc3339(moment); !instant) return fail(instant.error());
  return moment;
}

Result<std::string> read_began(const std::filesystem::path& run_folder) {
  std::error_code problem;
  if (!std::filesystem::exists(run_folder / kBeganFile, problem)) return std::string();
  PROOFMARK_TRY(const std::string text, read_text(run_folder / kBeganFile));
  return began_from_json(text);
}

}  // namespace proofmark::reports
