// The requirements as an OSCAL catalog 1.2.1: a group for each source, a control for each requirement.
#include <algorithm>

#include "reports/files/files.hpp"
#include "reports/files/names.hpp"
#include "reports/files/oscal.hpp"

namespace proofmark::reports {
namespace oscal {

OrderedJson property(const char* name, std::string_view value) {
  return {{"name", name}, {"ns", "urn:proofmark:oscal:1"}, {"value", files::line(value)}};
}

std::string date_time(const std::string& text) {
  return text.size() == 10 ? text + "T00:00:00Z" : text;
}

OrderedJson metadata(const Evaluation& e, const std::string& title) {
  return {
      {"title", files::line(title)},
      {"last-modified", date_time(e.plan.started)},
      {"version", files::line(e.plan.harness)},
      {"oscal-version", "1.2.1"},
      {"remarks", "last-modified is the start of the run on the simulated clock: the same run gives the same file."}};
}

const Requirement* requirement(const Evaluation& e, const std::string& id) {
  if (!e.catalogue) return nullptr;
  const auto& all = e.catalogue->requirements;
  const auto found = std::find_if(all.begin(), all.end(), [&](const Requirement& r) { return r.id == id; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace oscal

namespace {

using files::line;
using files::token;
using oscal::property;

OrderedJson control(const Requirement& q, const Catalogue& catalogue) {
  const std::string id = token(q.id);
  OrderedJson props = OrderedJson::array({property("kind", name_of(q.kind)), property("checked", name_of(q.checked)),
                                          property("responsible", name_of(q.responsible)),
                                          property("applicable", q.not_applicable.en.empty() ? "yes" : "no")});
  for (const std::string& name : q.limits) {
    const auto found =
        std::find_if(catalogue.limits.begin(), catalogue.limits.end(), [&](const Limit& l) { return l.id == name; });
    if (found == catalogue.limits.end()) continue;
    OrderedJson one = property("limit", found->text);
    one["class"] = token(name_of(found->kind));
    one["remarks"] = line(found->source + "; source checked: " + found->checked);
    props.push_back(one);
  }
  for (const FixedLimit& limit : q.fixed) {
    OrderedJson one = property("limit", words_of(limit));
    one["class"] = token(name_of(limit.kind));
    one["remarks"] = line(limit.source + "; source checked: " + std::string(name_of(limit.checked)));
    props.push_back(one);
  }
  for (const std::string& slot : q.slots) props.push_back(property("evidence-slot", slot));
  for (const std::string& scenario : q.scenarios) props.push_back(property("scenario", scenario));
  OrderedJson statement = {{"id", id + "_smt"}, {"name", "statement"}, {"prose", line(q.text.en)}};
  OrderedJson parts = OrderedJson::array({statement});
  if (!q.text.lt.empty())
    parts.push_back({{"id", id + "_smt.lt"},
                     {"name", "statement-lt"},
                     {"ns", "urn:proofmark:oscal:1"},
                     {"prose", line(q.text.lt)}});
  parts.push_back({{"id", id + "_obj"}, {"name", "assessment-objective"}, {"prose", line(q.text.en)}});
  if (!q.not_applicable.en.empty())
    parts.push_back({{"id", id + "_na"},
                     {"name", "not-applicable"},
                     {"ns", "urn:proofmark:oscal:1"},
                     {"prose", line(q.not_applicable.en)}});
  return {{"id", id}, {"class", "requirement"}, {"title", line(q.clause)}, {"props", props}, {"parts", parts}};
}

}  // namespace

Result<std::string> catalogue_to_oscal(const Evaluation& e) {
  if (!e.catalogue)
    return fail("proofmark run folder", "a catalogue of requirements", "a run without one",
                "start the run again with this version of proofmark");
  std::vector<std::string> sources;  // in the catalogue's order
  for (const Requirement& q : e.catalogue->requirements)
    if (std::find(sources.begin(), sources.end(), q.source) == sources.end()) sources.push_back(q.source);
  OrderedJson groups = OrderedJson::array();
  for (const std::string& source : sources) {
    OrderedJson controls = OrderedJson::array();
    for (const Requirement& q : e.catalogue->requirements)
      if (q.source == source) controls.push_back(control(q, *e.catalogue));
    groups.push_back(
        {{"id", token("source." + source)}, {"class", "source"}, {"title", line(source)}, {"controls", controls}});
  }
  const std::string digest = e.plan.catalogue_sha256;
  OrderedJson catalog = {{"uuid", files::uuid("catalog\n" + digest)},
                         {"metadata", oscal::metadata(e, "Requirements of run " + e.plan.run)}};
  if (!groups.empty()) catalog["groups"] = groups;
  return dump_pretty({{"catalog", catalog}});
}

}  // namespace proofmark::reports
