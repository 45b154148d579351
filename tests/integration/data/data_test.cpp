#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <set>

#include "adapters/files/csv_reader.h"
#include "tests/integration/data/judged_data.h"

namespace probity::tests {
namespace {

std::uint64_t findings_of(const service::ScanSummary& summary, const std::string& rule) {
  const auto found = summary.rules.find(rule);
  if (found == summary.rules.end()) return 0;
  std::uint64_t count = 0;
  for (const auto& [outcome, times] : found->second.findings) count += times;
  return count;
}

/// Two columns of a CSV file, by the first.
std::map<std::string, std::string> column_by(const std::string& folder, const std::string& table,
                                             const std::string& key, const std::string& value) {
  std::map<std::string, std::string> values;
  const auto store = files::open_csv_folder(folder);
  BOOST_TEST_REQUIRE(store.ok());
  const auto reader = store.value()->open(table, {});
  BOOST_TEST_REQUIRE(reader.ok());
  const auto& columns = reader.value()->columns();
  const auto place = [&](const std::string& name) {
    return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
  };
  ports::TableChunk chunk;
  while (reader.value()->next(chunk, 1000).value()) {
    for (std::size_t row = 0; row < chunk.row_count(); ++row) {
      values[std::string(chunk.cell(row, place(key)))] = std::string(chunk.cell(row, place(value)));
    }
  }
  return values;
}

/// The share of recommendations without a finding of the rule, for each batch.
struct Share {
  std::uint64_t fits = 0;
  std::uint64_t all = 0;
};

BOOST_AUTO_TEST_CASE(far_trans_gives_the_69_published_suitability_rates) {
  const auto data = shared_data();
  if (!data) return;
  const auto rules = compile_rules("far-trans", "source.probity");
  BOOST_TEST_REQUIRE(rules->messages.empty(), rules->messages);
  std::map<std::string, Share> batches;
  std::uint64_t blocked = 0;
  const DataScan scan = scan_data(*rules, *data + "/far-trans", "Order", 2, {}, [&](const decision::Decision& decision) {
    Share& batch = batches[decision.id.substr(0, decision.id.find('/'))];
    ++batch.all;
    bool fits = true;
    for (const decision::Finding& finding : decision.findings) {
      if (finding.rule == "far_trans.coherent") fits = false;
      if (finding.rule == "far_trans.not_above") ++blocked;
    }
    if (fits) ++batch.fits;
  });
  BOOST_TEST(scan.summary.read == 1'372'010U);
  BOOST_TEST(scan.summary.refused == 0U);
  BOOST_TEST(batches.size() == 69U);
  for (const auto& [batch, expected] :
       column_by(*data + "/far-trans", "expected_light_gcn", "split_index", "profile_coherence_at_k")) {
    const Share& share = batches[batch];
    const long double rate = static_cast<long double>(share.fits) / static_cast<long double>(share.all);
    BOOST_TEST(std::fabs(rate - std::stold(expected)) < 5e-13L, "batch " << batch << ": " << expected);
  }
  BOOST_TEST(blocked > 0U);
}

BOOST_AUTO_TEST_CASE(far_trans_is_judged_by_the_client_as_it_stood_and_twice_the_same) {
  const auto data = shared_data();
  if (!data) return;
  const auto rules = compile_rules("far-trans", "versions.probity");
  BOOST_TEST_REQUIRE(rules->messages.empty(), rules->messages);
  const auto first_batches = [](service::ScanRequest& request) { request.to = Date::from_ymd(2019, 8, 31).value(); };
  const DataScan one = scan_data(*rules, *data + "/far-trans", "Order", 1, first_batches, {});
  const DataScan two = scan_data(*rules, *data + "/far-trans", "Order", 3, first_batches, {});
  BOOST_TEST(one.bytes == two.bytes);
  BOOST_TEST(one.summary.read == 24'380U);
  BOOST_TEST(one.summary.read + one.summary.out_of_period == 1'372'010U);
}

BOOST_AUTO_TEST_CASE(boston_labels_follow_from_the_target_but_for_two_cases) {
  const auto data = shared_data();
  if (!data) return;
  const auto rules = compile_rules("boston-311", "source.probity");
  BOOST_TEST_REQUIRE(rules->messages.empty(), rules->messages);
  const std::string folder = *data + "/boston-311";
  const auto labels = column_by(folder, "cases", "case_id", "on_time");
  const auto targets = column_by(folder, "cases", "case_id", "target_close_date");
  const auto closings = column_by(folder, "cases", "case_id", "close_date");
  const auto openings = column_by(folder, "cases", "case_id", "open_date");
  std::set<std::string> differ;
  std::uint64_t compared = 0;
  std::uint64_t without_opening = 0;
  const auto scan_once = [&](unsigned threads) {
    return scan_data(*rules, folder, "closing of Complaint", threads, {}, [&](const decision::Decision& decision) {
      if (closings.at(decision.id).empty() || targets.at(decision.id).empty() || threads > 1) return;
      BOOST_TEST_REQUIRE(decision.deadlines.size() == 1U);
      if (openings.at(decision.id).empty()) {  // a clock whose start is not known does not run
        ++without_opening;
        BOOST_TEST((decision.deadlines[0].state == decision::DeadlineState::kNotStarted));
        return;
      }
      ++compared;
      const bool is_met = decision.deadlines[0].state == decision::DeadlineState::kMet;
      if (is_met != (labels.at(decision.id) == "ONTIME")) differ.insert(decision.id);
    });
  };
  const DataScan one = scan_once(1);
  BOOST_TEST(one.summary.read == 19'307U);
  BOOST_TEST(compared + without_opening == 16'622U);
  BOOST_TEST(without_opening == 142U);
  // Both were closed more than a year before their target and are called overdue all the same.
  const std::set<std::string> kMislabelled = {"BCS-00208747", "BCS-00217419"};
  BOOST_TEST(differ == kMislabelled, boost::test_tools::per_element());
  BOOST_TEST(scan_once(2).bytes == one.bytes);
}

BOOST_AUTO_TEST_CASE(cfpb_timeliness_is_blank_exactly_while_a_complaint_is_open) {
  const auto data = shared_data();
  if (!data) return;
  const auto rules = compile_rules("cfpb-boa", "source.probity");
  BOOST_TEST_REQUIRE(rules->messages.empty(), rules->messages);
  const std::string folder = *data + "/cfpb-boa";
  const DataScan scan = scan_data(*rules, folder, "Complaint", 2, {}, {});
  BOOST_TEST(scan.summary.read == 20'000U);
  BOOST_TEST(scan.summary.judged == 20'000U);
  BOOST_TEST(findings_of(scan.summary, "cfpb.open_has_no_answer") == 0U);
  BOOST_TEST(findings_of(scan.summary, "cfpb.answered_has_one") == 0U);
  BOOST_TEST(findings_of(scan.summary, "cfpb.late_answer") == 874U);
  BOOST_TEST(findings_of(scan.summary, "cfpb.received_after_submitted") == 0U);
  BOOST_TEST(scan_data(*rules, folder, "Complaint", 1, {}, {}).bytes == scan.bytes);
}

BOOST_AUTO_TEST_CASE(broker_confirmations_add_up_on_every_complete_line) {
  const auto data = shared_data();
  if (!data) return;
  const auto rules = compile_rules("broker-confirmations", "source.probity");
  BOOST_TEST_REQUIRE(rules->messages.empty(), rules->messages);
  const std::string folder = *data + "/broker-confirmations";
  std::vector<std::string> undetermined;
  std::vector<std::string> wrong;
  const DataScan scan = scan_data(*rules, folder, "Trade", 2, {}, [&](const decision::Decision& decision) {
    for (const decision::Finding& finding : decision.findings) {
      (finding.undetermined ? undetermined : wrong).push_back(decision.id + " " + finding.rule);
    }
  });
  BOOST_TEST(scan.summary.read == 1047U);
  BOOST_TEST(scan.summary.passed_over == 2455U);
  BOOST_TEST(wrong == std::vector<std::string>(), boost::test_tools::per_element());
  // Two lines lack their gross amount and their taxes.
  std::set<std::string> lines;
  for (const std::string& each : undetermined) lines.insert(each.substr(0, each.find(' ')));
  BOOST_TEST(lines.size() == 2U);
  BOOST_TEST(scan_data(*rules, folder, "Trade", 1, {}, {}).bytes == scan.bytes);
}

BOOST_AUTO_TEST_CASE(a_share_codes_and_names_tell_board_and_risk_warning) {
  const auto data = shared_data();
  if (!data) return;
  const auto rules = compile_rules("a-share", "source.probity");
  BOOST_TEST_REQUIRE(rules->messages.empty(), rules->messages);
  const std::string folder = *data + "/a-share";
  const auto on_a_day = [](service::ScanRequest& request) {
    request.as_of = Moment::on(Date::from_ymd(2026, 1, 5).value());
  };
  const DataScan scan = scan_data(*rules, folder, "Product", 2, on_a_day, {});
  BOOST_TEST(scan.summary.read == 5448U);
  BOOST_TEST(scan.summary.judged == 5448U);
  BOOST_TEST(scan.findings.empty());
  BOOST_TEST(findings_of(scan.summary, "a_share.board_of_exchange") == 0U);
  BOOST_TEST(findings_of(scan.summary, "a_share.star") == 592U);
  BOOST_TEST(findings_of(scan.summary, "a_share.chinext") == 1389U);
  BOOST_TEST(findings_of(scan.summary, "a_share.bse") == 282U);
  BOOST_TEST(findings_of(scan.summary, "a_share.st") == 78U);
  BOOST_TEST(findings_of(scan.summary, "a_share.star_st") == 100U);
  BOOST_TEST(scan_data(*rules, folder, "Product", 1, on_a_day, {}).bytes == scan.bytes);
}

}  // namespace
}  // namespace probity::tests
