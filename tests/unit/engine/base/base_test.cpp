#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <memory>
#include <string>

#include "engine/base/check.h"
#include "engine/base/id.h"
#include "engine/base/result.h"

namespace probity {
namespace {

Result<int> even_half(int number) {
  if (number % 2 != 0) return Error{ErrorCode::kInvalidArgument, "odd"};
  return number / 2;
}

Result<int> quarter(int number) {
  PROBITY_TRY(const int half, even_half(number));
  PROBITY_TRY(const int result, even_half(half));
  return result;
}

Result<void> must_be_even(int number, int& steps) {
  const auto check = [&]() -> Result<void> {
    PROBITY_TRY(const int half, even_half(number));
    steps += half;
    return {};
  };
  PROBITY_TRY_VOID(check());
  ++steps;
  return {};
}

/// The signal that ended a child which ran `action`; 0 where it came to its end.
template <typename Action>
int signal_of(Action action) {
  const pid_t child = fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    // The test runner's own handler would turn the abort into a report of this process.
    std::signal(SIGABRT, SIG_DFL);
    close(STDERR_FILENO);
    action();
    _exit(0);
  }
  int status = 0;
  BOOST_REQUIRE(waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

BOOST_AUTO_TEST_CASE(a_result_holds_a_value_or_the_reason_why_there_is_none) {
  const Result<int> good = even_half(8);
  BOOST_REQUIRE(good.ok());
  BOOST_TEST(good.value() == 4);
  const Result<int> bad = even_half(7);
  BOOST_REQUIRE(!bad.ok());
  BOOST_TEST((bad.error().code == ErrorCode::kInvalidArgument));
  BOOST_TEST(bad.error().message == "odd");
}

BOOST_AUTO_TEST_CASE(try_goes_on_with_a_value_and_returns_an_error) {
  BOOST_TEST(quarter(12).value() == 3);
  BOOST_TEST(quarter(6).error().message == "odd");   // fails at the second step
  BOOST_TEST(quarter(5).error().message == "odd");   // and at the first
  int steps = 0;
  BOOST_TEST(must_be_even(4, steps).ok());
  BOOST_TEST(steps == 3);
  BOOST_TEST(!must_be_even(5, steps).ok());
  BOOST_TEST(steps == 3);
}

BOOST_AUTO_TEST_CASE(a_result_hands_over_what_can_only_be_moved) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const std::unique_ptr<int> taken = std::move(result).value();
  BOOST_TEST(*taken == 7);
}

BOOST_AUTO_TEST_CASE(a_result_of_an_error_type_still_knows_which_it_is) {
  const Result<std::string> text = std::string("an error message, but a value");
  BOOST_TEST(text.ok());
}

BOOST_AUTO_TEST_CASE(ids_stay_valid_as_a_store_grows) {
  Store<std::string> store;
  const Id<std::string> first = store.add("first");
  for (int i = 0; i < 1000; ++i) static_cast<void>(store.add(std::to_string(i)));
  const Id<std::string> last = store.add("last");
  BOOST_TEST(store[first] == "first");
  BOOST_TEST(store[last] == "last");
  BOOST_TEST(store.size() == 1002U);
  store[first] = "changed";
  BOOST_TEST(*store.begin() == "changed");
  BOOST_TEST((first < last));
}

BOOST_AUTO_TEST_CASE(a_broken_invariant_ends_the_process) {
  BOOST_TEST(signal_of([] { PROBITY_CHECK(1 + 1 == 3); }) == SIGABRT);
  BOOST_TEST(signal_of([] { PROBITY_CHECK(1 + 1 == 2); }) == 0);
}

BOOST_AUTO_TEST_CASE(an_id_of_nothing_in_the_store_ends_the_process) {
  const Store<int> store;
  BOOST_TEST(signal_of([&] { static_cast<void>(store[Id<int>(0)]); }) == SIGABRT);
}

}  // namespace
}  // namespace probity
