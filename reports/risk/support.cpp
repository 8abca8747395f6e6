// The words for what the evidence allows to say.
#include "reports/formats/names.hpp"
#include "reports/risk/evidence.hpp"

namespace proofmark::reports::risk {
namespace {

constexpr Names<Support, 5> kSupports{{{Support::shown, "shown"},
                                       {Support::inconclusive, "inconclusive"},
                                       {Support::refuted, "refuted"},
                                       {Support::no_limit, "no limit"},
                                       {Support::not_measured, "not measured"}}};

}  // namespace

std::string_view name_of(Support support) {
  return look_up(kSupports, support);
}
Result<Support> parse_support(std::string_view name) {
  return look_up(kSupports, name, "the support");
}

Text text_of(Support support) {
  switch (support) {
    case Support::shown:
      return {"shown", "parodyta"};
    case Support::inconclusive:
      return {"inconclusive", "nepakanka duomenų"};
    case Support::refuted:
      return {"refuted", "paneigta"};
    case Support::no_limit:
      return {"measured, no limit set", "išmatuota, riba nenustatyta"};
    case Support::not_measured:
      break;
  }
  return {"not measured", "nematuota"};
}

}  // namespace proofmark::reports::risk
