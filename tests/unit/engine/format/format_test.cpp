// What `probity fmt` promises, on every ruleset that is shipped and on small texts.
#include <boost/test/unit_test.hpp>
#include <map>

#include "adapters/files/ruleset_files.h"
#include "engine/service/format.h"
#include "tests/support/compile_text.h"

using namespace probity;
using format::Language;

namespace {

const std::string kRoot = PROBITY_SOURCE_DIR;

/// Files as texts; what they use comes from the folders of the repository.
class TextStore final : public ports::RulesetStore {
 public:
  explicit TextStore(std::vector<SourceText> texts)
      : texts_(std::move(texts)), files_(files::make_ruleset_files({{}, kRoot + "/rulesets"})) {}

  Result<std::vector<SourceText>> named_files(std::size_t) override { return texts_; }
  Result<std::vector<SourceText>> find_unit(std::string_view name, const std::string& user_path,
                                            std::size_t bytes_max) override {
    return files_->find_unit(name, user_path, bytes_max);
  }
  Result<std::vector<SourceText>> named_calendars() override { return std::vector<SourceText>(); }
  Result<std::optional<SourceText>> find_calendar(std::string_view name, const std::string& user_path) override {
    return files_->find_calendar(name, user_path);
  }

 private:
  std::vector<SourceText> texts_;
  std::unique_ptr<ports::RulesetStore> files_;
};

struct Written {
  std::vector<SourceText> texts;
  std::string digest;
};

Written written(const std::vector<SourceText>& texts, std::optional<Language> language) {
  TextStore store(texts);
  const auto result = service::format_rulesets(store, language, {});
  BOOST_TEST_REQUIRE(result.ok());
  for (const auto& each : result.value().checked.diagnostics.sorted()) {
    BOOST_TEST_CONTEXT(diagnostics::render_text(each, result.value().checked.sources)) {
      BOOST_TEST((diagnostics::severity_of(each.id) != diagnostics::Severity::kError));
    }
  }
  Written out;
  out.digest = result.value().checked.compiled.program.digest;
  for (const service::FormattedFile& file : result.value().files) {
    BOOST_TEST_CONTEXT(file.path) { BOOST_TEST(file.fault == ""); }
    out.texts.emplace_back(file.path, file.after);
  }
  return out;
}

void same(const std::vector<SourceText>& left, const std::vector<SourceText>& right) {
  BOOST_TEST_REQUIRE(left.size() == right.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i].text() == right[i].text()) continue;
    std::uint32_t line = 1;
    const auto last = static_cast<std::uint32_t>(std::min(left[i].line_count(), right[i].line_count()));
    while (line < last && left[i].line(line) == right[i].line(line)) ++line;
    BOOST_ERROR(left[i].path() + ":" + std::to_string(line) + ": `" + std::string(left[i].line(line)) + "` is not `" +
                std::string(right[i].line(line)) + "`");
  }
}

std::vector<SourceText> files_of(const std::vector<std::string>& paths) {
  std::vector<std::string> whole;
  for (const std::string& path : paths) whole.push_back(kRoot + "/" + path);
  const auto named = files::make_ruleset_files({whole, ""})->named_files(std::size_t{8} << 20);
  BOOST_TEST_REQUIRE(named.ok());
  return named.value();
}

void keeps_its_promises(const std::vector<SourceText>& original) {
  const Written once = written(original, std::nullopt);
  const Written twice = written(once.texts, std::nullopt);
  const Written chinese = written(once.texts, Language::kChinese);
  const Written chinese_twice = written(chinese.texts, Language::kChinese);
  const Written back = written(chinese_twice.texts, Language::kEnglish);
  const Written last = written(back.texts, std::nullopt);
  same(twice.texts, once.texts);
  same(chinese_twice.texts, chinese.texts);
  same(back.texts, once.texts);
  // Each pass gives the digest of what it read.
  for (const Written* each : {&twice, &chinese, &chinese_twice, &back, &last}) BOOST_TEST(each->digest == once.digest);
}

std::string one(const std::string& text, std::optional<Language> language = std::nullopt,
                const std::string& path = "text.probity") {
  return std::string(written({SourceText(path, text)}, language).texts[0].text());
}

const std::string kHeader =
    "ruleset t.a  zh \"甲\"\n  layer     law\n  zone      Asia/Shanghai\n  calendar  cn.business\n"
    "  trading calendar  xshg\n  currency  CNY\n  close of business  17:00\n  uses      cn.vocabulary\n";

}  // namespace

BOOST_AUTO_TEST_CASE(shipped_rulesets_are_the_same_program_in_either_language) {
  keeps_its_promises(files_of({"rulesets"}));
}
BOOST_AUTO_TEST_CASE(the_first_ruleset_is_the_same_program_in_either_language) {
  keeps_its_promises(files_of({"examples/first_ruleset"}));
}
BOOST_AUTO_TEST_CASE(a_policy_in_markdown_is_the_same_program_in_either_language) {
  // It is written in Chinese: what it says in English is what comes back.
  const Written policy = written(files_of({"rulesets/cn/complaint", "examples/house_policy/complaints.md"}), Language::kEnglish);
  keeps_its_promises(policy.texts);
}
BOOST_AUTO_TEST_CASE(sources_are_the_same_in_either_language) {
  keeps_its_promises(files_of({"rulesets", "examples/sample_book"}));
}

BOOST_AUTO_TEST_CASE(every_kind_of_sentence_goes_into_chinese_and_back) {
  const std::string text = kHeader + R"(
rule all  limit on Order
  cites      "law"
  require    amount is at most 3‰ of (amount + 5.00 CNY) * 2
  require    amount is at least the larger of 5.00 CNY, 3‰ of amount and 2 * amount
  require    count of client.orders where not solicited and side is buy is at most 3
  require    (count of client.orders where solicited) + 1 is at most 3
  require    (some client.permissions where board is star) or quantity is above 3
  require    (some client.permissions where board is star) and solicited
  require    no client.permissions where board is star or board is bse
  require    every client.permissions where board is star has granted_on is before date of placed_at
  require    24 months before date of placed_at is at or after client.first_trade_on
  require    the 3rd business day after date of placed_at is after client.rated_on
  require    full months from client.rated_on to date of placed_at is at most 24
  require    full years from client.born_on to date of placed_at with leap day in march is at least 18
  require    business days from client.rated_on to date of placed_at is at most 1
  require    placed_at is before close of business on client.rated_on
  require    total (amount + 1.00 CNY) of client.orders is at most 100.00 CNY
  require    amount / 3 rounded to 0.01 CNY half up is at least 1.00 CNY
  require    average amount of client.orders where side is buy rounded to 0.01 CNY half even is above 5.00 CNY
  require    (if solicited then 1 else 2) + 3 is above 3.5
  require    amount is at most (if solicited then 1.00 CNY else 2.00 CNY)
  require    client.category is one of ordinary, professional and client.risk_class is not one of C1, C2
  require    client.rated_on is known and client.born_on is not known or client.born_on is unknown
  require    all client.orders share side
  require    currency of amount is CNY
  require    subject date is at least 2020-01-01 and quantity is at least -(quantity + 1)
  require    total amount of client.orders within 12 months before placed_at where side is buy is at most 9.00 CNY
  require    count of client.orders over the last 20 trading days and today is at most 3
  require    count of client.orders today where side is buy is at most 3
  otherwise  record
)";
  keeps_its_promises({SourceText("all.probity", text)});
}

BOOST_AUTO_TEST_CASE(chinese_has_its_own_sentences) {
  const std::string text = one(kHeader + R"(
rule answer  deadline on Complaint
  cites      "law"
  starts     received_at
  due        15 business days after received_at  or the next business day
  met by     answered_at
  otherwise  record

rule limit_by_rate  limit on Order
  cites      "law"
  when       client.category is ordinary
  require    amount is at most 3‰ of amount
  otherwise  block
)", Language::kChinese);
  BOOST_TEST(text.find("到期    自 收到时间 起 15个工作日 内  遇非工作日顺延") != std::string::npos);
  BOOST_TEST(text.find("当      客户.类别 为 普通") != std::string::npos);
  BOOST_TEST(text.find("不高于 金额 的 3‰") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(groups_alerts_and_responses_go_into_chinese_and_back) {
  const std::string text = kHeader + R"(
rule same_charge  commission across Trade by client.risk_class, side, month of traded_on, quarter of traded_on  zh "同类同价"
  cites      firm "x"
  when       side is buy
  compare    commission
  require    group.spread is at most 1.00 CNY
  otherwise  record

rule large  alert on Client
  cites      firm "x"
  raise      where first_trade_on is before 2020-01-01
  outcome    warn
  tell       "risk"  zh "风控岗", client.id  within 1 business day
  ask        "branch"  zh "营业部" for "a plan"  zh "压降方案"  within 3 days after first_trade_on  or the next business day
  ask        "branch"  zh "营业部" for "a plan"  zh "压降方案"  by 3 days after first_trade_on
  observe    until 2026-07-01

scenario "two fills"
  as of    2025-03-14
  given    trades [{ side: buy, commission: 4.00 CNY, client: { risk_class: C2 } }]
  expect   record from same_charge
)";
  const std::string chinese = one(text, Language::kChinese);
  for (const char* sentence : {"佣金 跨 成交 按 客户.风险等级、方向、成交日期 的 月份、成交日期 的 季度", "触发    首次交易日期 早于 2020-01-01",
                               "于 1个工作日 内", "提交 \"压降方案\"", "自 首次交易日期 起 3日 内  遇非工作日顺延",
                               "于 首次交易日期 之后 3日 之前", "试行    至 2026-07-01", "组.差距 不高于 1.00 CNY"}) {
    BOOST_TEST((chinese.find(sentence) != std::string::npos), sentence);
  }
  BOOST_TEST(one(chinese, Language::kEnglish) == text);
}

BOOST_AUTO_TEST_CASE(comments_stay_with_what_they_stand_beside) {
  const std::string text = "# first\n" + kHeader + R"(
# before the rule
rule r  limit on Order   # beside the head
  # before the citation
  cites "law"     # beside it
  when side is buy                   # each part
       and solicited    # has its own
  require amount is at most 5.00 CNY
  # before what is last
  otherwise block
  # the end of the rule

# of nothing
)";
  const std::string expected = "# first\n" + kHeader + R"(
# before the rule
rule r  limit on Order  # beside the head
  # before the citation
  cites      "law"  # beside it
  when       side is buy  # each part
             and solicited  # has its own
  require    amount is at most 5.00 CNY
  # before what is last
  otherwise  block
  # the end of the rule

# of nothing
)";
  BOOST_TEST(one(text) == expected);
  BOOST_TEST(one(expected) == expected);
  BOOST_TEST(one(one(expected, Language::kChinese), Language::kEnglish) == expected);
}

BOOST_AUTO_TEST_CASE(of_markdown_only_the_fences_change) {
  const std::string text = "# Title\n\nWords   stay.\n\n```probity\n" + kHeader + "```\n\n* so\n\n```probity\n"
                           "rule r  limit   on Order\n  cites \"law\"\n  require amount is at most 5.00 CNY\n"
                           "  otherwise block\n```\nEnd";
  const std::string expected = "# Title\n\nWords   stay.\n\n```probity\n" + kHeader + "```\n\n* so\n\n```probity\n"
                               "rule r  limit on Order\n  cites      \"law\"\n  require    amount is at most 5.00 CNY\n"
                               "  otherwise  block\n```\nEnd";
  BOOST_TEST(one(text, std::nullopt, "page.md") == expected);
  BOOST_TEST(one(text + "\n", std::nullopt, "page.md") == expected + "\n");
}

BOOST_AUTO_TEST_CASE(brackets_that_say_nothing_stay_and_those_that_are_needed_are_kept) {
  const std::string text = kHeader + R"(
rule r  limit on Order
  cites      "law"
  require    (side is buy and solicited) or (amount is above 5.00 CNY)
  require    side is buy and (solicited or amount is above 5.00 CNY)
  otherwise  block
)";
  BOOST_TEST(one(text) == text);
  BOOST_TEST(one(one(text, Language::kChinese), Language::kEnglish) == text);
}

BOOST_AUTO_TEST_CASE(chinese_without_blanks_is_understood) {
  const std::string text = kHeader + R"(
规则 r  限额 针对委托
  依据    "law"
  当客户.类别为普通且方向为买入
  要求    金额不低于1,000.50CNY且金额不高于金额的3‰或客户.首次交易日期不晚于委托时间的日期之前第3个工作日
  否则    禁止
)";
  const std::string expected = kHeader + R"(
规则 r  限额 针对 委托
  依据    "law"
  当      客户.类别 为 普通 且 方向 为 买入
  要求    金额 不低于 1,000.50 CNY 且 金额 不高于 金额 的 3‰ 或 客户.首次交易日期 不晚于 委托时间 的 日期 之前 第3 个工作日
  否则    禁止
)";
  BOOST_TEST(one(text) == expected);
}

BOOST_AUTO_TEST_CASE(instruments_and_their_places_are_written_in_both_languages) {
  const std::string text = kHeader + R"(
instrument order_130  "CSRC Order 130"  zh "证监会令第130号"
  authority  "CSRC"  zh "中国证监会"
  layer      law
  contains   articles 1 to 43, chapters 1 to 5
  version    "2016" from 2017-07-01 to 2022-08-11
  version    "2022" from 2022-08-12  unverified
  no rule for  articles 1, 2  because "purpose"  zh "目的"

rule r  limit on Order
  cites      order_130 article 18, 22 (3), 8 (1) to (3), chapter 4, article 39 to 41
  cites      order_130 version "2022" article 22 paragraph 2 (3)  unverified
  cites      order_130 section "9A.2.1R", "9A.3"
  require    amount is at most 5.00 CNY
  otherwise  block
)";
  const std::string chinese = one(text, Language::kChinese);
  for (const char* line : {"\n法规 order_130  \"证监会令第130号\"  en \"CSRC Order 130\"\n",
                           "包含       第1条至第43条、第1章至第5章\n",
                           "不设规则   第1条、第2条  因为 \"目的\"  en \"purpose\"\n",
                           "依据    证监会令第130号 第18条、第22条第3项、第8条第1项至第3项、第4章、第39条至第41条\n",
                           "依据    证监会令第130号 版本 \"2022\" 第22条第2款第3项  未核实\n",
                           "依据    证监会令第130号 节 \"9A.2.1R\"、节 \"9A.3\"\n"}) {
    BOOST_TEST(chinese.find(line) != std::string::npos, line << " is not in\n" << chinese);
  }
  BOOST_TEST(one(text) == text);
  BOOST_TEST(one(chinese, Language::kEnglish) == text);
}

BOOST_AUTO_TEST_CASE(numbers_of_articles_may_be_chinese_words_without_blanks) {
  const std::string text = kHeader + R"(
instrument order_130  "CSRC Order 130" zh "证监会令第130号"
  authority  "CSRC"
  layer      law

规则 r  限额 针对委托
  依据证监会令第130号第十八条、第二十二条第(三)项、第一百零三条
  要求    金额不低于1,000.50CNY
  否则    禁止
)";
  const std::string written = one(text);
  BOOST_TEST(written.find("  依据    证监会令第130号 第18条、第22条第3项、第103条\n") != std::string::npos, written);
}

BOOST_AUTO_TEST_CASE(a_file_with_mistakes_is_not_changed) {
  TextStore store({SourceText("broken.probity", kHeader + "rule   r limit on Order\n  wen a is b\n")});
  const auto result = service::format_rulesets(store, std::nullopt, {});
  BOOST_TEST_REQUIRE(result.ok());
  BOOST_TEST(result.value().files[0].has_errors);
  BOOST_TEST(!result.value().files[0].changes());
}
