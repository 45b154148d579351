// Search over the index says what reading the whole log says, and the index can be lost or bent.
#include <boost/test/unit_test.hpp>

#include "audit/record/acts.h"
#include "audit/verify/search.h"
#include "tests/support/log_records.h"

namespace {

namespace audit = probity::audit;
using namespace probity::tests;
using audit::ShowFilter;
using probity::Date;

struct Searched {
  MemoryDisk disk;
  SteppingClock clock;

  Searched() {
    audit::LogOptions options = log_options();
    options.segment_bytes_max = 4'000;
    const auto log = open_log(disk, clock, options);
    BOOST_REQUIRE(log.ok());
    for (int i = 0; i < 60; ++i) {
      Judged judged("O-" + std::to_string(i % 7));
      judged.decision.as_of = "2025-03-" + std::string(i % 28 < 9 ? "0" : "") + std::to_string(i % 28 + 1);
      judged.decision.findings[0].rule = i % 3 == 0 ? "cn.custody.agreements" : "cn.suitability.risk_match";
      judged.decision.outcome = i % 5 == 0 ? probity::decision::Outcome::kBlock : probity::decision::Outcome::kPermit;
      BOOST_REQUIRE(log.value()->record(judged.subject, judged.facts, judged.decision).ok());
      if (i % 20 != 0) continue;
      const audit::EventEntry hold{"legal hold", {{"client", "C-" + std::to_string(i)}, {"by", "x"}, {"reason", "y"}}};
      BOOST_REQUIRE(log.value()->record_event(hold).ok());
    }
  }

  std::vector<std::uint64_t> found(const ShowFilter& filter, bool by_index) {
    MemoryLogFolder folder(disk);
    std::vector<std::uint64_t> indexes;
    const auto print = [&](const audit::ShownEntry& entry) {
      indexes.push_back(entry.index);
      return true;
    };
    const auto keep = [&](const std::string& name, const std::string& bytes) { disk.files[name] = bytes; };
    const auto shown = by_index ? audit::search(folder, filter, print, keep) : audit::show(folder, filter, print);
    BOOST_REQUIRE(shown.ok());
    return indexes;
  }

  std::vector<std::string> index_files() const {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : disk.files) {
      if (name.starts_with("index/")) names.push_back(name);
    }
    return names;
  }
};

std::vector<ShowFilter> filters() {
  std::vector<ShowFilter> all(12);
  all[0].subject = "O-3";
  all[1].subject = "nobody";
  all[2].rule = "cn.custody.agreements";
  all[3].ruleset = "cn.suitability";
  all[4].ruleset = "sha256:" + std::string(64, 'a');
  all[5].outcome = "block";
  all[6].from = Date::parse("2025-03-10").value();
  all[6].to = Date::parse("2025-03-12").value();
  all[7].kind = "legal hold";
  all[8].client = "C-20";
  all[9].outcome = "block";
  all[9].subject = "O-5";
  all[9].to = Date::parse("2025-03-20").value();
  all[10].entry = "17";
  all[11].ruleset = "cn";
  return all;
}

BOOST_AUTO_TEST_CASE(the_index_finds_what_reading_all_finds_also_when_it_is_lost) {
  Searched searched;
  for (const ShowFilter& filter : filters()) {
    const auto whole = searched.found(filter, false);
    BOOST_TEST(searched.found(filter, true) == whole, boost::test_tools::per_element());
    BOOST_TEST(searched.found(filter, true) == whole, boost::test_tools::per_element());
    for (const std::string& name : searched.index_files()) searched.disk.files.erase(name);
    BOOST_TEST(searched.found(filter, true) == whole, boost::test_tools::per_element());
  }
  BOOST_TEST(searched.index_files().size() > 5U);
}

BOOST_AUTO_TEST_CASE(an_index_with_any_byte_changed_or_cut_is_made_anew) {
  Searched searched;
  ShowFilter filter;
  filter.subject = "O-3";
  const auto whole = searched.found(filter, true);
  const std::string name = searched.index_files()[1];
  const std::string sound = searched.disk.files[name];
  for (std::size_t at = 0; at < sound.size(); ++at) {
    searched.disk.files[name][at] = static_cast<char>(sound[at] ^ 4);
    BOOST_TEST(searched.found(filter, true) == whole, boost::test_tools::per_element());
    BOOST_TEST((searched.disk.files[name] == sound));
  }
  searched.disk.files[name] = sound.substr(0, sound.size() / 2);
  BOOST_TEST(searched.found(filter, true) == whole, boost::test_tools::per_element());
  // That of another segment is none either.
  searched.disk.files[name] = searched.disk.files[searched.index_files()[2]];
  BOOST_TEST(searched.found(filter, true) == whole, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_entry_that_was_changed_is_not_shown_though_the_index_is_sound) {
  Searched searched;
  ShowFilter filter;
  filter.kind = "legal hold";
  (void)searched.found(filter, true);
  auto& first = searched.disk.files[audit::segment_name(0)];
  const std::size_t place = first.find("C-0");
  BOOST_REQUIRE(place != std::string::npos);
  first[place] = 'D';
  MemoryLogFolder folder(searched.disk);
  const auto shown = audit::search(folder, filter, [](const audit::ShownEntry&) { return true; });
  BOOST_TEST(!shown.ok());
}

}  // namespace
