#include <algorithm>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "engine/diagnostics/diagnostics.h"

namespace probity::diagnostics {
namespace {

SourceSpan on_line(std::uint32_t line, std::uint32_t column, std::uint32_t end_column) {
  return {0, line, column, line, end_column};
}

BOOST_AUTO_TEST_SUITE(diagnostics)

BOOST_AUTO_TEST_CASE(codes_are_unique_and_have_the_form_p_and_four_digits) {
  std::set<std::string_view> seen;
  for (const DiagnosticId id : all_ids()) {
    const std::string_view code = code_of(id);
    BOOST_TEST(seen.insert(code).second, "code " << code << " is used twice");
    BOOST_TEST(code.size() == 5U);
    BOOST_TEST(code[0] == 'P');
    BOOST_TEST(code.find_first_not_of("0123456789", 1) == std::string_view::npos);
    BOOST_TEST(!template_of(id).empty());
  }
}

BOOST_AUTO_TEST_CASE(the_place_is_marked_below_the_line) {
  const SourceSet sources{{"a.probity", "rule x\n  when client.catgory is ordinary\n"}};
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticId::kUnknownName, on_line(2, 15, 22), "catgory")
      .suggest(PhraseId::kDidYouMean, "category");
  BOOST_TEST(render_text(diagnostics.sorted().at(0), sources) ==
             "a.probity:2:15: error[P0201]: nothing is named `catgory` here\n"
             "2 |   when client.catgory is ordinary\n"
             "  |               ^^^^^^^\n"
             "help: did you mean `category`?\n");
}

/// What an unknown name is always told.
const std::string kRemedy =
    "help: write a field of the subject, with its entity (`order.amount`), a parameter, or a text in quotes\n";

BOOST_AUTO_TEST_CASE(wide_characters_take_two_columns) {
  const SourceSet sources{{"a.probity", "  当 客户.类别 为 普通\n"}};
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticId::kUnknownName, on_line(1, 8, 10), "类别");
  BOOST_TEST(render_text(diagnostics.sorted().at(0), sources) ==
             "a.probity:1:8: error[P0201]: nothing is named `类别` here\n"
             "1 |   当 客户.类别 为 普通\n"
             "  |           ^^^^\n" + kRemedy);
}

BOOST_AUTO_TEST_CASE(labels_stand_beside_and_below_their_marks) {
  const SourceSet sources{{"a.probity", "\n\n  when client.assets < EUR 1.00\n"}};
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticId::kUnknownName, on_line(3, 22, 23), "<")
      .label(on_line(3, 8, 21), PhraseId::kIs, "money USD")
      .label(on_line(3, 24, 32), PhraseId::kIs, "money EUR");
  BOOST_TEST(render_text(diagnostics.sorted().at(0), sources) ==
             "a.probity:3:22: error[P0201]: nothing is named `<` here\n"
             "3 |   when client.assets < EUR 1.00\n"
             "  |        ------------- ^ -------- is `money EUR`\n"
             "  |        is `money USD`\n" + kRemedy);
}

BOOST_AUTO_TEST_CASE(a_label_on_another_line_brings_that_line) {
  std::string text;
  for (int i = 0; i < 11; ++i) text += "\n";
  const SourceSet sources{{"a.probity", "rule x\n" + text + "rule x\n"}};
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticId::kUnknownName, on_line(13, 6, 7), "x").label(on_line(1, 6, 7), PhraseId::kHereFirst);
  BOOST_TEST(render_text(diagnostics.sorted().at(0), sources) ==
             "a.probity:13:6: error[P0201]: nothing is named `x` here\n"
             "13 | rule x\n"
             "   |      ^\n"
             " 1 | rule x\n"
             "   |      - here first\n" + kRemedy);
}

BOOST_AUTO_TEST_CASE(a_long_line_is_cut_around_the_mark) {
  const SourceSet sources{{"a.probity", std::string(300, 'a') + " here " + std::string(300, 'b')}};
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticId::kUnknownName, on_line(1, 302, 306), "here");
  BOOST_TEST(render_text(diagnostics.sorted().at(0), sources) ==
             "a.probity:1:302: error[P0201]: nothing is named `here` here\n"
             "1 | …" + std::string(49, 'a') + " here " + std::string(45, 'b') + "…\n" +
             "  | " + std::string(51, ' ') + "^^^^\n" + kRemedy);
}

BOOST_AUTO_TEST_CASE(a_mark_may_stand_behind_the_line_or_on_bytes_that_are_no_text) {
  const SourceSet sources{{"a.probity", "ab\n\xFFx\n"}};
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticId::kUnknownName, on_line(1, 3, 3), "");
  diagnostics.report(DiagnosticId::kInvalidUtf8, on_line(2, 1, 2));
  const auto sorted = diagnostics.sorted();
  BOOST_TEST(render_text(sorted.at(0), sources).find("1 | ab\n  |   ^\n") != std::string::npos);
  BOOST_TEST(render_text(sorted.at(1), sources).find("2 | \xEF\xBF\xBDx\n  | ^\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(diagnostics_come_by_place_and_each_once) {
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticId::kUnknownName, on_line(9, 1, 2), "b");
  diagnostics.report(DiagnosticId::kUnknownName, on_line(2, 5, 6), "a");
  diagnostics.report(DiagnosticId::kUnknownName, on_line(9, 1, 2), "b");
  const auto sorted = diagnostics.sorted();
  BOOST_TEST_REQUIRE(sorted.size() == 2U);
  BOOST_TEST(sorted[0].span.line == 2U);
  BOOST_TEST(diagnostics.has_errors());
}

BOOST_AUTO_TEST_CASE(json_escapes_what_json_must) {
  const SourceSet sources{{"a \"b\".probity", "x\n"}};
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticId::kUnknownName, on_line(1, 1, 2), "x\n\x01")
      .label(on_line(1, 1, 2), PhraseId::kHereFirst)
      .suggest(PhraseId::kWrite, "y")
      .replace_with("y");
  BOOST_TEST(render_json(diagnostics.sorted().at(0), sources) ==
             "{\"code\":\"P0201\",\"severity\":\"error\",\"file\":\"a \\\"b\\\".probity\",\"line\":1,\"column\":1,"
             "\"end_line\":1,\"end_column\":2,\"message\":\"nothing is named `x\\n\\u0001` here\","
             "\"note\":\"\",\"help\":\"write `y`\",\"replacement\":\"y\","
             "\"fix\":[{\"file\":\"a \\\"b\\\".probity\",\"line\":1,\"column\":1,"
             "\"end_line\":1,\"end_column\":2,\"text\":\"y\"}],"
             "\"labels\":[{\"file\":\"a \\\"b\\\".probity\",\"line\":1,"
             "\"column\":1,\"end_line\":1,\"end_column\":2,\"text\":\"here first\"}]}");
}

BOOST_AUTO_TEST_CASE(the_nearest_name_is_at_most_a_third_away) {
  BOOST_TEST(nearest("requier", {"when", "require", "otherwise"}).value_or("") == "require");
  BOOST_TEST(nearest("catgory", {"category", "risk_class"}).value_or("") == "category");
  BOOST_TEST(nearest("风险等级", {"风险等及", "资产"}).value_or("") == "风险等及");
  BOOST_TEST(!nearest("xyz", {"require", "when"}).has_value());
  BOOST_TEST(nearest("abcd", {"abce", "abcc"}).value_or("") == "abcc");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace probity::diagnostics

BOOST_AUTO_TEST_CASE(each_message_has_a_chinese_text_with_the_same_places_for_arguments) {
  using namespace probity::diagnostics;
  for (const DiagnosticId id : all_ids()) {
    BOOST_TEST_CONTEXT(code_of(id)) {
      const std::string_view english = template_of(id);
      const std::string_view chinese = chinese_template_of(id);
      BOOST_TEST(!chinese.empty());
      for (const std::string_view place : {"{0}", "{1}", "{2}", "{3}", "{4}"}) {
        BOOST_TEST((english.find(place) == std::string_view::npos) == (chinese.find(place) == std::string_view::npos));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(each_remedy_and_note_has_both_texts) {
  using namespace probity::diagnostics;
  for (const PhraseTexts& phrase : all_phrases()) {
    BOOST_TEST_CONTEXT(phrase.english) {
      BOOST_TEST(!phrase.english.empty());
      BOOST_TEST(phrase.chinese != phrase.english);
      const bool has_chinese = std::any_of(phrase.chinese.begin(), phrase.chinese.end(),
                                           [](char c) { return static_cast<unsigned char>(c) >= 0xE3U; });
      BOOST_TEST(has_chinese);
      for (const std::string_view place : {"{0}", "{1}", "{2}", "{3}"}) {
        BOOST_TEST((phrase.english.find(place) == std::string_view::npos) ==
                   (phrase.chinese.find(place) == std::string_view::npos));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(edits_are_made_where_they_say_and_the_first_of_two_that_overlap) {
  using namespace probity;
  using namespace probity::diagnostics;
  const SourceSet sources{SourceText("a", "\xEF\xBB\xBF当 x\ny z\n"), SourceText("b", "q")};
  const SourceSet changed = with_edits(sources, {{{1, 1, 2, 1, 2}, "r"},
                                                 {{0, 1, 3, 1, 4}, "客户"},
                                                 {{0, 2, 1, 2, 3}, ""},
                                                 {{0, 2, 2, 2, 4}, "lost"}});
  BOOST_TEST(changed.at(0).text() == "\xEF\xBB\xBF当 客户\nz\n");
  BOOST_TEST(changed.at(1).text() == "qr");
}

BOOST_AUTO_TEST_CASE(a_diagnostic_reads_in_chinese) {
  using namespace probity;
  using namespace probity::diagnostics;
  const SourceSet sources{SourceText("r.probity", "wen a\n")};
  Diagnostics found;
  found.report(DiagnosticId::kUnknownClause, SourceSpan{0, 1, 1, 1, 4}, "wen").suggest(PhraseId::kDidYouMean, "when");
  const std::string text = render_text(found.sorted().front(), sources, "zh");
  BOOST_TEST(text == "r.probity:1:1: 错误[P0102]: 此处没有以`wen`开头的子句\n"
                     "1 | wen a\n  | ^^^\n建议：是否应为`when`？\n");
}
