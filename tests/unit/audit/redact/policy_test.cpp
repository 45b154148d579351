// What a firm says of personal data, and how long records are kept.
#include <boost/test/unit_test.hpp>

#include "audit/redact/policy.h"

namespace {

namespace audit = probity::audit;
using probity::Date;

BOOST_AUTO_TEST_CASE(a_policy_is_read_line_by_line_and_a_bad_line_is_named) {
  const auto policy = audit::parse_policy("# remark\n\nclient client.number\nclient Client # subjects\npersonal client.name\n"
                                          "class complaint closing of Complaint\nretain complaint 3 years from record\n");
  BOOST_REQUIRE(policy.ok());
  BOOST_TEST(policy.value().class_of("closing of Complaint") == "complaint");
  BOOST_TEST(policy.value().class_of("Order") == "business");
  BOOST_TEST(policy.value().client_subjects.size() == 1U);
  for (const char* bad : {"personal name", "personal .name", "client", "retain x 0 years from end", "retain x 20 years from now",
                          "retain x 20 years", "class x", "persnal a.b", "retain x 999 years from end"}) {
    const auto refused = audit::parse_policy("client a.number\n" + std::string(bad) + "\n");
    BOOST_REQUIRE(!refused.ok());
    BOOST_TEST(refused.error().message.starts_with("line 2"));
  }
}

BOOST_AUTO_TEST_CASE(personal_facts_without_a_client_or_a_personal_client_are_refused) {
  BOOST_TEST(!audit::parse_policy("personal client.name\n").ok());
  BOOST_TEST(!audit::parse_policy("client client.name\npersonal client.name\n").ok());
}

BOOST_AUTO_TEST_CASE(every_clock_that_applies_runs_and_without_any_it_is_twenty_years_from_the_end) {
  const auto policy = audit::parse_policy("retain * 10 years from record\nretain identity 20 years from end\n").value();
  BOOST_TEST(policy.clocks_of("identity").size() == 2U);
  BOOST_TEST(policy.clocks_of("business").size() == 1U);
  const auto clocks = audit::AuditPolicy().clocks_of("business");
  BOOST_REQUIRE(clocks.size() == 1U);
  BOOST_TEST(clocks[0].years == 20);
  BOOST_TEST(clocks[0].from_end);
}

BOOST_AUTO_TEST_CASE(a_period_ends_with_the_day_of_the_same_name) {
  const auto last = [](const char* start, int years) {
    return audit::last_day_kept(Date::parse(start).value(), years).value().to_string();
  };
  BOOST_TEST(last("2020-03-02", 20) == "2040-03-02");
  BOOST_TEST(last("2024-02-29", 10) == "2034-02-28");
  BOOST_TEST(!audit::last_day_kept(Date::parse("9990-01-01").value(), 20).ok());
}

}  // namespace
