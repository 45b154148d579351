#include <random>
#include <string>

#include <boost/test/unit_test.hpp>
#include <rapidjson/document.h>

#include "adapters/json/json_tree.h"

namespace adapters = probity::adapters;
using adapters::JsonNode;
using adapters::parse_json_line;

namespace {

std::string refusal(const std::string& line) {
  const auto parsed = parse_json_line(line);
  BOOST_REQUIRE_MESSAGE(!parsed.ok(), line.substr(0, 100) << " was read");
  return parsed.error().message;
}

std::string written(const JsonNode& node) {
  switch (node.kind) {
    case JsonNode::Kind::kNull: return "null";
    case JsonNode::Kind::kTruth: return node.truth ? "true" : "false";
    case JsonNode::Kind::kNumber: return node.text;
    case JsonNode::Kind::kText: return "<" + node.text + ">";
    case JsonNode::Kind::kArray: {
      std::string text = "[";
      for (const auto& element : node.elements) text += written(element) + ",";
      return text + "]";
    }
    case JsonNode::Kind::kObject: {
      std::string text = "{";
      for (const auto& member : node.members) text += member.key + ":" + written(member.value) + ",";
      return text + "}";
    }
  }
  return "?";
}

/// Does RapidJSON, an unrelated reader, take it for an object?
bool another_reader_takes(const std::string& line) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag>(line.data(),
                                                                                         line.size());
  return !document.HasParseError() && document.IsObject();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_line_is_read_with_every_kind_of_value) {
  const auto parsed = parse_json_line(
      R"( {"a": [1, -0.50, 1E+3, "x\n\u4e2d\ud83d\ude02", true, false, null], "": {}, "b":[] } )");
  BOOST_REQUIRE(parsed.ok());
  BOOST_TEST(written(parsed.value()) ==
             "{a:[1,-0.50,1E+3,<x\n\u4e2d\xF0\x9F\x98\x82>,true,false,null,],:{},b:[],}");
}

BOOST_AUTO_TEST_CASE(a_number_keeps_its_text_however_long_it_is) {
  for (const std::string number :
       {"0.1000000000000000055511151231257827", "12345678901234567890123456789012345678.5", "1e400", "-0",
        "1e-400"}) {
    const auto parsed = parse_json_line("{\"n\":" + number + "}");
    BOOST_REQUIRE_MESSAGE(parsed.ok(), number);
    BOOST_TEST(parsed.value().members[0].value.text == number);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_json_object_is_refused_with_its_column) {
  BOOST_TEST(refusal("") == "the line is empty at column 1");
  BOOST_TEST(refusal("   ") == "the line is empty at column 1");
  BOOST_TEST(refusal("[1]") == "no JSON object at column 1");
  BOOST_TEST(refusal(" 42") == "no JSON object at column 2");
  BOOST_TEST(refusal("{\"a\":1} x") == "the line does not end with the object's `}` at column 9");
  BOOST_TEST(refusal("{\"a\":1}{") == "the line does not end with the object's `}` at column 8");
  BOOST_TEST(refusal("{\"a\":1} {}") == "something follows the object at column 9");
  BOOST_TEST(refusal("{\"a\":01}") == "no JSON at column 6");
  BOOST_TEST(refusal("{\"中\": nul}") == "no JSON at column 7");
  BOOST_TEST(refusal("{\"中\": 1, \"b\": \"\xFF\"}") == "no UTF-8 at column 16");
  for (const std::string bad :
       {"{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":1 \"b\":2}", "{\"a\":[1 2]}", "{\"a\":[1,]}",
        "{\"a\":[}", "{\"a\":[1}", "{\"a\":\"x}", "{\"a\":\"\\q\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\x01\"}", "{\"a\":+1}",
        "{\"a\":.5}", "{\"a\":1.}", "{\"a\":1e}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":truex}", "{'a':1}",
        "{\"a\":1}]", "{\"a\":tru}", "{\"a\":1 2}", "{,}", "{\"a\"::1}", "{\"a\":0x10}", "{\"a\":1_000}"}) {
    BOOST_TEST(!parse_json_line(bad).ok(), bad);
  }
  BOOST_TEST(!parse_json_line(std::string("{\"a\":1}\0", 8)).ok());
  BOOST_TEST(!parse_json_line(std::string("{\"a\":1\0}", 8)).ok());
}

BOOST_AUTO_TEST_CASE(a_key_that_stands_twice_is_refused_in_whatever_form_it_is_written) {
  BOOST_TEST(refusal(R"({"a":1,"b":2,"a":3})") ==
             "`a` stands twice in one object, the second time at column 14");
  BOOST_TEST(!parse_json_line(R"({"x":{"side":"buy","\u0073ide":"sell"}})").ok());
  // é in one code point and in two is one name.
  BOOST_TEST(!parse_json_line("{\"\xC3\xA9\":1,\"e\xCC\x81\":2}").ok());
}

BOOST_AUTO_TEST_CASE(depth_and_length_have_their_limits) {
  const auto nested = [](int depth) {
    std::string line = "{\"a\":";
    for (int i = 1; i < depth; ++i) line += '[';
    line += '1';
    for (int i = 1; i < depth; ++i) line += ']';
    return line + "}";
  };
  BOOST_TEST(parse_json_line(nested(16)).ok());
  BOOST_TEST(refusal(nested(17)) == "nested deeper than 16 at column 21");
  BOOST_TEST(!parse_json_line(nested(5'000)).ok());
  BOOST_TEST(!parse_json_line("{\"a\":" + std::string(500'000, '{')).ok());
  const auto of_size = [](std::size_t size) { return "{\"a\":\"" + std::string(size - 8, 'x') + "\"}"; };
  BOOST_TEST(parse_json_line(of_size(adapters::kJsonLineBytesMax)).ok());
  BOOST_TEST(refusal(of_size(adapters::kJsonLineBytesMax + 1)) ==
             "the line has 1048577 bytes; at most 1048576 are read");
}

// Goal: nothing is taken for JSON that is none, and nothing refused that is.
// Method: random edits of a line with every construct; RapidJSON is asked too. A key twice and deep
// nesting are ours to refuse, and RapidJSON holds numbers as binary floats, so it refuses large ones.
BOOST_AUTO_TEST_CASE(an_unrelated_reader_agrees_on_what_is_json) {
  const std::string seed =
      R"({"id":"O-1","on":"Order","n":[0,-1,2.50,1e3,1E-2],"t":[true,false,null],"s":"a\"\\\n\u4e2d中","o":{"p":{},"q":[]}})";
  const std::string alphabet = "{}[]:,\"\\0123.eE+-truefalsnl ux\x01\xE4\xFF";
  std::mt19937 random(20251122);
  int taken = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string line = seed;
    const std::uint64_t edits = 1 + random() % 3;
    for (std::uint64_t edit = 0; edit < edits; ++edit) {
      const std::size_t at = random() % line.size();
      const char c = alphabet[random() % alphabet.size()];
      switch (random() % 3) {
        case 0: line[at] = c; break;
        case 1: line.insert(at, 1, c); break;
        default: line.erase(at, 1); break;
      }
    }
    const auto parsed = parse_json_line(line);
    if (!parsed.ok() && parsed.error().message.find("twice") != std::string::npos) continue;
    const bool ours = parsed.ok();
    BOOST_REQUIRE_MESSAGE(ours == another_reader_takes(line), line);
    taken += ours ? 1 : 0;
  }
  BOOST_TEST(taken > 10'000);
}
