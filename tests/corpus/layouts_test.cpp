#include "scenarios/corpus/layouts.hpp"

#include <gmock/gmock.h>

#include "tests/corpus/support.hpp"

namespace proofmark::corpus {
namespace {

using testing::HasSubstr;

TEST(Layouts, ListsInCsvAndJsonSayTheSame) {
  const auto csv = listed_in_csv("file,subject,species,device\na/1.mp4,anna,,cam\nb/1.mp4,ben,mask,cam\n", "l.csv");
  const auto json = listed_in_json(R"([{"file":"a/1.mp4","subject":"anna","device":"cam"},
                                       {"file":"b/1.mp4","subject":"ben","species":"mask","device":"cam"}])",
                                   "l.json");
  ASSERT_TRUE(csv) << csv.error().line();
  ASSERT_TRUE(json) << json.error().line();
  ASSERT_EQ(csv->records.size(), 2U);
  EXPECT_EQ(csv->records, json->records);
  EXPECT_EQ(csv->records[0].kind, "bona_fide");
  EXPECT_EQ(csv->records[1].kind, "attack");
}

TEST(Layouts, RefuseHostileLists) {
  const auto csv = [](const std::string& text) {
    const auto read = listed_in_csv(text, "l.csv");
    return read ? std::string("read") : read.error().line();
  };
  EXPECT_THAT(csv(""), HasSubstr("first line"));
  EXPECT_THAT(csv("file\na\n"), HasSubstr("file and subject"));
  EXPECT_THAT(csv("file,subject,file\n"), HasSubstr("'file'"));
  EXPECT_THAT(csv("file,subject,sha256\n"), HasSubstr("'sha256'"));
  EXPECT_THAT(csv("file,subject\n../../etc/passwd,a\n"), HasSubstr("below the folder"));
  EXPECT_THAT(csv("file,subject\n/etc/passwd,a\n"), HasSubstr("below the folder"));
  EXPECT_THAT(csv("file,subject\na,\n"), HasSubstr("a subject"));
  EXPECT_THAT(csv("file,subject\na,b\na,c\n"), HasSubstr("twice"));
  EXPECT_THAT(csv("file,subject,kind\na,b,attack\n"), HasSubstr("species"));
  EXPECT_THAT(csv("file,subject,split\na,b,train\n"), HasSubstr("'train'"));
  const auto json = [](const std::string& text) { return listed_in_json(text, "l.json").has_value(); };
  EXPECT_FALSE(json(""));
  EXPECT_FALSE(json("{}"));
  EXPECT_FALSE(json("[1]"));
  EXPECT_FALSE(json(R"([{"file":"a","subject":1}])"));
  EXPECT_FALSE(json(R"([{"file":"a","subject":"b","sha256":"c"}])"));
  EXPECT_FALSE(json("[{\"file\":\"a\",\"subject\":\"\xff\"}]"));
  EXPECT_TRUE(json("[]"));
}

TEST(Layouts, LfwsPairs) {
  const auto listed =
      listed_by_lfw("2\t1\nAnna_B\t1\t12\nAnna_B\t1\tCarl\t3\nDora\t1\t2\nDora\t1\tCarl\t3\n", "pairs.txt");
  ASSERT_TRUE(listed) << listed.error().line();
  ASSERT_EQ(listed->pairs.size(), 4U);
  EXPECT_EQ(listed->pairs[0].b, "Anna_B/Anna_B_0012.jpg");
  EXPECT_TRUE(listed->pairs[0].same);
  EXPECT_FALSE(listed->pairs[1].same);
  EXPECT_EQ(listed->pairs[2].fold, 2U);
  EXPECT_EQ(listed->records.size(), 5U) << "each picture once";
  EXPECT_EQ(listed->records[0].subject, "Anna_B");
  EXPECT_TRUE(listed_by_lfw("1\r\nA\t1\t2\r\nA\t1\tB\t1\r\n", "pairsDevTest.txt"));

  for (const char* text :
       {"", "\n", "x\n", "1\nA\t1\t2\n", "2\t1\nA\t1\t2\nA\t1\tB\t1\n", "1\nA\t1\t2\nA\t1\n",
        "1\nA\t1\t-2\nA\t1\tB\t1\n", "1\n../../x\t1\t2\nA\t1\tB\t1\n", "1\nA/B\t1\t2\nA\t1\tB\t1\n",
        "1\nA\t99999999999999999999\t2\nA\t1\tB\t1\n", "99999999999\t99999999999\n", "1\n\xff\t1\t2\nA\t1\tB\t1\n"})
    EXPECT_FALSE(listed_by_lfw(text, "pairs.txt")) << text;
}

TEST(Layouts, OulusNames) {
  const Listed listed =
      listed_by_oulu({"Test/1_2_36_1.avi", "1_2_36_3.avi", "1_3_36_5.mp4", "1_2_36_6.avi", "1_2_36.avi", "a_b_c_d.avi",
                      "1_2_36_1", "readme.txt", "99999999999999999999_1_1_1.avi"});
  ASSERT_EQ(listed.records.size(), 3U);
  EXPECT_EQ(listed.records[0].kind, "bona_fide");
  EXPECT_EQ(listed.records[0].subject, "person-36");
  EXPECT_EQ(listed.records[0].device, "phone-1");
  EXPECT_EQ(listed.records[0].session, "2");
  EXPECT_EQ(listed.records[1].species, "print-2");
  EXPECT_EQ(listed.records[2].species, "replay-2");
  EXPECT_EQ(listed.unusable.size(), 6U);
}

TEST(Layouts, AFolderForEachSubject) {
  const Listed listed = listed_by_folder({"anna/1.mp4", "anna/b/2.mp4", "stray.mp4"});
  ASSERT_EQ(listed.records.size(), 2U);
  EXPECT_EQ(listed.records[1].subject, "anna");
  ASSERT_EQ(listed.unusable.size(), 1U);
  EXPECT_EQ(listed.unusable[0].file, "stray.mp4");
}

}  // namespace
}  // namespace proofmark::corpus
