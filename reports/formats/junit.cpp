// junit.xml, in the form that CI systems read: testsuites / testsuite / testcase with failure, error or skipped.
#include <pugixml.hpp>
#include <sstream>

#include "reports/formats/percent.hpp"
#include "reports/formats/results.hpp"
#include "reports/formats/xml_text.hpp"

namespace proofmark::reports {
namespace {

class Suite {
 public:
  Suite(pugi::xml_node parent, const char* name) : node_(parent.append_child("testsuite")) {
    node_.append_attribute("name") = name;
    for (const char* count : {"tests", "failures", "errors", "skipped"}) node_.append_attribute(count) = 0;
  }
  void property(const char* name, const std::string& value) {
    pugi::xml_node list = node_.child("properties");
    if (!list) list = node_.prepend_child("properties");
    pugi::xml_node one = list.append_child("property");
    one.append_attribute("name") = name;
    one.append_attribute("value") = xml_text(value).c_str();
  }
  pugi::xml_node test(const std::string& group, const std::string& name) {
    add("tests");
    pugi::xml_node one = node_.append_child("testcase");
    one.append_attribute("classname") = xml_text(group).c_str();
    one.append_attribute("name") = xml_text(name).c_str();
    return one;
  }
  void mark(pugi::xml_node test, const char* element, const std::string& type, const std::string& message) {
    add(std::string_view(element) == "failure" ? "failures"
        : std::string_view(element) == "error" ? "errors"
                                               : "skipped");
    pugi::xml_node one = test.append_child(element);
    if (std::string_view(element) != "skipped") one.append_attribute("type") = type.c_str();
    one.append_attribute("message") = xml_text(message).c_str();
  }
  [[nodiscard]] unsigned count(const char* of) const { return node_.attribute(of).as_uint(); }

 private:
  void add(const char* to) { node_.attribute(to) = node_.attribute(to).as_uint() + 1; }
  pugi::xml_node node_;
};

void gate_suite(Suite& suite, const Gate& gate) {
  for (const GateCondition& c : gate.conditions) {
    const pugi::xml_node test = suite.test("gate", c.text);
    if (c.verdict == Verdict::fail) suite.mark(test, "failure", "fail", c.observed);
    if (c.verdict != Verdict::pass && c.verdict != Verdict::fail) suite.mark(test, "error", "inconclusive", c.observed);
  }
}

// What the gate asks of one attempt: an end without crash, timeout or gap, an answer of the right kind, and of a
// required one that it comes out as demanded.
void attempt_suite(Suite& suite, const Evaluation& e) {
  for (std::size_t i = 0; i < e.attempts.size(); ++i) {
    const Attempt& a = e.plan.attempts[i];
    const auto& o = e.observations[i];
    const AttemptVerdict& v = e.attempts[i];
    pugi::xml_node test = suite.test(std::string(name_of(a.kind)) + "." + a.scenario, a.id);
    if (o && o->session_seconds) test.append_attribute("time") = stable(*o->session_seconds);
    const bool required = a.gate == GateRole::required;
    if (v.unusable || !o) {
      suite.mark(test, "error", "inconclusive", v.reason);
    } else if (o->outcome != Outcome::completed || (required && v.verdict == Verdict::fail)) {
      suite.mark(test, "failure", "fail", v.reason);
    } else if (required && v.verdict != Verdict::pass) {
      suite.mark(test, "error", "inconclusive", v.reason);
    } else if (v.verdict != Verdict::pass) {
      suite.mark(test, "skipped", "", std::string(name_of(a.gate)) + ", does not decide by itself: " + v.reason);
    }
  }
}

void rate_suite(Suite& suite, const Evaluation& e) {
  for (const Rate& r : e.rates) {
    if (r.planned == 0) continue;
    const pugi::xml_node test = suite.test("rate", r.id);
    const bool measured = r.gate == GateRole::measured;
    const std::string text = "simulated, " + std::string(name_of(r.gate)) + ": " + std::string(name_of(r.verdict)) +
                             ", " + std::to_string(r.errors) + " of " + std::to_string(r.n) + "; " + r.reason;
    if (measured && r.verdict == Verdict::fail) {
      suite.mark(test, "failure", "fail", text);
    } else if (measured && r.unanswered) {
      suite.mark(test, "error", "inconclusive", text);
    } else if (r.verdict != Verdict::pass) {
      suite.mark(test, "skipped", "", text);
    }
  }
}

}  // namespace

Result<std::string> results_to_junit(const Evaluation& e) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node root = document.append_child("testsuites");
  root.append_attribute("name") = xml_text("proofmark " + e.plan.suite + " (simulated)").c_str();
  for (const char* count : {"tests", "failures", "errors", "skipped"}) root.append_attribute(count) = 0;
  Suite gate(root, "gate");
  gate.property("run", e.plan.run);
  gate.property("seed", std::to_string(e.plan.seed));
  gate.property("subject", e.plan.subject.name + " " + e.plan.subject.version);
  gate.property("statement", std::string(simulated_statement()));
  gate.property("time", "seconds on the simulated clock");
  gate_suite(gate, e.gate);
  Suite attempts(root, "attempts");
  attempt_suite(attempts, e);
  Suite rates(root, "rates");
  rate_suite(rates, e);
  for (const char* count : {"tests", "failures", "errors", "skipped"})
    root.attribute(count) = gate.count(count) + attempts.count(count) + rates.count(count);
  std::ostringstream out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  if (!out)
    return fail("JUnit XML", "a document in memory", "a failed stream", "free memory and write the report again");
  return out.str();
}

}  // namespace proofmark::reports
