#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/unit/engine/check/compiled.h"

using namespace probity;
using namespace probity::check;
namespace data = boost::unit_test::data;

namespace {

struct Case {
  const char* when;
  const char* require;
  const char* codes;
};
std::ostream& operator<<(std::ostream& out, const Case& each) { return out << each.when << " / " << each.require; }

std::string codes_of(const Case& each) {
  return compile_blocks(std::string(R"(table highest
  | client.risk_class | gives |
  | C1                | R1    |
  | C2                | R2    |
  | C3                | R3    |
rule r suitability on Order
  cites "1"
  when )") + each.when + "\n  require " + each.require + "\n  otherwise block\n")
      .codes();
}

// The rule stands on lines 7 to 11 of its file: `when` on 9, `require` on 10.
const Case kConditions[] = {
    // Exclude each other, or not.
    {"side is buy and side is sell", "count is below 3", "P0519:7"},
    {"side is not buy and side is not sell", "count is below 3", "P0519:7"},
    {"count is above 5 and not (count is above 4)", "count is below 3", "P0519:7"},
    {"count is above 5 and count is at least 6", "count is below 9", ""},
    {"side is buy and (count is below 5 or side is sell)", "count is below 3", ""},
    {"side is buy and (count is below 1 or side is sell)", "count is below 3", "P0520:10"},
    {"solicited and (not solicited or side is buy) and side is sell", "count is below 3", "P0519:7"},
    // Cannot fail, or can.
    {"side is buy", "side is one of buy, sell", "P0520:10"},
    {"count is below 3", "count is at most 3", "P0520:10"},
    {"count is at most 3", "count is below 3", ""},
    {"solicited", "solicited or count is above 3", "P0520:10"},
    {"side is buy", "yes", "P0520:10"},
    {"amount is below 3.00 CNY", "amount is below 5.00 CNY", "P0520:10"},  // with another currency neither is known
    {"amount is below 3.00 CNY", "amount is below 5.00 HKD", ""},
    {"fee is below 3.00 CNY", "fee is below 5.00 CNY", "P0520:10"},
};

// Defaults: only the strictest value, or another fact, may stand in.
const Case kDefaults[] = {
    {"side is buy", "product.risk is at most highest(client.risk_class or else C3)", "P0339:10"},
    {"side is buy", "product.risk is at most highest(client.risk_class or else C1)", ""},
    {"side is buy", "(client.risk_class or else C3) is at least C2", "P0339:10"},
    {"side is buy", "(client.risk_class or else C1) is at least C2", ""},
    {"side is buy", "(client.risk_class or else C2) is C1", ""},
    {"side is buy", "not ((client.risk_class or else C2) is C1)", "P0339:10"},
    {"solicited or else no", "count is below 3", "P0339:9"},
    {"solicited or else yes", "count is below 3", ""},
    {"side is buy", "solicited or else yes", "P0339:10"},
    {"side is buy", "fee + (fee or else 0.00 CNY) is below 5.00 CNY", "P0339:10"},
    {"side is buy", "(fee or else 9.00 CNY) is below 5.00 CNY", ""},
    {"side is buy", "(fee or else 0.00 CNY) is below 5.00 CNY", "P0339:10"},
    {"side is buy", "(fee or else client.assets) is below 5.00 CNY", ""},
    {"side is buy", "(fee or else client.assets or else 0.00 CNY) is below 5.00 CNY", "P0339:10"},
    {"(side or else buy) is buy", "count is below 3", ""},
    {"(side or else sell) is buy", "count is below 3", "P0339:9"},
    {"some orders where (side or else sell) is buy", "count is below 3", "P0339:9"},
    {"no orders where (side or else sell) is buy", "count is below 3", ""},
    {"side is buy", "every orders has (side or else sell) is sell", "P0339:10"},
    {"side is buy", "every orders where (side or else sell) is sell has count is below 3", ""},
    {"side is buy", "every orders where (side or else buy) is sell has count is below 3", "P0339:10"},
    {"side is buy", "(client.category or else ordinary) is one of professional", ""},
    {"side is buy", "(client.category or else professional) is one of professional", "P0339:10"},
};

}  // namespace

BOOST_DATA_TEST_CASE(conditions_that_decide_nothing_are_reported, data::make(kConditions), each) {
  BOOST_TEST(codes_of(each) == each.codes);
}

BOOST_DATA_TEST_CASE(a_default_that_could_permit_is_refused, data::make(kDefaults), each) {
  BOOST_TEST(codes_of(each) == each.codes);
}

BOOST_AUTO_TEST_CASE(a_default_inside_a_definition_is_judged_where_it_is_used) {
  const std::string define = "define order.known_side = side or else sell\n";
  const std::string rule = "rule r limit on Order\n  cites \"1\"\n  require count is below 3\n  otherwise warn\n";
  BOOST_TEST(compile_blocks(define + rule + "  when order.known_side is sell\n").codes() == "");
  BOOST_TEST(compile_blocks(define + rule + "  when order.known_side is buy\n").codes() == "P0339:2");
}

BOOST_AUTO_TEST_CASE(exceptions_that_contradict_each_other_are_reported_where_it_is_sure) {
  const auto codes = [](const std::string& one, const std::string& two) {
    return compile_blocks("rule r limit on Order\n  cites \"1\"\n  require count is below 3\n  otherwise warn\n"
                          "exception a to r\n  when " + one + "\nexception b to r\n  when " + two + "\n")
        .codes();
  };
  BOOST_TEST(codes("solicited\n  otherwise block", "side is buy\n  exempt") == "P0604:9");
  BOOST_TEST(codes("side is sell\n  otherwise block", "side is buy\n  exempt") == "");
  BOOST_TEST(codes("solicited\n  otherwise block", "side is buy\n  otherwise confirm by x") == "P0206:11");
  BOOST_TEST(codes("solicited\n  otherwise block", "side is buy\n  otherwise disclose") == "");
  BOOST_TEST(codes("solicited\n  otherwise block", "side is buy\n  otherwise record") == "P0604:9");
  BOOST_TEST(codes("solicited\n  exempt", "side is buy\n  exempt") == "");
  // Whether a text mentions a word cannot be shown either way.
  BOOST_TEST(codes("solicited\n  otherwise block", "count is above order.share * 3\n  exempt") == "");
}
