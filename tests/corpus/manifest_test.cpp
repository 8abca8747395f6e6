#include "scenarios/corpus/manifest.hpp"

#include <gmock/gmock.h>

#include "tests/corpus/support.hpp"

namespace proofmark::corpus {
namespace {

using testing::HasSubstr;

Header small_header() {
  Header header;
  header.name = "small";
  header.harness = "0.1.0";
  return header;
}

std::string text_of(const std::vector<Record>& records) {
  std::string text = header_line(small_header()) + "\n";
  for (const Record& record : records) text += record_line(record) + "\n";
  return text;
}

TEST(CorpusManifest, ComesBackAsItWasWritten) {
  Record full = small_record("a/b c \u0161.mp4");
  full.kind = "attack";
  full.split = "evaluation";
  full.family = "f";
  full.groups = {{"sex", "female"}};
  full.attacker = "b";
  full.species = "print-x";
  full.attack_class = "print";
  full.method = "virtual camera";
  full.instrument = "still";
  full.attack_potential = "basic";
  full.clause = "c";
  full.parameters = {{"grain", 0.1 + 0.2}, {"sway", -1}};
  full.choices = {{"finish", "matte"}};
  full.stream = "1/x";
  full.device = "phone";
  full.unit = 0;
  full.place = "home";
  full.session = "2";
  full.asked = {{"blink", 100, 200}};
  full.frames = 4;
  full.milliseconds = 133;
  const auto back = parse_manifest(text_of({full, small_record("b.mp4")}), "m");
  ASSERT_TRUE(back) << back.error().line();
  EXPECT_EQ(back->header, small_header());
  ASSERT_EQ(back->records.size(), 2U);
  EXPECT_EQ(back->records[0], full);
  EXPECT_EQ(back->records[1], small_record("b.mp4"));
}

TEST(CorpusManifest, RefusesPathsThatClimbOut) {
  for (const char* path : {"", "/etc/passwd", "..", "../a", "a/../b", "a//b", "a/", "./a", "a/.", "a\\b", "a\nb"})
    EXPECT_FALSE(stays_below(path)) << path;
  EXPECT_FALSE(stays_below(std::string("a\0b", 3)));
  EXPECT_FALSE(stays_below(std::string(1025, 'a')));
  for (const char* path : {"a", "a/b.mp4", "..a/b..", "\u0105/\u010d.mp4"}) EXPECT_TRUE(stays_below(path)) << path;
  const auto read = parse_manifest(text_of({small_record("../../etc/passwd")}), "m");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().line(), HasSubstr("m line 2"));
}

TEST(CorpusManifest, RefusesWhatIsNoManifest) {
  const auto refused = [](const std::string& text) { return !parse_manifest(text, "m"); };
  const std::string good = text_of({small_record("a.mp4")});
  ASSERT_FALSE(refused(good));
  EXPECT_TRUE(refused(""));
  EXPECT_TRUE(refused("\n"));
  EXPECT_TRUE(refused("{}\n"));
  EXPECT_TRUE(refused(good + "{}\n"));
  EXPECT_TRUE(refused(good + record_line(small_record("a.mp4")) + "\n")) << "the same file twice";
  EXPECT_TRUE(refused(good.substr(0, good.size() - 9))) << "cut";
  EXPECT_TRUE(refused(good + "\xff\n"));
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  };
  EXPECT_TRUE(refused(changed("-manifest/1", "-manifest/2")));
  EXPECT_TRUE(refused(changed("imported", "bought")));
  EXPECT_TRUE(refused(changed("\"kind\":\"bona_fide\"", "\"kind\":\"attack\""))) << "an attack without its species";
  EXPECT_TRUE(refused(changed("\"kind\":\"bona_fide\"", "\"kind\":\"holiday\"")));
  EXPECT_TRUE(refused(changed("0000\"", "000g\"")));
  EXPECT_TRUE(refused(changed("\"bytes\":1", "\"bytes\":-1")));
  EXPECT_TRUE(refused(changed("\"bytes\":1", "\"bytes\":18446744073709551615")));
  EXPECT_TRUE(refused(changed("\"bytes\":1", "\"bytes\":1,\"bytes\":1")));
  EXPECT_TRUE(refused(changed("\"bytes\":1", "\"bytes\":1,\"colour\":1")));
  EXPECT_TRUE(refused(changed("\"bytes\":1", "\"bytes\":1,\"parameters\":{\"a\":\"b\"}")));
  EXPECT_TRUE(refused(changed("\"bytes\":1", "\"bytes\":1,\"groups\":{\"a\":1}")));
  EXPECT_TRUE(refused(changed("\"bytes\":1", "\"bytes\":1,\"asked\":[1]")));
}

TEST(CorpusManifest, AKilledWritersLastLineIsLeftOut) {
  const std::string text = text_of({small_record("a.mp4"), small_record("b.mp4")});
  EXPECT_EQ(parse_manifest(std::string_view(text).substr(0, text.size() - 1), "m", false).value().records.size(), 1U);
  EXPECT_EQ(parse_manifest(text, "m", false).value().records.size(), 2U);
}

}  // namespace
}  // namespace proofmark::corpus
