#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "audit/record/json_parse.h"
#include "audit/store/log.h"
#include "audit/packs/decision_pack.h"
#include "tests/support/log_records.h"

namespace audit = probity::audit;
using probity::ErrorCode;
using probity::tests::Judged;
using probity::tests::MemoryDisk;
using probity::tests::MemoryLogFolder;
using probity::tests::record;

namespace {

const std::string kFirstSegment = "00000000000000000000.segment";

struct Fixture {
  MemoryDisk disk;
  probity::tests::SteppingClock clock;
  std::unique_ptr<audit::Log> open() {
    auto opened = probity::tests::open_log(disk, clock);
    BOOST_REQUIRE_MESSAGE(opened.ok(), (opened.ok() ? "" : opened.error().message));
    return std::move(opened).value();
  }
  std::vector<std::string> entries() {
    std::vector<std::string> texts;
    MemoryLogFolder folder(disk);
    const auto walked = audit::walk_log(folder, [&](const audit::WalkedEntry& entry) {
      texts.emplace_back(entry.text);
      return probity::Result<bool>(true);
    });
    BOOST_REQUIRE(walked.ok());
    return texts;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(the_log, Fixture)

BOOST_AUTO_TEST_CASE(an_entry_holds_what_is_needed_to_make_the_decision_again) {
  const auto log = open();
  const auto id = record(*log, "O-1");
  BOOST_REQUIRE(id.ok());
  BOOST_TEST(id.value() == "a0a1a2a3-0");
  const auto texts = entries();
  BOOST_REQUIRE(texts.size() == 1U);
  BOOST_TEST(texts[0] ==
             R"({"actor":"tests","decision":{"as_of":"2025-03-14","deadlines":[],"findings":[{"at":"suitability.probity:21",)"
             R"("because":{"en":"Too risky.","zh":"风险过高。"},"cites":["art. 22"],"kind":"suitability","outcome":"warn",)"
             R"("read":{"order.quantity":"1.5"},"rule":"cn.suitability.risk_match"}],"id":"O-1","missing":[],"obligations":[],)"
             R"("on":"Order","outcome":"warn","ruleset":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},)"
             R"("digest":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","engine":"probity 0.1.0",)"
             R"("facts":"{\"id\":\"O-1\",\"on\":\"Order\",\"facts\":{\"order\":{\"quantity\":1.50}}}","format":1,"index":0,)"
             R"("kind":"decision","subject":{"id":"O-1","on":"Order"},"time":"2026-11-22T16:00:00.123456789Z"})");
}

BOOST_AUTO_TEST_CASE(the_root_is_that_of_the_tree_over_the_stored_bytes) {
  const auto log = open();
  for (int i = 0; i < 20; ++i) BOOST_REQUIRE(record(*log, "O-" + std::to_string(i)).ok());
  audit::CompactRange tree;
  for (const std::string& text : entries()) tree.append_entry(text);
  BOOST_TEST(tree.size() == 20U);
  BOOST_TEST((tree.root() == log->root()));
}

BOOST_AUTO_TEST_CASE(it_is_synced_before_record_returns_and_once_for_many) {
  const auto log = open();
  const int before = disk.calls;
  BOOST_REQUIRE(record(*log, "O-1").ok());
  BOOST_TEST(disk.calls == before + 2);  // one append, one sync
  const auto ids = probity::tests::record_all(*log, {Judged("O-2"), Judged("O-3"), Judged("O-4")});
  BOOST_REQUIRE(ids.ok());
  BOOST_TEST(ids.value()[2].value() == "a0a1a2a3-3");
  BOOST_TEST(disk.calls == before + 4);
}

BOOST_AUTO_TEST_CASE(it_goes_on_where_it_was_when_it_is_opened_again) {
  { BOOST_REQUIRE(record(*open(), "O-1").ok()); }
  const auto root = [&] { return open()->root(); };
  const auto before = root();
  BOOST_TEST((root() == before));
  auto options = probity::tests::log_options();
  options.new_log_id.fill(7);  // of no use: the log has an id
  const auto log = probity::tests::open_log(disk, clock, options);
  BOOST_REQUIRE(log.ok());
  BOOST_TEST(record(*log.value(), "O-2").value() == "a0a1a2a3-1");
  BOOST_TEST(log.value()->recovery() == nullptr);
  BOOST_TEST(probity::tests::verified(disk).entries == 2U);
}

BOOST_AUTO_TEST_CASE(it_goes_on_in_a_new_segment_when_one_is_full) {
  auto options = probity::tests::log_options();
  options.segment_bytes_max = 4'000;
  {
    const auto log = probity::tests::open_log(disk, clock, options);
    for (int i = 0; i < 30; ++i) BOOST_REQUIRE(record(*log.value(), "O-" + std::to_string(i)).ok());
  }
  BOOST_TEST(disk.files.size() > 5U);
  for (const auto& [name, bytes] : disk.files) {
    BOOST_TEST(bytes.size() <= 4'000U, name);
    BOOST_TEST(audit::first_index_of_segment(name).has_value());
  }
  const auto log = probity::tests::open_log(disk, clock, options);
  BOOST_REQUIRE(log.ok());
  BOOST_TEST(record(*log.value(), "O-30").value() == "a0a1a2a3-30");
  const auto report = probity::tests::verified(disk);
  BOOST_TEST(report.holds());
  BOOST_TEST(report.entries == 31U);
}

BOOST_AUTO_TEST_CASE(many_entries_are_split_into_batches_that_a_reader_can_hold) {
  const auto log = open();
  std::vector<Judged> judged;
  for (int i = 0; i < 400; ++i) {
    judged.emplace_back("O-" + std::to_string(i));
    judged.back().facts += std::string(50'000, ' ');
  }
  const auto ids = probity::tests::record_all(*log, judged);
  BOOST_REQUIRE(ids.ok());
  const auto report = probity::tests::verified(disk);
  BOOST_TEST(report.holds());
  BOOST_TEST(report.entries == 400U);
  BOOST_TEST(report.batches == 3U);
}

BOOST_AUTO_TEST_CASE(a_decision_that_is_too_large_is_not_recorded_and_says_whose_it_is) {
  const auto log = open();
  std::vector<Judged> judged = {Judged("O-1"), Judged("O-large"), Judged("O-3")};
  judged[1].facts += std::string(66'000, ' ');
  const auto ids = probity::tests::record_all(*log, judged);
  BOOST_REQUIRE(ids.ok());
  BOOST_TEST(ids.value()[0].value() == "a0a1a2a3-0");
  BOOST_TEST((ids.value()[1].error().code == ErrorCode::kLimit));
  BOOST_TEST(ids.value()[1].error().message.find("Order `O-large`") != std::string::npos);
  BOOST_TEST(ids.value()[2].value() == "a0a1a2a3-1");
  BOOST_TEST((log->record(judged[1].subject, judged[1].facts, judged[1].decision).error().code ==
              ErrorCode::kLimit));
  BOOST_TEST(log->size() == 2U);
  BOOST_TEST(record(*log, "O-4").ok());
}

BOOST_AUTO_TEST_CASE(the_largest_entry_is_65535_bytes) {
  const auto log = open();
  Judged judged("O-1");
  const std::size_t others = entries().empty() ? 0 : 1;
  BOOST_REQUIRE(log->record(judged.subject, judged.facts, judged.decision).ok());
  const std::size_t used = entries()[others].size();
  judged.facts += std::string(65'535 - used, ' ');
  BOOST_REQUIRE(log->record(judged.subject, judged.facts, judged.decision).ok());
  BOOST_TEST(entries()[1].size() == 65'535U);
  judged.facts += ' ';
  BOOST_TEST(!log->record(judged.subject, judged.facts, judged.decision).ok());
}

BOOST_AUTO_TEST_CASE(the_day_that_decided_a_deadlines_state_is_kept) {
  const auto log = open();
  const Judged judged("K-1");
  auto with_day = judged.record();
  with_day.now = probity::Moment::on(probity::Date::parse("2025-04-30").value());
  BOOST_REQUIRE(log->record_many({judged.record(), with_day}).ok());
  BOOST_TEST(audit::parse_canonical(entries()[0]).value().find("now") == nullptr);
  BOOST_TEST(audit::parse_canonical(entries()[1]).value().text_of("now") == "2025-04-30");
}

BOOST_AUTO_TEST_CASE(what_explain_adds_is_not_kept) {
  const auto log = open();
  Judged judged("O-1");
  judged.decision.considered = {{"cn.x", "guard is false", {}}};
  BOOST_REQUIRE(log->record(judged.subject, judged.facts, judged.decision).ok());
  BOOST_TEST(entries()[0].find("considered") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_scan_is_one_entry_with_the_root_of_its_decisions) {
  const auto log = open();
  audit::DecisionPackWriter tree;
  for (int i = 0; i < 3; ++i) {
    const auto leaf = audit::decision_leaf(Judged("T-" + std::to_string(i)).decision);
    BOOST_REQUIRE(leaf.ok());
    BOOST_REQUIRE(tree.add(leaf.value()).ok());
  }
  audit::ScanEntry scan;
  scan.on = "Trade";
  scan.from = probity::Date::parse("2025-01-01").value();
  scan.digests = {{"rules", "sha256:11"}, {"data", "sha256:22"}};
  scan.counts = {{"read", 4}, {"judged", 3}, {"refused", 1}};
  scan.decisions = tree.size();
  scan.decisions_root = tree.root();
  const auto id = log->record_scan(scan);
  BOOST_REQUIRE(id.ok());
  BOOST_TEST(id.value() == "a0a1a2a3-0");
  const auto entry = audit::parse_canonical(entries()[0]);
  BOOST_REQUIRE(entry.ok());
  BOOST_TEST(entry.value().text_of("kind") == "scan");
  BOOST_TEST(entry.value().text_of("decisions_root") == tree.root());
  BOOST_TEST(audit::readable_text(*entry.value().find("counts")) ==
             R"({"judged": 3, "read": 4, "refused": 1})");
  BOOST_TEST(audit::readable_text(*entry.value().find("period")) == R"({"from": "2025-01-01"})");
  // One of them is proved: its leaf is its canonical JSON.
  audit::CompactRange again;
  for (int i = 0; i < 3; ++i) {
    again.append_entry(audit::decision_leaf(Judged("T-" + std::to_string(i)).decision).value());
  }
  BOOST_TEST(probity::digest_text(again.root()) == tree.root());
}

BOOST_AUTO_TEST_CASE(a_torn_tail_is_cut_off_kept_and_recorded) {
  {
    const auto log = open();
    BOOST_REQUIRE(record(*log, "O-1").ok());
    BOOST_REQUIRE(record(*log, "O-2").ok());
  }
  std::string& segment = disk.files[kFirstSegment];
  const std::string whole = segment;
  segment.resize(segment.size() - 7);
  const std::size_t second = probity::tests::second_batch(whole);
  const auto log = open();
  BOOST_REQUIRE(log->recovery() != nullptr);
  BOOST_TEST(log->recovery()->offset == second);
  BOOST_TEST(log->recovery()->bytes == whole.size() - 7 - second);
  BOOST_TEST(disk.files.at(log->recovery()->kept_as) ==
             whole.substr(second, whole.size() - 7 - second));
  BOOST_TEST(log->recovery()->text().find("goes on with entry 1") != std::string::npos);
  BOOST_TEST(log->size() == 2U);
  const auto entry = audit::parse_canonical(entries()[1]);
  BOOST_TEST(entry.value().text_of("kind") == "recovery");
  BOOST_TEST(entry.value().text_of("kept_as") == log->recovery()->kept_as);
  BOOST_TEST(record(*log, "O-3").value() == "a0a1a2a3-2");
  BOOST_TEST(probity::tests::verified(disk).holds());
}

BOOST_AUTO_TEST_CASE(a_tail_whose_sectors_were_never_written_is_torn_too) {
  {
    const auto log = open();
    BOOST_REQUIRE(record(*log, "O-1").ok());
    std::vector<Judged> judged;
    for (int i = 0; i < 5; ++i) judged.emplace_back("O-" + std::to_string(i));
    BOOST_REQUIRE(probity::tests::record_all(*log, judged).ok());
  }
  const std::string whole = disk.files[kFirstSegment];
  const std::size_t second = probity::tests::second_batch(whole);
  for (std::size_t sector = second / 512; sector * 512 < whole.size(); ++sector) {
    std::string torn = whole;
    const std::size_t begin = std::max(sector * 512, second);
    const std::size_t end = std::min(sector * 512 + 512, whole.size());
    std::fill(torn.begin() + static_cast<std::ptrdiff_t>(begin), torn.begin() + static_cast<std::ptrdiff_t>(end), '\0');
    disk.files = {{kFirstSegment, torn}};
    BOOST_TEST(probity::tests::verified(disk).damage->torn_tail);
    const auto log = open();
    BOOST_REQUIRE(log->recovery() != nullptr);
    BOOST_TEST(log->recovery()->offset == second);
  }
}

BOOST_AUTO_TEST_CASE(a_hole_in_front_of_a_batch_that_holds_is_damage_and_nothing_is_appended) {
  {
    const auto log = open();
    for (int i = 0; i < 3; ++i) BOOST_REQUIRE(record(*log, "O-" + std::to_string(i)).ok());
  }
  std::string& segment = disk.files[kFirstSegment];
  const std::size_t second = probity::tests::second_batch(segment);
  for (std::size_t i = second; i < second + 512; ++i) segment[i] = '\0';
  const auto before = disk.files;
  const auto opened = probity::tests::open_log(disk, clock);
  BOOST_REQUIRE(!opened.ok());
  BOOST_TEST((opened.error().code == ErrorCode::kCorrupt));
  BOOST_TEST(opened.error().message.find("entry 1 (" + kFirstSegment + ", byte " + std::to_string(second)) !=
             std::string::npos);
  BOOST_TEST((disk.files == before));
}

BOOST_AUTO_TEST_CASE(a_changed_byte_in_the_last_batch_is_damage_and_no_torn_tail) {
  {
    const auto log = open();
    BOOST_REQUIRE(record(*log, "O-1").ok());
    BOOST_REQUIRE(record(*log, "O-2").ok());
  }
  disk.files[kFirstSegment].back() = '!';
  const auto opened = probity::tests::open_log(disk, clock);
  BOOST_REQUIRE(!opened.ok());
  BOOST_TEST((opened.error().code == ErrorCode::kCorrupt));
}

BOOST_AUTO_TEST_CASE(a_missing_segment_is_damage) {
  auto options = probity::tests::log_options();
  options.segment_bytes_max = 3'000;
  {
    const auto log = probity::tests::open_log(disk, clock, options);
    for (int i = 0; i < 12; ++i) BOOST_REQUIRE(record(*log.value(), "O-" + std::to_string(i)).ok());
  }
  const auto all = disk.files;
  BOOST_REQUIRE(all.size() > 3U);
  for (auto gone = all.begin(); std::next(gone) != all.end(); ++gone) {
    disk.files = all;
    disk.files.erase(gone->first);
    BOOST_TEST(!probity::tests::open_log(disk, clock).ok());
    BOOST_TEST(!probity::tests::verified(disk).damage->torn_tail);
  }
}

BOOST_AUTO_TEST_CASE(a_batch_of_another_log_is_damage) {
  { BOOST_REQUIRE(record(*open(), "O-1").ok()); }
  MemoryDisk other;
  auto options = probity::tests::log_options();
  options.new_log_id.fill(9);
  {
    const auto log = probity::tests::open_log(other, clock, options);
    BOOST_REQUIRE(record(*log.value(), "O-1").ok());
    BOOST_REQUIRE(record(*log.value(), "O-2").ok());
  }
  const std::string& theirs = other.files[kFirstSegment];
  disk.files[kFirstSegment] += theirs.substr(probity::tests::second_batch(theirs));
  BOOST_TEST(!probity::tests::open_log(disk, clock).ok());
}

BOOST_AUTO_TEST_CASE(threads_are_served_one_after_the_other) {
  const auto log = open();
  std::vector<std::thread> threads;
  std::vector<int> failures(8, 0);
  for (std::size_t thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 50; ++i) {
        if (!record(*log, "O-" + std::to_string(i)).ok()) ++failures[thread];
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const int failed : failures) BOOST_TEST(failed == 0);
  const auto report = probity::tests::verified(disk);
  BOOST_TEST(report.holds());
  BOOST_TEST(report.entries == 400U);
}

BOOST_AUTO_TEST_SUITE_END()
