#include <string>

#include <boost/test/unit_test.hpp>

#include "audit/record/json_parse.h"
#include "audit/verify/verify.h"
#include "tests/support/log_records.h"

namespace audit = probity::audit;
using probity::tests::MemoryDisk;
using probity::tests::MemoryLogFolder;

namespace {

const std::string kFirstSegment = "00000000000000000000.segment";

/// A log whose batches hold these bytes as entries: sound in every hash, whatever the entries say.
std::string segment_of(const std::vector<std::string>& entries) {
  std::string bytes = audit::encode_segment_header({});
  audit::CompactRange tree;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    audit::BatchHeader header;
    header.number = i;
    header.first_index = i;
    header.count = 1;
    std::string body;
    audit::append_record(entries[i], body);
    header.body_bytes = static_cast<std::uint32_t>(body.size());
    header.previous_root = tree.root();
    tree.append_entry(entries[i]);
    header.root = tree.root();
    bytes += audit::encode_header(header) + body;
  }
  return bytes;
}

std::string entry_at(int index) {
  return R"({"format":1,"index":)" + std::to_string(index) + R"(,"kind":"x"})";
}

struct Fixture {
  MemoryDisk disk;
  probity::tests::SteppingClock clock;
  void record(int count) {
    const auto log = probity::tests::open_log(disk, clock);
    for (int i = 0; i < count; ++i) {
      BOOST_REQUIRE(probity::tests::record(*log.value(), "O-" + std::to_string(i)).ok());
    }
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(verifying, Fixture)

BOOST_AUTO_TEST_CASE(a_sound_log_is_counted_and_its_root_given) {
  record(5);
  const auto report = probity::tests::verified(disk);
  BOOST_TEST(report.holds());
  BOOST_TEST(report.entries == 5U);
  BOOST_TEST(report.batches == 5U);
  BOOST_TEST(report.kinds.at("decision") == 5U);
  BOOST_TEST(report.bytes == disk.files[kFirstSegment].size());
  BOOST_TEST(report.root ==
             probity::digest_text(probity::tests::open_log(disk, clock).value()->root()));
  BOOST_TEST(report.text().find("entries  5 (5 decision) in 5 batches") != std::string::npos);
  BOOST_TEST(report.text().ends_with("the log holds\n"));
  BOOST_TEST(audit::parse_record_json(report.json()).ok());
}

BOOST_AUTO_TEST_CASE(a_log_without_entries_holds) {
  const auto report = probity::tests::verified(disk);
  BOOST_TEST(report.holds());
  BOOST_TEST(report.entries == 0U);
  BOOST_TEST(report.root ==
             "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

BOOST_AUTO_TEST_CASE(damage_is_reported_with_its_entry_and_byte) {
  record(3);
  std::string& segment = disk.files[kFirstSegment];
  const std::size_t second = probity::tests::second_batch(segment);
  segment[second + audit::kBatchHeaderBytes + 100] ^= 1;
  const auto report = probity::tests::verified(disk);
  BOOST_TEST(!report.holds());
  BOOST_TEST(!report.damage->torn_tail);
  BOOST_TEST(report.entries == 1U);
  BOOST_TEST(report.damage->index == 1U);
  BOOST_TEST(report.damage->offset == second + audit::kBatchHeaderBytes);
  BOOST_TEST(report.text().find("does NOT hold from entry 1 on: " + kFirstSegment + ", byte " +
                                std::to_string(second + audit::kBatchHeaderBytes)) != std::string::npos);
  BOOST_TEST(audit::parse_record_json(report.json()).value().find("damage")->find("index") != nullptr);
}

BOOST_AUTO_TEST_CASE(a_torn_tail_is_reported_as_one_and_does_not_hold) {
  record(2);
  disk.files[kFirstSegment].resize(disk.files[kFirstSegment].size() - 1);
  const auto report = probity::tests::verified(disk);
  BOOST_TEST(!report.holds());
  BOOST_TEST(report.damage->torn_tail);
  BOOST_TEST(report.entries == 1U);
  BOOST_TEST(report.text().find("torn tail") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(entries_that_are_not_what_entries_must_be_are_damage_though_every_hash_fits) {
  disk.files[kFirstSegment] = segment_of({entry_at(0), entry_at(1), entry_at(2)});
  BOOST_TEST(probity::tests::verified(disk).holds());
  for (const std::string bad :
       {R"({"index":1,"format":1,"kind":"x"})", R"({"format":1, "index":1,"kind":"x"})",
        R"({"format":1,"index":2,"kind":"x"})", R"({"format":1,"index":-1,"kind":"x"})",
        R"({"format":1,"index":"1","kind":"x"})", R"({"format":1,"kind":"x"})", R"({"index":1,"kind":"x"})",
        R"({"format":1,"index":1})", "[]", "1", "x", R"({"format":1,"index":1,"kind":"x"}x)"}) {
    disk.files[kFirstSegment] = segment_of({entry_at(0), bad, entry_at(2)});
    const auto report = probity::tests::verified(disk);
    BOOST_TEST(!report.holds(), bad);
    BOOST_TEST(report.damage->index == 1U);
    BOOST_TEST(report.entries == 1U);
  }
}

BOOST_AUTO_TEST_CASE(a_rewritten_batch_breaks_the_chain_behind_it) {
  // The second entry is exchanged and its own batch made sound again; the third batch then tells.
  const std::string honest = segment_of({entry_at(0), entry_at(1), entry_at(2)});
  const std::string forged = segment_of({entry_at(0), R"({"format":1,"index":1,"kind":"y"})"});
  disk.files[kFirstSegment] = forged + honest.substr(forged.size());
  const auto report = probity::tests::verified(disk);
  BOOST_TEST(!report.holds());
  BOOST_TEST(report.damage->index == 2U);
  BOOST_TEST(report.damage->what.find("previous root") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(it_can_be_stopped_and_says_how_far_it_is) {
  record(3);
  MemoryLogFolder folder(disk);
  std::uint64_t last = 0;
  std::uint64_t total = 0;
  const auto progress = [&](std::uint64_t done, std::uint64_t of) {
    BOOST_TEST(done > last);
    last = done;
    total = of;
  };
  BOOST_REQUIRE(audit::verify(folder, {{}, {}, {}, progress, {}}).ok());
  BOOST_TEST(last == total);
  const auto stopped = audit::verify(folder, {{}, {}, {}, {}, [] { return true; }});
  BOOST_REQUIRE(!stopped.ok());
  BOOST_TEST((stopped.error().code == probity::ErrorCode::kInterrupted));
}

BOOST_AUTO_TEST_SUITE_END()
