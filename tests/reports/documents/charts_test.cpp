// Charts by gnuplot: same bytes, nothing of a label is a command, everything is drawn.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "reports/charts/chart.hpp"

namespace proofmark::reports::charts {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

IntervalChart species() {
  IntervalChart chart;
  chart.axis = "APCER (simulated)";
  chart.rows = {{"print 10 %", 0.0, {0, 0.31}, 0.07, Verdict::inconclusive},
                {"it's `id`; \"$(id)\" ąžuolas\nplot", 0.3, {0.1, 0.5}, 0.07, Verdict::fail},
                {"nothing observed", {}, {}, 0.07, Verdict::inconclusive}};
  return chart;
}

TEST(Charts, SameChartSameBytesAndColoursOfItsPlace) {
  const auto one = draw(species(), {"c1", Palette::screen, Width::wide});
  const auto two = draw(species(), {"c1", Palette::screen, Width::wide});
  const auto paper = draw(species(), {"c1", Palette::paper, Width::wide});
  ASSERT_TRUE(one) << one.error().line();
  ASSERT_TRUE(paper);
  EXPECT_EQ(*one, *two);
  EXPECT_THAT(*one, HasSubstr("var(--fail)"));
  EXPECT_THAT(*one, HasSubstr("var(--ink)"));
  EXPECT_THAT(*one, Not(HasSubstr("rgb(")));
  EXPECT_THAT(*paper, HasSubstr("rgb(180"));
  EXPECT_THAT(*paper, Not(HasSubstr("var(")));
}

TEST(Charts, ALabelIsTextAndNothingElse) {
  for (const Width width : {Width::wide, Width::narrow}) {
    const auto svg = draw(species(), {"c1", Palette::screen, width});
    ASSERT_TRUE(svg) << svg.error().line();
    EXPECT_THAT(*svg, HasSubstr("it's `id`; "));
    EXPECT_THAT(*svg, HasSubstr("ąžuolas plot"));
    EXPECT_THAT(*svg, HasSubstr("print 10 %"));
    EXPECT_THAT(*svg, Not(HasSubstr("http")));
    EXPECT_THAT(*svg, Not(HasSubstr("uid=")));
  }
}

// Several charts lie in one page, and weasyprint follows no colour of a reference.
TEST(Charts, NoIdsAndNoReferences) {
  const auto svg = draw(species(), {"species_1", Palette::screen, Width::wide});
  ASSERT_TRUE(svg);
  for (const char* part : {" id=", "<use", "<defs", "gpPt"}) EXPECT_THAT(*svg, Not(HasSubstr(part)));
  EXPECT_THAT(*svg, HasSubstr("<circle cx='"));
  EXPECT_FALSE(std::regex_search(*svg, std::regex("<g[^>]*>\\s*</g>"))) << "a group that draws nothing";
}

TEST(Charts, EveryOtherChartIsDrawnWithDataAndWithout) {
  DetChart det;
  det.x_axis = "FMR";
  det.y_axis = "FNMR";
  EXPECT_TRUE(draw(det, {"d", Palette::screen, Width::wide}));
  det.series = {{"faces", {{1, 0}, {0.5, 0.01}, {0.01, 0.2}, {0, 1}}, DetPoint{0.01, 0.2}}};
  for (const Width width : {Width::wide, Width::narrow}) {
    const auto svg = draw(det, {"d", Palette::paper, width});
    ASSERT_TRUE(svg) << svg.error().line();
    EXPECT_THAT(*svg, HasSubstr("faces"));
    EXPECT_THAT(*svg, HasSubstr("40\u00a0%"));
  }
  StackChart stack;
  stack.parts = {Verdict::pass, Verdict::fail};
  stack.rows = {{"tender", {3, 1}}, {"nothing", {0, 0}}};
  stack.axis = "requirements";
  EXPECT_TRUE(draw(stack, {"s", Palette::screen, Width::narrow}));
  TimesChart times;
  times.rows = {{"all", {3, 4, 5}, 4, 5}, {"none", {}, {}, {}}};
  times.axis = "seconds";
  EXPECT_TRUE(draw(times, {"t", Palette::screen, Width::wide}));
  TimelineChart line;
  line.lanes = {"genuine"};
  line.axis = "minutes";
  for (int i = 0; i < 1000; ++i)
    line.spans.push_back({0, i * 0.2, i * 0.2 + 0.2, i == 500 ? Verdict::fail : Verdict::pass});
  const auto svg = draw(line, {"l", Palette::screen, Width::wide});
  ASSERT_TRUE(svg) << svg.error().line();
  EXPECT_THAT(*svg, HasSubstr("var(--fail)"));
  EXPECT_LT(svg->size(), 20000U);  // neighbours are joined
}

}  // namespace
}  // namespace proofmark::reports::charts
