// Goal: whatever happened to the bytes of a log, it is noticed, and only what nobody was told to be
// recorded is ever cut off.
// Method: each cut and each flipped bit of a small log.

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/log_records.h"

namespace audit = probity::audit;
using probity::tests::Judged;
using probity::tests::MemoryDisk;

namespace {

const std::string kSegment = "00000000000000000000.segment";

struct SmallLog {
  probity::tests::SteppingClock clock;
  std::string bytes;
  std::size_t last_batch = 0;  ///< where it begins

  SmallLog() {
    MemoryDisk disk;
    const auto log = probity::tests::open_log(disk, clock);
    BOOST_REQUIRE(probity::tests::record(*log.value(), "O-1").ok());
    BOOST_REQUIRE(probity::tests::record(*log.value(), "O-2").ok());
    last_batch = disk.files[kSegment].size();
    BOOST_REQUIRE(probity::tests::record_all(*log.value(), {Judged("O-3"), Judged("O-4")}).ok());
    bytes = disk.files[kSegment];
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(log_bytes, SmallLog)

BOOST_AUTO_TEST_CASE(a_log_cut_at_any_byte_of_its_last_batch_goes_on_after_the_batch_before) {
  for (std::size_t size = last_batch; size < bytes.size(); ++size) {
    BOOST_TEST_CONTEXT("cut to " << size) {
      MemoryDisk disk;
      disk.files[kSegment] = bytes.substr(0, size);
      const auto report = probity::tests::verified(disk);
      BOOST_REQUIRE(report.entries == 2U);
      BOOST_REQUIRE(report.damage.has_value() == (size > last_batch));
      if (report.damage) BOOST_REQUIRE(report.damage->torn_tail);

      const auto log = probity::tests::open_log(disk, clock);
      BOOST_REQUIRE(log.ok());
      BOOST_REQUIRE((log.value()->recovery() != nullptr) == (size > last_batch));
      if (log.value()->recovery() != nullptr) {
        BOOST_REQUIRE(disk.files.at(log.value()->recovery()->kept_as) ==
                      bytes.substr(last_batch, size - last_batch));
      }
      BOOST_REQUIRE(probity::tests::record(*log.value(), "O-5").ok());
      BOOST_REQUIRE(probity::tests::verified(disk).holds());
      BOOST_REQUIRE(disk.files[kSegment].starts_with(bytes.substr(0, last_batch)));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_log_cut_before_its_last_batch_never_verifies_as_it_was) {
  // Without an anchor outside, a log that ends with a whole batch holds; it is shorter, and says so.
  for (std::size_t size = 0; size < last_batch; ++size) {
    MemoryDisk disk;
    disk.files[kSegment] = bytes.substr(0, size);
    const auto report = probity::tests::verified(disk);
    BOOST_REQUIRE(report.entries < 2U);
    BOOST_REQUIRE(report.holds() == (report.bytes == size));
  }
}

BOOST_AUTO_TEST_CASE(each_flipped_bit_is_found_and_stops_appending_and_is_no_torn_tail) {
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    MemoryDisk disk;
    std::string& bent = disk.files[kSegment] = bytes;
    bent[bit / 8] = static_cast<char>(bent[bit / 8] ^ (1 << (bit % 8)));
    const auto report = probity::tests::verified(disk);
    BOOST_REQUIRE_MESSAGE(!report.holds(), "bit " << bit);
    BOOST_REQUIRE_MESSAGE(!report.damage->torn_tail, "bit " << bit);
    BOOST_REQUIRE(report.damage->offset <= bit / 8);
    if (bit % 8 == 0) {
      const auto opened = probity::tests::open_log(disk, clock);
      BOOST_REQUIRE(!opened.ok());
      BOOST_REQUIRE((opened.error().code == probity::ErrorCode::kCorrupt));
    }
  }
}

BOOST_AUTO_TEST_CASE(each_byte_put_in_or_left_out_is_found) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    MemoryDisk disk;
    disk.files[kSegment] = bytes.substr(0, at) + bytes.substr(at + 1);
    BOOST_REQUIRE_MESSAGE(!probity::tests::verified(disk).holds(), "byte " << at << " left out");
    disk.files[kSegment] = bytes.substr(0, at) + 'x' + bytes.substr(at);
    BOOST_REQUIRE_MESSAGE(!probity::tests::verified(disk).holds(), "byte put in at " << at);
  }
}

BOOST_AUTO_TEST_SUITE_END()
