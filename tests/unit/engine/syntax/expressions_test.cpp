#include <ostream>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/unit/engine/syntax/shape.h"

namespace probity::syntax {
namespace {

namespace data = boost::unit_test::data;

struct Written {
  const char* text;
  const char* shape;
  friend std::ostream& operator<<(std::ostream& out, const Written& each) { return out << each.text; }
};

const Written kConditions[] = {
    // From loosest to tightest: or, and, not, comparisons.
    {"a or b and c", "(or a (and b c))"},
    {"not a and b", "(and (not a) b)"},
    {"not a is b", "(not (is a b))"},
    {"a is b or c is d and e", "(or (is a b) (and (is c d) e))"},
    {"(a or b) and c", "(and (or a b) c)"},
    {"a is at least b + c * d", "(>= a (+ b (* c d)))"},
    {"a is above b rounded to 0.01 CNY half even", "(> a (rounded b '0.01 CNY' half-even))"},
    {"a + b rounded to 1 up is below c", "(< (rounded (+ a b) 1 up) c)"},
    {"a is not b and c is not one of d, e", "(and (is-not a b) (not-one-of c d e))"},
    {"a is known or b is unknown", "(or (known a) (unknown b))"},
    {"a is not known", "(unknown a)"},
    {"a or else b is c", "(is (or-else a b) c)"},
    {"a or b or else c", "(or a (or-else b c))"},
    {"a * b or else c is d", "(is (* a (or-else b c)) d)"},
    {"3‰ of a is at most 5.00 CNY", "(<= (of rate:0.003 a) '5.00 CNY')"},
    {"a is at or before b and c is at or after d", "(and (at-or-before a b) (at-or-after c d))"},
    {"a is before b and c is after d", "(and (before a b) (after c d))"},
    {"a is at most the larger of b and c and d", "(and (<= a (larger b c)) d)"},
    {"a is the smaller of b, c and d", "(is a (smaller b c d))"},
    {"note mentions any of \"a\", \"b\" and c", "(and (mentions note \"a\" \"b\") c)"},
    {"currency of amount is CNY", "(is (currency-of amount) CNY)"},
    {"evidence of p and acknowledged d", "(and (evidence-of p) (acknowledged d))"},
    {"d is at least 24 months before order.placed_at", "(>= d (before (months 24) order.placed_at))"},
    {"order.at is before close of business on the 3rd business day after d",
     "(before order.at (close-on (after (business-days 3) d)))"},
    {"full years from born_on to subject date is at least 18", "(>= (full-years-from born_on subject-date) 18)"},
    {"full years from leap to march with leap day in march is at least 18",
     "(>= (full-years-from leap march in-march) 18)"},
    {"a.is.not is yes", "(is a.is.not yes)"},
    // Conditions over lists reach as far as they can, and end where a second comparison begins.
    {"some orders where side is buy and amount is above 5 CNY",
     "(some in orders where (and (is side buy) (> amount '5.00 CNY')))"},
    {"no other orders where side is buy", "(no other in orders where (is side buy))"},
    {"(some orders where a) and b", "(and (some in orders where a) b)"},
    {"count of orders where side is buy is at most 3 and b", "(and (<= (count in orders where (is side buy)) 3) b)"},
    {"count of orders is at most 3", "(<= (count in orders) 3)"},
    {"every client.permissions where board is star has granted_on is before placed_at",
     "(every in client.permissions where (is board star) has (before granted_on placed_at))"},
    {"every orders has solicited", "(every in orders has solicited)"},
    {"all client.accounts share bank", "(all-share bank in client.accounts)"},
    {"solicited is no", "(is solicited no)"},
};

BOOST_AUTO_TEST_SUITE(expressions)

BOOST_DATA_TEST_CASE(conditions_bind_as_the_language_page_says, data::make(kConditions), row) {
  BOOST_TEST(shape_of_condition(row.text) == row.shape);
}

const Written kValues[] = {
    {"a - b - c", "(- (- a b) c)"},
    {"a / b * c rounded to 0.01 CNY half up", "(rounded (* (/ a b) c) '0.01 CNY' half-up)"},
    {"-a + b", "(+ (neg a) b)"},
    {"d + 2 years", "(after (years 2) d)"},
    {"d - 3 weeks + 1 day", "(after (days 1) (before (weeks 3) d))"},
    {"notice(client.class) business days after d", "(after (business-days (call notice client.class)) d)"},
    {"notice_days trading days before d", "(before (trading-days notice_days) d)"},
    {"(a + 1) days after d", "(after (days (+ a 1)) d)"},
    {"rate(product.kind, 3) on d", "(call rate product.kind 3 on d)"},
    {"if a is b then 1 else 2 + 3", "(if (is a b) 1 (+ 2 3))"},
    {"if a then 1 else if b then 2 else 3", "(if a 1 (if b 2 3))"},
    {"total amount of orders where side is buy", "(total amount in orders where (is side buy))"},
    {"total (amount - fee) of other orders", "(total other (- amount fee) in orders)"},
    {"average amount of orders where side is buy rounded to 0.01 CNY half up",
     "(rounded (average amount in orders where (is side buy)) '0.01 CNY' half-up)"},
    {"latest rate of client.rates by agreed_on where kind is a_share",
     "(latest rate in client.rates by agreed_on where (is kind a_share))"},
    {"earliest at of orders by at", "(earliest at in orders by at)"},
    {"days from a to b + business days from c to d", "(days-from a (+ b (business-days-from c d)))"},
    {"date of order.placed_at", "(date-of order.placed_at)"},
    {"2025-03-14  ", "2025-03-14"},
    {"2025-03-14   10:15", "'2025-03-14 10:15'"},
    {"2025-03-14T10:15:00+08:00", "'2025-03-14T10:15:00+08:00'"},
    {"1,000,000.50", "1000000.5"},
    {"30 bps of a", "(of rate:0.003 a)"},
    {"0.00487% of a", "(of rate:0.0000487 a)"},
    {"\"a \\\"b\\\" \\\\ c\\nd\"", "\"a \"b\" \\ c\nd\""},
    {"24 hours after at", "(after (hours 24) at)"},
    {"date", "date"},
    {"count + total", "(+ count total)"},
};

BOOST_DATA_TEST_CASE(values_are_read_as_written, data::make(kValues), row) {
  BOOST_TEST(shape_of_value(row.text) == row.shape);
}

BOOST_AUTO_TEST_CASE(places_are_lines_and_columns_of_code_points) {
  const Parsed parsed =
      parse_text("ruleset a\n  layer law\nrule r  conduct on Order\n  require 客户.类别 is 普通\n    and b\n  otherwise block\n");
  BOOST_TEST_REQUIRE(parsed.messages() == "");
  const ast::Expr& both = *parsed.units.at(0).rules.at(0).clauses.require.at(0);
  BOOST_TEST((both.span == SourceSpan{0, 4, 11, 5, 10}));
  const auto& binary = std::get<ast::Binary>(both.node);
  BOOST_TEST((binary.op_span == SourceSpan{0, 5, 5, 5, 8}));
  BOOST_TEST((binary.left->span == SourceSpan{0, 4, 11, 4, 22}));
  const auto& compare = std::get<ast::Compare>(binary.left->node);
  BOOST_TEST((compare.op_span == SourceSpan{0, 4, 17, 4, 19}));
  BOOST_TEST((std::get<ast::Path>(compare.left->node).parts.at(1).span == SourceSpan{0, 4, 14, 4, 16}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace probity::syntax
