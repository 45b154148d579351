// Goal: after a disk has failed or lost power, every acknowledged entry is there at its index, and
// nothing was acknowledged after the failure.
// Method: a disk in memory fails at the k-th call for every k; a power cut after every call loses any
// choice of the sectors that were not synced.

#include <map>
#include <random>
#include <string>

#include <boost/test/unit_test.hpp>

#include "audit/record/json_parse.h"
#include "tests/support/log_records.h"

namespace audit = probity::audit;
using probity::tests::Judged;
using probity::tests::MemoryDisk;
using probity::tests::MemoryLogFolder;

namespace {

constexpr int kRounds = 12;

/// id in the log -> subject
using Acknowledged = std::map<std::string, std::string>;

audit::LogOptions small_segments() {
  auto options = probity::tests::log_options();
  options.segment_bytes_max = 3'000;
  return options;
}

/// Records alone and in pairs until the end or the first failure; then tries on.
void write_until_failure(audit::Log& log, int first_subject, Acknowledged& acknowledged) {
  bool failed = false;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<Judged> judged;
    for (int i = 0; i <= round % 2; ++i) {
      judged.emplace_back("O-" + std::to_string(first_subject + round * 2 + i));
    }
    const auto ids = probity::tests::record_all(log, judged);
    if (!ids.ok()) {
      BOOST_REQUIRE((ids.error().code == probity::ErrorCode::kUnavailable));
      failed = true;
      continue;
    }
    BOOST_REQUIRE_MESSAGE(!failed, "a record was acknowledged after a failure");
    for (std::size_t i = 0; i < judged.size(); ++i) {
      const bool is_new = acknowledged.emplace(ids.value()[i].value(), judged[i].subject.id).second;
      BOOST_REQUIRE_MESSAGE(is_new, "an id was given twice");
    }
  }
}

/// Opens the log on a disk that works again; everything acknowledged must be in it.
void require_recovered(MemoryDisk& disk, const probity::ports::Clock& clock,
                       const Acknowledged& acknowledged) {
  disk.failing_call.reset();
  const auto log = probity::tests::open_log(disk, clock, small_segments());
  BOOST_REQUIRE_MESSAGE(log.ok(), (log.ok() ? "" : log.error().message));
  BOOST_REQUIRE(probity::tests::record(*log.value(), "O-last").ok());
  std::map<std::string, std::string> found;
  MemoryLogFolder folder(disk);
  const auto walked = audit::walk_log(folder, [&](const audit::WalkedEntry& entry) {
    const auto json = audit::parse_canonical(entry.text);
    const audit::Json* subject = json.value().find("subject");
    if (subject != nullptr) {
      found[audit::entry_id(*entry.log_id, entry.index)] = subject->text_of("id");
    }
    return probity::Result<bool>(true);
  });
  BOOST_REQUIRE(walked.ok());
  BOOST_REQUIRE(!walked.value().damage.has_value());
  for (const auto& [id, subject] : acknowledged) BOOST_REQUIRE(found[id] == subject);
}

/// What a power cut leaves: of each file what was synced, and behind it any of the sectors that had
/// been handed to the disk, the others as nobody wrote them; perhaps a shorter file.
void cut_power(MemoryDisk& disk, std::mt19937& random) {
  for (auto& [name, bytes] : disk.files) {
    const std::size_t durable = disk.synced[name];
    if (bytes.size() == durable) continue;
    if (random() % 2 == 0) bytes.resize(durable + random() % (bytes.size() - durable + 1));
    for (std::size_t begin = durable; begin < bytes.size();) {
      const std::size_t end = std::min(bytes.size(), begin / 512 * 512 + 512);
      if (random() % 2 == 0) {
        std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                  bytes.begin() + static_cast<std::ptrdiff_t>(end), '\0');
      }
      begin = end;
    }
    disk.synced[name] = bytes.size();
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(nothing_is_acknowledged_after_any_call_has_failed) {
  for (const bool tear : {false, true}) {
    for (int k = 1;; ++k) {
      BOOST_TEST_CONTEXT("call " << k << (tear ? ", torn" : "")) {
        MemoryDisk disk;
        disk.failing_call = k;
        disk.tear = tear;
        const probity::tests::SteppingClock clock;
        Acknowledged acknowledged;
        const auto log = probity::tests::open_log(disk, clock, small_segments());
        if (log.ok()) write_until_failure(*log.value(), 0, acknowledged);
        const bool failed_at_all = disk.calls >= k;
        require_recovered(disk, clock, acknowledged);
        if (!failed_at_all) {
          BOOST_TEST(acknowledged.size() == 18U);
          BOOST_TEST(k > 30);
          break;
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_failure_during_recovery_loses_nothing_either) {
  const probity::tests::SteppingClock clock;
  MemoryDisk torn;
  Acknowledged acknowledged;
  {
    const auto log = probity::tests::open_log(torn, clock, small_segments());
    write_until_failure(*log.value(), 0, acknowledged);
    torn.failing_call = torn.calls + 1;
    torn.tear = true;
    BOOST_REQUIRE(!probity::tests::record(*log.value(), "O-lost").ok());
  }
  for (int k = 1; k <= 6; ++k) {
    MemoryDisk disk = torn;
    disk.calls = 0;
    disk.failing_call = k;
    (void)probity::tests::open_log(disk, clock, small_segments());
    require_recovered(disk, clock, acknowledged);
  }
}

BOOST_AUTO_TEST_CASE(what_was_acknowledged_outlives_a_power_cut_after_any_call) {
  std::mt19937 random(20261122);
  for (int k = 1; k <= 45; ++k) {
    for (int chance = 0; chance < 40; ++chance) {
      BOOST_TEST_CONTEXT("call " << k << ", chance " << chance) {
        MemoryDisk disk;
        disk.failing_call = k;
        disk.tear = chance % 2 == 0;
        const probity::tests::SteppingClock clock;
        Acknowledged acknowledged;
        {
          const auto log = probity::tests::open_log(disk, clock, small_segments());
          if (log.ok()) write_until_failure(*log.value(), 0, acknowledged);
        }
        cut_power(disk, random);
        require_recovered(disk, clock, acknowledged);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(many_power_cuts_in_a_row_lose_nothing_that_was_acknowledged) {
  std::mt19937 random(7);
  const probity::tests::SteppingClock clock;
  MemoryDisk disk;
  Acknowledged acknowledged;
  for (int life = 0; life < 60; ++life) {
    disk.calls = 0;
    disk.failing_call = 1 + static_cast<int>(random() % 30);
    disk.tear = random() % 2 == 0;
    {
      const auto log = probity::tests::open_log(disk, clock, small_segments());
      if (log.ok()) write_until_failure(*log.value(), life * 100, acknowledged);
    }
    cut_power(disk, random);
  }
  require_recovered(disk, clock, acknowledged);
  BOOST_TEST(acknowledged.size() > 200U);
}
