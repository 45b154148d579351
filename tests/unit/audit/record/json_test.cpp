#include <charconv>
#include <cmath>
#include <cstdio>
#include <string>

#include <boost/test/unit_test.hpp>
#include <rapidjson/document.h>

#include "audit/record/json.h"
#include "audit/record/json_parse.h"
#include "audit/record/utf8.h"
#include "tests/support/shared_data.h"

namespace audit = probity::audit;
using audit::Json;
using audit::JsonArray;
using audit::JsonObject;

namespace {

/// ECMAScript's Number::toString, which RFC 8785 takes for numbers. Records hold no such numbers, so
/// it lives in this test.
std::string ecmascript_number_text(double value) {
  if (value == 0) return "0";
  char digits_buffer[64];
  const auto written = std::to_chars(digits_buffer, digits_buffer + sizeof digits_buffer,
                                     std::fabs(value), std::chars_format::scientific);
  const std::string text(digits_buffer, written.ptr);
  const std::size_t e = text.find('e');
  std::string digits = text.substr(0, e);
  digits.erase(std::remove(digits.begin(), digits.end(), '.'), digits.end());
  const int point = std::stoi(text.substr(e + 1)) + 1;  // n of the specification
  const int count = static_cast<int>(digits.size());    // k
  const std::string sign = value < 0 ? "-" : "";
  if (count <= point && point <= 21) {
    return sign + digits + std::string(static_cast<std::size_t>(point - count), '0');
  }
  if (0 < point && point <= 21) {
    const auto split = static_cast<std::size_t>(point);
    return sign + digits.substr(0, split) + "." + digits.substr(split);
  }
  if (-6 < point && point <= 0) {
    return sign + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  }
  const std::string exponent = (point > 0 ? "e+" : "e-") + std::to_string(std::abs(point - 1));
  return sign + digits.substr(0, 1) + (count > 1 ? "." + digits.substr(1) : "") + exponent;
}

Json converted(const rapidjson::Value& value) {
  const auto text = [](const rapidjson::Value& v) {
    return std::string(v.GetString(), v.GetStringLength());
  };
  if (value.IsString()) return text(value);
  if (value.IsBool()) return value.GetBool();
  if (value.IsNumber()) return audit::JsonNumber{ecmascript_number_text(value.GetDouble())};
  if (value.IsArray()) {
    JsonArray array;
    for (const auto& element : value.GetArray()) array.push_back(converted(element));
    return array;
  }
  if (value.IsObject()) {
    JsonObject object;
    for (const auto& member : value.GetObject()) {
      object.emplace_back(text(member.name), converted(member.value));
    }
    return object;
  }
  return {};
}

std::string canonical(const Json& value) {
  const auto text = audit::canonical_text(value);
  BOOST_REQUIRE(text.ok());
  return text.value();
}

std::string hex_of(const std::string& bytes) {
  std::string hex;
  for (const char c : bytes) {
    char pair[3];
    std::snprintf(pair, sizeof pair, "%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    hex += pair;
  }
  return hex;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_published_vectors_of_canonical_json_come_out) {
  const auto folder = probity::tests::shared_folder("vectors/jcs");
  if (!folder) return;
  for (const std::string name :
       {"arrays", "french", "structures", "unicode", "values", "weird"}) {
    rapidjson::Document input;
    input.Parse<rapidjson::kParseFullPrecisionFlag>(
        probity::tests::file_bytes(*folder / "input" / (name + ".json")).c_str());
    BOOST_REQUIRE_MESSAGE(!input.HasParseError(), name);
    const std::string written = canonical(converted(input));
    BOOST_TEST(written == probity::tests::file_bytes(*folder / "output" / (name + ".json")), name);
    std::string hex = probity::tests::file_bytes(*folder / "outhex" / (name + ".txt"));
    hex.erase(std::remove_if(hex.begin(), hex.end(), [](char c) { return c == ' ' || c == '\n'; }),
              hex.end());
    BOOST_TEST(hex_of(written) == hex, name);
  }
}

BOOST_AUTO_TEST_CASE(keys_stand_in_the_order_of_their_utf_16_units) {
  // U+1F602 begins with the unit D83D, which is before U+FB33 though the code point is after it.
  const Json object = JsonObject{{"\xEF\xAC\xB3", 1}, {"\xF0\x9F\x98\x82", 2}, {"a", 3}, {"", 4}};
  BOOST_TEST(canonical(object) ==
             "{\"\":4,\"a\":3,\"\xF0\x9F\x98\x82\":2,\"\xEF\xAC\xB3\":1}");
}

BOOST_AUTO_TEST_CASE(utf_16_order_is_the_order_of_the_units_for_every_pair_of_neighbours) {
  const std::string points[] = {"\x7F", "\xC2\x80", "\xED\x9F\xBF", "\xF0\x90\x80\x80",
                                "\xF0\x90\x80\x81", "\xF0\x90\x90\x80", "\xF4\x8F\xBF\xBF",
                                "\xEE\x80\x80", "\xEF\xBF\xBF"};
  for (std::size_t a = 0; a < std::size(points); ++a) {
    for (std::size_t b = 0; b < std::size(points); ++b) {
      BOOST_TEST(audit::utf16_less(points[a], points[b]) == (a < b), a << " " << b);
      BOOST_TEST(audit::utf16_less("x" + points[a] + "z", "x" + points[b] + "a") ==
                 (a < b), a << " " << b);
    }
  }
}

BOOST_AUTO_TEST_CASE(control_characters_have_their_shortest_escape) {
  BOOST_TEST(canonical(Json(std::string("\b\t\n\f\r\"\\/\x01\x1f\x7f"))) ==
             "\"\\b\\t\\n\\f\\r\\\"\\\\/\\u0001\\u001f\x7f\"");
}

BOOST_AUTO_TEST_CASE(text_that_is_no_utf_8_has_no_canonical_form) {
  for (const std::string bad : {"\xFF", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                "\xE4\xB8", "\x80", "\xF8\x88\x80\x80\x80"}) {
    BOOST_TEST(!audit::canonical_text(Json(bad)).ok());
    BOOST_TEST(!audit::canonical_text(Json(JsonObject{{bad, 1}})).ok());
  }
  BOOST_TEST(audit::readable_text(Json("a\xFFz")) == "\"a\xEF\xBF\xBDz\"");
}

BOOST_AUTO_TEST_CASE(a_key_that_stands_twice_has_no_canonical_form) {
  BOOST_TEST(!audit::canonical_text(Json(JsonObject{{"a", 1}, {"b", 2}, {"a", 1}})).ok());
}

BOOST_AUTO_TEST_CASE(an_integer_that_readers_would_change_is_refused) {
  BOOST_TEST(canonical(Json(audit::kJsonIntegerMax)) == "9007199254740991");
  BOOST_TEST(canonical(Json(-audit::kJsonIntegerMax)) == "-9007199254740991");
  BOOST_TEST(!audit::canonical_text(Json(audit::kJsonIntegerMax + 1)).ok());
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back_the_same) {
  const Json value = JsonObject{{"z", JsonArray{1, -2, true, false, Json(), "\u4e2d\n"}},
                                {"a", JsonObject{{"inner", JsonArray{}}, {"", JsonObject{}}}}};
  const std::string text = canonical(value);
  const auto read = audit::parse_canonical(text);
  BOOST_REQUIRE(read.ok());
  BOOST_TEST(canonical(read.value()) == text);
  const auto readable = audit::parse_record_json(audit::readable_text(value));
  BOOST_REQUIRE(readable.ok());
  BOOST_TEST((readable.value() == value));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_not_canonical_are_no_entry) {
  BOOST_TEST(audit::parse_canonical("{\"a\":1,\"b\":\"\xC3\xA9\"}").ok());
  for (const std::string bad :
       {"{\"b\":1,\"a\":2}", "{ \"a\":1}", "{\"a\":1} ", "{\"a\":1}{", "{\"a\":\"\\u00e9\"}", "{\"a\":1.0}",
        "{\"a\":1e2}", "{\"a\":-0}", "{\"a\":01}", "{\"a\":1,\"a\":1}", "", "nul", "[1,]", "{\"a\"}",
        "\"\\ud800\"", "\"\\u12g4\"", "\"\x01\"", "\"", "{\"a\":9007199254740992}", "\"\\", "[", "-",
        "\"\\u00\""}) {
    BOOST_TEST(!audit::parse_canonical(bad).ok(), bad);
  }
}

BOOST_AUTO_TEST_CASE(escaped_pairs_of_surrogates_are_one_character) {
  const auto read = audit::parse_record_json("\"\\ud83d\\ude02\\u4e2d\\/\"");
  BOOST_REQUIRE(read.ok());
  BOOST_TEST(*read.value().as_string() == "\xF0\x9F\x98\x82\u4e2d/");
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_an_error_and_no_crash) {
  const std::string deep(1'000'000, '[');
  const auto read = audit::parse_record_json(deep);
  BOOST_REQUIRE(!read.ok());
  BOOST_TEST((read.error().code == probity::ErrorCode::kLimit));
}
