#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "audit/record/json_parse.h"
#include "audit/verify/show.h"
#include "tests/support/log_records.h"

namespace audit = probity::audit;
namespace decision = probity::decision;
using probity::tests::Judged;
using probity::tests::MemoryDisk;
using probity::tests::MemoryLogFolder;

namespace {

struct Fixture {
  MemoryDisk disk;
  probity::tests::SteppingClock clock;
  audit::ShowFilter filter;

  Fixture() {
    std::vector<Judged> judged = {Judged("O-1"), Judged("O-2"), Judged("O-3"), Judged("O-1")};
    judged[1].decision.as_of = "2025-04-01";
    judged[1].decision.outcome = decision::Outcome::kBlock;
    judged[1].decision.findings[0].undetermined = true;
    judged[1].decision.findings[0].outcome = decision::Outcome::kBlock;
    judged[1].decision.findings[0].missing = {"client.risk_class"};
    judged[1].decision.obligations = {{"confirm", "special_warning", "cn.suitability.risk_match"}};
    judged[2].decision.findings.clear();
    judged[2].decision.outcome = decision::Outcome::kPermit;
    judged[2].decision.as_of.clear();
    judged[3].decision.deadlines = {
        {"cn.complaint.answer", "2025-03-03", "2025-03-24", decision::DeadlineState::kRunning, "", ""}};
    const auto log = probity::tests::open_log(disk, clock);
    BOOST_REQUIRE(probity::tests::record_all(*log.value(), judged).ok());
    audit::ScanEntry scan;
    scan.on = "Trade";
    scan.decisions_root = "sha256:00";
    BOOST_REQUIRE(log.value()->record_scan(scan).ok());
  }

  std::string shown() {
    std::string ids;
    MemoryLogFolder folder(disk);
    const auto count = audit::show(folder, filter, [&](const audit::ShownEntry& entry) {
      ids += std::to_string(entry.index) + " ";
      return true;
    });
    BOOST_REQUIRE_MESSAGE(count.ok(), (count.ok() ? "" : count.error().message));
    return ids;
  }
  std::string words(const std::string& entry, const std::string& language) {
    std::string text;
    filter.entry = entry;
    MemoryLogFolder folder(disk);
    const auto count = audit::show(folder, filter, [&](const audit::ShownEntry& each) {
      text += audit::entry_words(each, language);
      return true;
    });
    BOOST_REQUIRE(count.ok());
    return text;
  }
};

probity::Date day(const char* text) { return probity::Date::parse(text).value(); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(showing, Fixture)

BOOST_AUTO_TEST_CASE(without_a_filter_every_entry_is_shown_in_order) {
  BOOST_TEST(shown() == "0 1 2 3 4 ");
}

BOOST_AUTO_TEST_CASE(entries_are_found_by_subject_rule_outcome_and_id) {
  filter.subject = "O-1";
  BOOST_TEST(shown() == "0 3 ");
  filter = {};
  filter.rule = "cn.suitability.risk_match";
  BOOST_TEST(shown() == "0 1 3 ");
  filter.rule = "cn.complaint.answer";
  BOOST_TEST(shown() == "3 ");
  filter = {};
  filter.outcome = "block";
  BOOST_TEST(shown() == "1 ");
  filter.outcome = "undetermined";
  BOOST_TEST(shown() == "1 ");
  filter.outcome = "permit";
  BOOST_TEST(shown() == "2 ");
  filter = {};
  filter.entry = "a0a1a2a3-3";
  BOOST_TEST(shown() == "3 ");
  filter.entry = "4";
  BOOST_TEST(shown() == "4 ");
  filter.entry = "ffffffff-3";
  BOOST_TEST(shown() == "");
  filter.entry = "99";
  BOOST_TEST(shown() == "");
}

BOOST_AUTO_TEST_CASE(a_period_is_of_the_subjects_own_days_both_ends_inclusive) {
  filter.from = day("2025-03-14");
  filter.to = day("2025-03-31");
  BOOST_TEST(shown() == "0 3 ");
  filter.to = day("2025-04-01");
  BOOST_TEST(shown() == "0 1 3 ");
  filter.from = day("2025-03-15");
  BOOST_TEST(shown() == "1 ");
  // An entry without a subject's day counts by the day on which it was written.
  filter.from = filter.to = day("2026-11-22");
  BOOST_TEST(shown() == "2 4 ");
}

BOOST_AUTO_TEST_CASE(showing_ends_when_the_printer_has_enough) {
  MemoryLogFolder folder(disk);
  const auto count = audit::show(folder, filter, [](const audit::ShownEntry&) { return false; });
  BOOST_TEST(count.value() == 1U);
}

BOOST_AUTO_TEST_CASE(an_entry_is_put_in_words) {
  BOOST_TEST(words("1", "zh") ==
             "a0a1a2a3-1  2026-11-22T16:00:01.123456789Z  decision  Order `O-2` as of 2025-04-01: block\n"
             "  undetermined (counts as block)  cn.suitability.risk_match  [suitability.probity:21]\n"
             "    风险过高。\n"
             "    cites art. 22\n"
             "    missing client.risk_class\n"
             "  to do: confirm special_warning  (cn.suitability.risk_match)\n");
  BOOST_TEST(words("3", "fr").find("    Too risky.\n") != std::string::npos);
  BOOST_TEST(words("3", "en").find("  deadline cn.complaint.answer  running, due 2025-03-24\n") !=
             std::string::npos);
  BOOST_TEST(words("4", "en").find("  on  Trade\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_entrys_line_is_its_json_with_its_id_in_front) {
  MemoryLogFolder folder(disk);
  filter.entry = "2";
  const auto count = audit::show(folder, filter, [](const audit::ShownEntry& entry) {
    const std::string line = audit::entry_line(entry);
    BOOST_TEST(line.starts_with(R"({"entry": "a0a1a2a3-2", "actor": "tests", )"));
    BOOST_TEST(audit::parse_record_json(line).ok());
    return true;
  });
  BOOST_TEST(count.value() == 1U);
}

BOOST_AUTO_TEST_CASE(what_lies_behind_damage_is_not_shown_in_silence) {
  const auto log = probity::tests::open_log(disk, clock);
  BOOST_REQUIRE(probity::tests::record(*log.value(), "O-9").ok());
  disk.files.begin()->second.back() ^= 1;
  MemoryLogFolder folder(disk);
  int count = 0;
  const auto result = audit::show(folder, filter, [&](const audit::ShownEntry&) { return ++count > 0; });
  BOOST_TEST(count == 5);
  BOOST_REQUIRE(!result.ok());
  BOOST_TEST((result.error().code == probity::ErrorCode::kCorrupt));
}

BOOST_AUTO_TEST_SUITE_END()
