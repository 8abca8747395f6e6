#include "reports/formats/limit.hpp"

#include "reports/formats/names.hpp"

namespace proofmark::reports {
namespace {

constexpr Names<LimitKind, 5> kKinds{{{LimitKind::normative, "normative"},
                                      {LimitKind::tender, "tender"},
                                      {LimitKind::borrowed, "borrowed"},
                                      {LimitKind::own_goal, "own goal"},
                                      {LimitKind::proposed, "proposed"}}};

}  // namespace

std::string_view name_of(LimitKind kind) {
  return look_up(kKinds, kind);
}
Result<LimitKind> parse_limit_kind(std::string_view name) {
  return look_up(kKinds, name, "the limit's kind");
}

}  // namespace proofmark::reports
