#include "engine/values/truth.h"

#include <boost/test/unit_test.hpp>

namespace probity {
namespace {

constexpr Truth F = Truth::kFalse;
constexpr Truth U = Truth::kUnknown;
constexpr Truth T = Truth::kTrue;

struct Row {
  Truth a;
  Truth b;
  Truth both;
  Truth either;
};

// Kleene's tables, written out: a false side decides `and`, a true side decides `or`.
constexpr Row kTable[] = {
    {F, F, F, F}, {F, U, F, U}, {F, T, F, T}, {U, F, F, U}, {U, U, U, U},
    {U, T, U, T}, {T, F, F, T}, {T, U, U, T}, {T, T, T, T},
};

BOOST_AUTO_TEST_CASE(and_or_and_not_follow_kleenes_tables) {
  for (const Row& row : kTable) {
    BOOST_TEST((both(row.a, row.b) == row.both));
    BOOST_TEST((either(row.a, row.b) == row.either));
    BOOST_TEST(((!both(row.a, row.b)) == either(!row.a, !row.b)));  // De Morgan
  }
  BOOST_TEST(((!T) == F));
  BOOST_TEST(((!F) == T));
  BOOST_TEST(((!U) == U));
}

BOOST_AUTO_TEST_CASE(a_known_condition_is_never_unknown) {
  BOOST_TEST((truth_of(true) == T));
  BOOST_TEST((truth_of(false) == F));
}

}  // namespace
}  // namespace probity
