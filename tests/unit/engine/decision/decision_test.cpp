#include "engine/decision/decision.h"

#include <boost/test/unit_test.hpp>
#include <set>

namespace probity::decision {
namespace {

BOOST_AUTO_TEST_CASE(every_outcome_has_a_name_of_its_own_that_reads_back) {
  std::set<std::string_view> names;
  for (const Outcome outcome : {Outcome::kPermit, Outcome::kRecord, Outcome::kWarn,
                                Outcome::kDisclose, Outcome::kConfirm, Outcome::kBlock}) {
    names.insert(outcome_name(outcome));
    BOOST_TEST((outcome_from_name(outcome_name(outcome)) == outcome));
  }
  BOOST_TEST(names.size() == 6U);
}

BOOST_AUTO_TEST_CASE(outcomes_are_ordered_by_strength) {
  BOOST_TEST((Outcome::kPermit < Outcome::kRecord));
  BOOST_TEST((Outcome::kRecord < Outcome::kWarn));
  BOOST_TEST((Outcome::kWarn < Outcome::kDisclose));
  BOOST_TEST((Outcome::kDisclose < Outcome::kConfirm));
  BOOST_TEST((Outcome::kConfirm < Outcome::kBlock));
  BOOST_TEST(outcome_name(Outcome::kPermit) == "permit");
  BOOST_TEST(outcome_name(Outcome::kBlock) == "block");
}

BOOST_AUTO_TEST_CASE(what_is_no_outcome_has_no_outcome) {
  for (const std::string_view name : {"", "Permit", "blocked", "block ", "deny"}) {
    BOOST_TEST(!outcome_from_name(name).has_value());
  }
}

BOOST_AUTO_TEST_CASE(deadline_states_are_written_in_snake_case) {
  BOOST_TEST(deadline_state_name(DeadlineState::kNotStarted) == "not_started");
  BOOST_TEST(deadline_state_name(DeadlineState::kRunning) == "running");
  BOOST_TEST(deadline_state_name(DeadlineState::kDueSoon) == "due_soon");
  BOOST_TEST(deadline_state_name(DeadlineState::kOverdue) == "overdue");
  BOOST_TEST(deadline_state_name(DeadlineState::kMet) == "met");
  BOOST_TEST(deadline_state_name(DeadlineState::kMetLate) == "met_late");
  BOOST_TEST(deadline_state_name(DeadlineState::kPaused) == "paused");
}

}  // namespace
}  // namespace probity::decision
