#include "common/asn1/der.hpp"

#include <gtest/gtest.h>

namespace proofmark::asn1 {
namespace {

Bytes hex(const char* text) {
  return from_hex(text).value();
}

TEST(Der, EncodesLengthsInTheShortestForm) {
  EXPECT_EQ(to_hex(encode(kOctetString, Bytes(3, 0xAA))), "0403aaaaaa");
  EXPECT_EQ(to_hex(encode(kOctetString, Bytes(127, 0))).substr(0, 4), "047f");
  EXPECT_EQ(to_hex(encode(kOctetString, Bytes(128, 0))).substr(0, 6), "048180");
  EXPECT_EQ(to_hex(encode(kOctetString, Bytes(256, 0))).substr(0, 8), "04820100");
  EXPECT_EQ(to_hex(encode(kOctetString, Bytes(65536, 0))).substr(0, 10), "0483010000");
}

TEST(Der, ReadsWhatItWrites) {
  for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{127}, std::size_t{128}, std::size_t{70000}}) {
    const Bytes encoded = encode(kSequence, Bytes(n, 0x5A));
    const auto content = read_whole(encoded, kSequence);
    ASSERT_TRUE(content.has_value()) << content.error().line();
    EXPECT_EQ(content->size(), n);
  }
}

// X.690 clause 8.19.5 example and well-known identifiers.
TEST(Der, ObjectIdentifiers) {
  EXPECT_EQ(to_hex(oid("2.100.3")), "0603813403");
  EXPECT_EQ(to_hex(oid("2.23.136.1.1.1")),
            "060667810801"
            "0101");
  EXPECT_EQ(to_hex(oid("1.2.840.10045.2.1")), "06072a8648ce3d0201");
  for (const char* text : {"0.4.0.127.0.7.2.2.4.2.2", "1.3.36.3.3.2.8.1.1.7", "2.999.1", "1.39.1"}) {
    const Bytes encoded = oid(text);
    Reader reader(encoded);
    EXPECT_EQ(read_oid(reader.next().value()).value(), text);
  }
  for (const char* text : {"", "1", "3.1", "1.40", "1..2", "1.2.", "1.2.x", "1.2.99999999999999999999"})
    EXPECT_FALSE(try_oid(text).has_value()) << text;
}

TEST(Der, Integers) {
  EXPECT_EQ(to_hex(integer(0)), "020100");
  EXPECT_EQ(to_hex(integer(127)), "02017f");
  EXPECT_EQ(to_hex(integer(128)), "02020080");
  EXPECT_EQ(to_hex(integer(hex("00 00 80 01"))), "0203008001");
  const Bytes encoded = integer(0xFFFFFFFFFFFFFFFFU);
  Reader reader(encoded);
  EXPECT_EQ(read_uint(reader.next().value()).value(), 0xFFFFFFFFFFFFFFFFU);
}

TEST(Der, SetOfIsSorted) {
  EXPECT_EQ(to_hex(set_of({integer(3), integer(1), null()})),
            "3108"
            "020101"
            "020103"
            "0500");
}

TEST(Der, RefusesMalformedInput) {
  const struct {
    const char* what;
    const char* input;
  } cases[] = {{"empty", ""},
               {"tag alone", "30"},
               {"content cut", "300301"},
               {"indefinite length",
                "3080020101"
                "0000"},
               {"length of five bytes",
                "308500000000"
                "01"},
               {"length not shortest, one byte", "30810102"},
               {"length not shortest, leading zero", "3082008000"},
               {"length cut", "3082"},
               {"length beyond the end", "3084ffffffff00"},
               {"tag of more bytes", "7f490100"}};
  for (const auto& c : cases) {
    const Bytes input = hex(c.input);
    EXPECT_FALSE(Reader(input).next().has_value()) << c.what;
  }
  EXPECT_FALSE(read_whole(hex("300005"), kSequence).has_value()) << "bytes after the element";
  EXPECT_FALSE(read_whole(hex("3100"), kSequence).has_value()) << "another tag";
}

TEST(Der, RefusesWrongNumbersAndIdentifiers) {
  for (const char* text : {"0200", "0201ff", "02020001", "0209010000000000000000"}) {
    const Bytes input = hex(text);
    EXPECT_FALSE(read_uint(Reader(input).next().value()).has_value()) << text;
  }
  for (const char* text : {"0600", "060180", "06028001", "0401ff", "060bffffffffffffffffffff7f"}) {
    const Bytes input = hex(text);
    EXPECT_FALSE(read_oid(Reader(input).next().value()).has_value()) << text;
  }
  const Bytes bits = hex("030204f0");
  EXPECT_FALSE(read_bit_string(Reader(bits).next().value()).has_value());
}

}  // namespace
}  // namespace proofmark::asn1
