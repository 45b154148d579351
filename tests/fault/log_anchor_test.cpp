// Goal: a log is never signed twice in two ways: a shorter, older or other copy is found against its
// checkpoint and its anchor, and a crash at any call leaves a log that opens and holds.
// Method: a disk in memory fails at the k-th call for every k and loses what was not synced; every older
// copy of a log is put back.

#include <map>
#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "audit/verify/log_view.h"
#include "tests/support/log_records.h"
#include "tests/support/memory_anchor.h"

namespace audit = probity::audit;
using probity::ErrorCode;
using probity::tests::MemoryAnchor;
using probity::tests::MemoryDisk;
using probity::tests::MemoryLogFolder;
using probity::tests::record;

namespace {

audit::SignerKey signer(std::uint8_t seed = 1) {
  audit::SignerKey key{"example.com/log", audit::SignatureType::kEd25519, {}};
  key.seed.fill(seed);
  return key;
}

struct Fixture {
  MemoryDisk disk;
  probity::tests::SteppingClock clock;
  std::shared_ptr<MemoryAnchor> anchor = std::make_shared<MemoryAnchor>();

  audit::LogOptions options() {
    audit::LogOptions made = probity::tests::log_options();
    made.segment_bytes_max = 40'000;
    made.signers = {signer()};
    made.anchors = {anchor};
    made.checkpoint_every_ms = 0;
    return made;
  }
  probity::Result<std::unique_ptr<audit::Log>> open() { return probity::tests::open_log(disk, clock, options()); }
  void write(int entries) {
    const auto log = open();
    BOOST_REQUIRE_MESSAGE(log.ok(), (log.ok() ? "" : log.error().message));
    for (int i = 0; i < entries; ++i) BOOST_REQUIRE(record(*log.value(), "O-" + std::to_string(i)).ok());
  }
  /// What opening says is wrong; empty where nothing is.
  std::string refusal() {
    const auto opened = open();
    if (opened.ok()) return {};
    BOOST_TEST((opened.error().code == ErrorCode::kCorrupt || opened.error().code == ErrorCode::kUnavailable));
    return opened.error().message;
  }
};

/// Of each file what was synced, and perhaps some of what lies behind it.
void cut_power(MemoryDisk& disk, std::mt19937& random) {
  for (auto& [name, bytes] : disk.files) {
    const std::size_t durable = disk.synced[name];
    if (bytes.size() > durable) bytes.resize(durable + random() % (bytes.size() - durable + 1));
    disk.synced[name] = bytes.size();
  }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_log_with_an_anchor, Fixture)

BOOST_AUTO_TEST_CASE(every_older_copy_that_is_put_back_is_found) {
  std::vector<std::map<std::string, std::string>> copies;
  for (int life = 0; life < 20; ++life) {
    write(7);
    copies.push_back(disk.files);
  }
  for (std::size_t i = 0; i + 1 < copies.size(); ++i) {
    disk.files = copies[i];
    BOOST_TEST(refusal().find("older copy was put back") != std::string::npos);
    BOOST_TEST((disk.files == copies[i]));
  }
  disk.files = copies.back();
  BOOST_TEST(refusal().empty());
}

BOOST_AUTO_TEST_CASE(each_cut_of_the_newest_segment_is_found) {
  write(9);
  const auto whole = disk.files;
  std::string name;
  for (const auto& [each, bytes] : whole) {
    if (each.ends_with(".segment")) name = each;
  }
  for (std::size_t size = 0; size < whole.at(name).size(); size += 13) {
    disk.files = whole;
    disk.files[name].resize(size);
    BOOST_TEST(!refusal().empty(), "cut to " << size);
  }
}

BOOST_AUTO_TEST_CASE(a_log_made_anew_is_found_though_it_is_longer) {
  write(5);
  disk.files.clear();
  disk.synced.clear();
  {
    audit::LogOptions other = options();
    other.anchors.clear();
    const auto log = probity::tests::open_log(disk, clock, other);
    for (int i = 0; i < 9; ++i) BOOST_REQUIRE(record(*log.value(), "O-forged").ok());
  }
  BOOST_TEST(refusal().find("are not those that the anchor") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(two_copies_that_are_written_at_once_are_told_at_the_second_checkpoint) {
  write(3);
  MemoryDisk copy = disk;
  auto first = open();
  auto second = probity::tests::open_log(copy, clock, options());
  BOOST_REQUIRE(first.ok() && second.ok());
  BOOST_REQUIRE(record(*first.value(), "O-1").ok());
  BOOST_REQUIRE(record(*second.value(), "O-2").ok());
  BOOST_TEST(first.value()->publish_checkpoint().ok());
  const auto published = second.value()->publish_checkpoint();
  BOOST_REQUIRE(!published.ok());
  BOOST_TEST((published.error().code == ErrorCode::kCorrupt));
  BOOST_TEST(published.error().message.find("another copy") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_checkpoint_by_another_key_is_refused_and_by_a_former_one_taken) {
  write(3);
  audit::LogOptions other = options();
  other.signers = {signer(2)};
  BOOST_TEST(!probity::tests::open_log(disk, clock, other).ok());
  other.verifiers = {signer().verifier()};
  BOOST_TEST(probity::tests::open_log(disk, clock, other).ok());
}

BOOST_AUTO_TEST_CASE(an_anchor_out_of_reach_keeps_the_log_closed_and_later_only_its_checkpoints_back) {
  write(3);
  anchor->out_of_reach = true;
  BOOST_TEST(refusal().find("out of reach") != std::string::npos);
  anchor->out_of_reach = false;
  const auto log = open();
  anchor->out_of_reach = true;
  BOOST_TEST(record(*log.value(), "O-1").ok());
  const std::string before = disk.files["checkpoint"];
  BOOST_TEST(!log.value()->publish_checkpoint().ok());
  BOOST_TEST(disk.files["checkpoint"] == before);
  anchor->out_of_reach = false;
  BOOST_TEST(log.value()->publish_checkpoint().ok());
  BOOST_TEST(disk.files["checkpoint"] == *anchor->checkpoint);
}

BOOST_AUTO_TEST_CASE(lost_and_bent_tiles_stop_no_log_and_give_no_proof_and_are_made_anew) {
  write(700);
  std::map<std::string, std::string> tiles;
  for (const auto& [name, bytes] : disk.files) {
    if (name.starts_with("tile/")) tiles[name] = bytes;
  }
  BOOST_TEST(tiles.size() == 2U);
  for (const auto& [name, bytes] : tiles) {
    for (const bool lost : {true, false}) {
      disk.files[name] = std::string(8'192, 'x');
      if (lost) disk.files.erase(name);
      BOOST_TEST(refusal().empty());
      MemoryLogFolder bent(disk);
      const auto proof = audit::LogView::open(bent).value()->prove(name.ends_with("000") ? 7 : 300);
      BOOST_REQUIRE(!proof.ok());
      BOOST_TEST(proof.error().message.find("audit rebuild") != std::string::npos);
      audit::WalkOptions rebuild;
      rebuild.full_tile = [&](int level, std::uint64_t number, const std::vector<audit::TreeHash>& hashes) {
        BOOST_REQUIRE(bent.put(audit::tile_path(level, number), audit::hashes_bytes(hashes), false).ok());
      };
      BOOST_REQUIRE(audit::walk_log(bent, {}, rebuild).ok());
      BOOST_REQUIRE((disk.files[name] == bytes));
    }
  }
  MemoryLogFolder folder(disk);
  const auto view = audit::LogView::open(folder);
  for (const std::uint64_t index : {0U, 255U, 256U, 511U, 512U, 699U}) {
    const auto proof = view.value()->prove(index);
    BOOST_REQUIRE(proof.ok());
    audit::TreeHasher hasher;
    const auto& under = proof.value().checkpoint.checkpoint;
    BOOST_TEST(audit::inclusion_holds(index, under.size, hasher.leaf(view.value()->entry(index).value()),
                                      proof.value().proof, under.root));
  }
  BOOST_TEST(!view.value()->prove(700).ok());
}

BOOST_AUTO_TEST_CASE(a_crash_at_any_call_leaves_a_log_that_opens_with_everything_acknowledged) {
  std::mt19937 random(5);
  for (int k = 1;; ++k) {
    bool failed = false;
    for (int chance = 0; chance < 4; ++chance) {
      disk = MemoryDisk();
      anchor->checkpoint.reset();
      disk.failing_call = k;
      disk.tear = chance % 2 == 0;
      std::vector<std::string> acknowledged;
      if (const auto log = open(); log.ok()) {
        for (int i = 0; i < 60; ++i) {
          const auto id = record(*log.value(), "O-" + std::to_string(i));
          if (id.ok()) acknowledged.push_back(id.value());
          if (i % 5 == 4) (void)log.value()->publish_checkpoint();
        }
      }
      failed = failed || disk.calls >= k;
      disk.failing_call.reset();
      cut_power(disk, random);
      const std::string refused = refusal();
      BOOST_REQUIRE_MESSAGE(refused.empty(), "call " << k << ": " << refused);
      const auto report = probity::tests::verified(disk);
      BOOST_REQUIRE(report.holds());
      BOOST_REQUIRE(report.entries >= acknowledged.size());
      for (std::size_t i = 0; i < acknowledged.size(); ++i) {
        BOOST_REQUIRE(acknowledged[i] == "a0a1a2a3-" + std::to_string(i));
      }
    }
    if (!failed) {
      BOOST_TEST(k > 100);
      break;
    }
  }
}

BOOST_AUTO_TEST_CASE(a_disk_that_was_full_is_written_to_again_when_it_has_room) {
  audit::LogOptions again = options();
  again.resume_after_failed_write = true;
  const auto log = probity::tests::open_log(disk, clock, again);
  BOOST_REQUIRE(record(*log.value(), "O-1").ok());
  disk.failing_call = disk.calls + 1;
  disk.tear = true;
  BOOST_TEST(!record(*log.value(), "O-2").ok());
  BOOST_TEST(record(*log.value(), "O-3").value() == "a0a1a2a3-2");  // behind the recovery
  BOOST_TEST(probity::tests::verified(disk).kinds.at("recovery") == 1U);
  // A sync that failed is another matter: what is on disk is not known.
  disk.failing_call = disk.calls + 2;
  BOOST_TEST(!record(*log.value(), "O-4").ok());
  BOOST_TEST(!record(*log.value(), "O-5").ok());
}

BOOST_AUTO_TEST_SUITE_END()
