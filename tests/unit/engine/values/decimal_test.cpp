#include "engine/values/decimal.h"

#include <boost/multiprecision/cpp_int.hpp>
#include <boost/test/unit_test.hpp>
#include <limits>
#include <random>
#include <vector>

namespace probity {
namespace {

using boost::multiprecision::cpp_int;

const std::string kNines(38, '9');

Decimal dec(std::string_view text) {
  const auto parsed = Decimal::parse(text);
  BOOST_REQUIRE_MESSAGE(parsed.ok(), "cannot read " << text);
  return parsed.value();
}

/// The text of a result, or `overflow` and the like.
std::string shown(const Result<Decimal>& result) {
  if (result.ok()) return result.value().to_string();
  switch (result.error().code) {
    case ErrorCode::kOverflow: return "overflow";
    case ErrorCode::kDivisionByZero: return "division by zero";
    case ErrorCode::kInvalidArgument: return "invalid";
    default: return "another error";
  }
}

struct Reading {
  std::string text;
  std::string result;
};

BOOST_AUTO_TEST_CASE(numbers_are_read_exactly_and_normalised) {
  const std::vector<Reading> readings = {
      {"0", "0"}, {"-0", "0"}, {"-0.000", "0"}, {"0e999999999999999999999", "0"},
      {"7", "7"}, {"-7", "-7"}, {"007", "7"}, {"12.50", "12.5"}, {"0.1", "0.1"},
      {"100", "100"}, {"100.00", "100"}, {"-0.05", "-0.05"},
      {"1e3", "1000"}, {"1E+3", "1000"}, {"12.5e1", "125"}, {"12.5e-1", "1.25"}, {"1e-2", "0.01"},
      {"1200e-2", "12"}, {"0.001e3", "1"},
      {kNines, kNines}, {"-" + kNines, "-" + kNines},
      {"0." + kNines, "0." + kNines},
      {"1e37", "1" + std::string(37, '0')},
      {"1e-38", "0." + std::string(37, '0') + "1"},
      {"0000" + kNines + ".0000", kNines},
      {std::string(500, '0') + "1." + std::string(500, '0'), "1"},
      {"1" + std::string(50, '0') + "e-50", "1"},
      {"0." + std::string(60, '0') + "1e60", "0.1"},
  };
  for (const Reading& reading : readings) {
    BOOST_TEST(shown(Decimal::parse(reading.text)) == reading.result, reading.text);
  }
}

BOOST_AUTO_TEST_CASE(a_number_of_more_than_38_digits_is_refused) {
  for (const std::string& text :
       {"1" + std::string(38, '0'), kNines + "1", kNines + ".1", std::string("1e38"),
        std::string("1e-39"), std::string("1e99999999999999999999"),
        std::string("1e-99999999999999999999"), "0.0" + kNines, "1." + kNines}) {
    BOOST_TEST(shown(Decimal::parse(text)) == "overflow", text);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_plain_number_is_refused) {
  for (const std::string_view text :
       {"", "-", ".", "1.", ".5", "+1", "--1", " 1", "1 ", "1,000", "1_000", "0x10", "1e", "1e+",
        "e5", "1.2.3", "1e2.5", "nan", "inf", "1\n", "\uFF11", "1-", "- 1"}) {
    BOOST_TEST(shown(Decimal::parse(text)) == "invalid", text);
  }
  BOOST_TEST(shown(Decimal::parse(std::string_view("1\0", 2))) == "invalid");
}

BOOST_AUTO_TEST_CASE(commas_stand_only_between_groups_of_three_digits) {
  const std::vector<Reading> readings = {
      {"1,000.50", "1000.5"}, {"500,000", "500000"}, {"-1,234,567.891", "-1234567.891"},
      {"12,345", "12345"}, {"1000.50", "1000.5"}, {"7", "7"},
      {"999,999,999,999.01", "999999999999.01"},
      {"1,00", "invalid"}, {"1,0000", "invalid"}, {"1000,000", "invalid"}, {",000", "invalid"},
      {"1,,000", "invalid"}, {"1,000,", "invalid"}, {"1.000,5", "invalid"}, {"1,000.", "invalid"},
      {"-,100", "invalid"}, {"1,000e3", "invalid"}, {"1e3", "invalid"}, {"1,000.5.5", "invalid"},
      {",", "invalid"}, {"", "invalid"}, {"1,000 ", "invalid"}, {"1,000-5", "invalid"},
  };
  for (const Reading& reading : readings) {
    BOOST_TEST(shown(Decimal::parse_grouped(reading.text)) == reading.result, reading.text);
  }
}

BOOST_AUTO_TEST_CASE(equal_numbers_are_equal_however_they_came_about) {
  BOOST_TEST((dec("2.50") == dec("2.5")));
  BOOST_TEST((dec("1.25").plus(dec("1.25")).value() == dec("2.5")));
  BOOST_TEST((dec("0.5").times(dec("5")).value() == dec("2.5")));
  BOOST_TEST((dec("1000") == Decimal::from_parts(100, -1).value()));
  BOOST_TEST((Decimal::from_parts(2500, 3).value() == dec("2.5")));
  BOOST_TEST((dec("3").minus(dec("3")).value() == Decimal()));
  BOOST_TEST((Decimal().negated() == Decimal()));
}

BOOST_AUTO_TEST_CASE(parts_give_a_number_within_38_digits) {
  const auto smallest = std::numeric_limits<std::int64_t>::min();
  BOOST_TEST(shown(Decimal::from_parts(smallest, 0)) == "-9223372036854775808");
  BOOST_TEST(shown(Decimal::from_parts(smallest, 38)) ==
             "-0." + std::string(19, '0') + "9223372036854775808");
  BOOST_TEST(shown(Decimal::from_parts(5, -37)) == "5" + std::string(37, '0'));
  BOOST_TEST(shown(Decimal::from_parts(5, -38)) == "overflow");
  BOOST_TEST(shown(Decimal::from_parts(5, 39)) == "overflow");
  BOOST_TEST(shown(Decimal::from_parts(50, 39)) == "0." + std::string(37, '0') + "5");
  BOOST_TEST(shown(Decimal::from_parts(0, 1000)) == "0");
  BOOST_TEST(shown(Decimal::from_parts(1, std::numeric_limits<int>::min())) == "overflow");
  BOOST_TEST(shown(Decimal::from_parts(1, std::numeric_limits<int>::max())) == "overflow");
}

struct Operation {
  std::string a;
  char sign;
  std::string b;
  std::string result;
};

Result<Decimal> apply(const Operation& operation) {
  const Decimal a = dec(operation.a);
  const Decimal b = dec(operation.b);
  switch (operation.sign) {
    case '+': return a.plus(b);
    case '-': return a.minus(b);
    default: return a.times(b);
  }
}

BOOST_AUTO_TEST_CASE(sums_and_products_are_exact_or_refused) {
  const std::string small_one = "1e-38";
  const std::vector<Operation> operations = {
      {"0.1", '+', "0.2", "0.3"}, {"1", '-', "0.9", "0.1"}, {"-5", '+', "5", "0"},
      {"9223372036854775807", '+', "9223372036854775807", "18446744073709551614"},
      {"9223372036854775807", '*', "9223372036854775807", "85070591730234615847396907784232501249"},
      {"-9223372036854775808", '*', "-9223372036854775808",
       "85070591730234615865843651857942052864"},
      {"12345678901234567890", '+', "0.000000000000000001",
       "12345678901234567890.000000000000000001"},
      {kNines, '+', "1", "overflow"}, {kNines, '+', "-1", kNines.substr(0, 37) + "8"},
      {"-" + kNines, '-', "1", "overflow"}, {kNines, '+', kNines, "overflow"},
      {kNines, '-', kNines, "0"}, {kNines, '+', "0.1", "overflow"},
      {kNines, '+', small_one, "overflow"},
      // 39 digits whose last is a zero after the point still fit.
      {"9999999999999999999999999999999999999.5", '+', "9999999999999999999999999999999999999.5",
       "19999999999999999999999999999999999999"},
      {"9999999999999999999999999999999999999.9", '+', "0.1", "1" + std::string(37, '0')},
      {kNines, '*', "1", kNines}, {kNines, '*', "-1", "-" + kNines}, {kNines, '*', "0", "0"},
      {kNines, '*', "2", "overflow"}, {kNines, '*', "0.1", kNines.substr(0, 37) + ".9"},
      {small_one, '*', "0.1", "overflow"},
      {small_one, '*', "10", "0." + std::string(36, '0') + "1"},
      {"5e-38", '*', "0.2", "0." + std::string(37, '0') + "1"},
      {"1e19", '*', "1e18", "1" + std::string(37, '0')}, {"1e19", '*', "1e19", "overflow"},
      {"1e-19", '*', "1e-19", "0." + std::string(37, '0') + "1"},
      {"1e-19", '*', "1e-20", "overflow"},
  };
  for (const Operation& operation : operations) {
    BOOST_TEST(shown(apply(operation)) == operation.result,
               operation.a << operation.sign << operation.b);
  }
}

struct RoundingRow {
  std::string number;
  std::string half_up, half_even, half_down, up, down, ceiling, floor;
};

const std::vector<RoundingRow> kRoundedToCents = {
    {"1.004", "1", "1", "1", "1.01", "1", "1.01", "1"},
    {"1.005", "1.01", "1", "1", "1.01", "1", "1.01", "1"},
    {"1.015", "1.02", "1.02", "1.01", "1.02", "1.01", "1.02", "1.01"},
    {"1.00500000000000000000001", "1.01", "1.01", "1.01", "1.01", "1", "1.01", "1"},
    {"1.006", "1.01", "1.01", "1.01", "1.01", "1", "1.01", "1"},
    {"-1.004", "-1", "-1", "-1", "-1.01", "-1", "-1", "-1.01"},
    {"-1.005", "-1.01", "-1", "-1", "-1.01", "-1", "-1", "-1.01"},
    {"-1.015", "-1.02", "-1.02", "-1.01", "-1.02", "-1.01", "-1.01", "-1.02"},
    {"0.001", "0", "0", "0", "0.01", "0", "0.01", "0"},
    {"-0.001", "0", "0", "0", "-0.01", "0", "0", "-0.01"},
    {"-0.005", "-0.01", "0", "0", "-0.01", "0", "0", "-0.01"},
    {"5", "5", "5", "5", "5", "5", "5", "5"},
    {"0", "0", "0", "0", "0", "0", "0", "0"},
};

BOOST_AUTO_TEST_CASE(each_mode_rounds_ties_and_their_neighbours_its_own_way) {
  const Decimal cent = dec("0.01");
  for (const RoundingRow& row : kRoundedToCents) {
    const Decimal number = dec(row.number);
    const std::pair<Rounding, std::string> expected[] = {
        {Rounding::kHalfUp, row.half_up},     {Rounding::kHalfEven, row.half_even},
        {Rounding::kHalfDown, row.half_down}, {Rounding::kUp, row.up},
        {Rounding::kDown, row.down},          {Rounding::kCeiling, row.ceiling},
        {Rounding::kFloor, row.floor}};
    for (const auto& [mode, result] : expected) {
      BOOST_TEST(shown(number.rounded_to(cent, mode)) == result,
                 row.number << " in mode " << static_cast<int>(mode));
    }
  }
}

struct Division {
  std::string dividend, divisor, unit;
  Rounding mode;
  std::string result;
};

BOOST_AUTO_TEST_CASE(a_quotient_is_rounded_once_to_a_multiple_of_its_unit) {
  const std::vector<Division> divisions = {
      {"10", "3", "0.01", Rounding::kHalfUp, "3.33"},
      {"20", "3", "0.01", Rounding::kHalfUp, "6.67"},
      {"-20", "3", "0.01", Rounding::kHalfUp, "-6.67"},
      {"20", "-3", "0.01", Rounding::kFloor, "-6.67"},
      {"-20", "-3", "0.01", Rounding::kFloor, "6.66"},
      {"1", "8", "0.01", Rounding::kHalfEven, "0.12"},
      {"1", "8", "0.01", Rounding::kHalfUp, "0.13"},
      {"12.34", "1", "0.05", Rounding::kHalfUp, "12.35"},
      {"12.34", "1", "0.05", Rounding::kDown, "12.3"},
      {"12.325", "1", "0.05", Rounding::kHalfUp, "12.35"},
      {"12.325", "1", "0.05", Rounding::kHalfEven, "12.3"},
      {"12345", "1", "100", Rounding::kHalfUp, "12300"},
      {"12350", "1", "100", Rounding::kHalfUp, "12400"},
      {"7", "1", "3", Rounding::kHalfUp, "6"},
      {"1", "3", "1e-38", Rounding::kDown, "0." + std::string(38, '3')},
      {"2", "3", "1e-38", Rounding::kHalfUp, "0." + std::string(37, '6') + "7"},
      {"1", "3", "1e37", Rounding::kUp, "1" + std::string(37, '0')},
      {kNines, "1e-38", "1", Rounding::kHalfUp, "overflow"},
      {kNines, kNines, "1", Rounding::kHalfUp, "1"},
      {"1e-38", kNines, "1e-38", Rounding::kHalfUp, "0"},
      {"1e-38", kNines, "1e-38", Rounding::kUp, "0." + std::string(37, '0') + "1"},
      {kNines, "0.1", "1", Rounding::kHalfUp, "overflow"},
      {kNines, "10", "1", Rounding::kDown, kNines.substr(0, 37)},
      {kNines, "1", "10", Rounding::kHalfUp, "overflow"},
      {kNines, "1", "10", Rounding::kDown, kNines.substr(0, 37) + "0"},
      {"1", "0", "0.01", Rounding::kHalfUp, "division by zero"},
      {"0", "0", "0.01", Rounding::kHalfUp, "division by zero"},
      {"1", "3", "0", Rounding::kHalfUp, "invalid"},
      {"1", "3", "-0.01", Rounding::kHalfUp, "invalid"},
      {"0", "3", "0.01", Rounding::kUp, "0"},
  };
  for (const Division& row : divisions) {
    BOOST_TEST(shown(dec(row.dividend).divided_by(dec(row.divisor), dec(row.unit), row.mode)) ==
                   row.result,
               row.dividend << " / " << row.divisor << " to " << row.unit);
  }
}

BOOST_AUTO_TEST_CASE(numbers_are_ordered_by_value_across_scales) {
  const std::vector<std::string> ascending = {
      "-" + kNines, "-1e19", "-9223372036854775808", "-1.5", "-1.49", "-1e-38", "0", "1e-38",
      "0.1", "0.11", "1.49", "1.5", "2", "9223372036854775807", "9223372036854775807.5",
      "9223372036854775808", "1e37", kNines};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t k = 0; k < ascending.size(); ++k) {
      BOOST_TEST(((dec(ascending[i]) <=> dec(ascending[k])) == (i <=> k)),
                 ascending[i] << " against " << ascending[k]);
    }
  }
}

BOOST_AUTO_TEST_CASE(only_whole_numbers_of_64_bits_are_integers) {
  BOOST_TEST(dec("-9223372036854775808").to_integer().value() ==
             std::numeric_limits<std::int64_t>::min());
  BOOST_TEST(dec("42.000").to_integer().value() == 42);
  BOOST_TEST((dec("9223372036854775808").to_integer().error().code == ErrorCode::kOverflow));
  BOOST_TEST((dec("0.5").to_integer().error().code == ErrorCode::kInvalidArgument));
}

BOOST_AUTO_TEST_CASE(numbers_are_printed_with_at_least_the_places_wanted) {
  BOOST_TEST(dec("12.5").to_string(2) == "12.50");
  BOOST_TEST(dec("12.345").to_string(2) == "12.345");
  BOOST_TEST(dec("0").to_string(2) == "0.00");
  BOOST_TEST(dec("-3").to_string(1) == "-3.0");
  BOOST_TEST(dec("3").to_string(0) == "3");
  BOOST_TEST(dec("3").to_string(-4) == "3");
}

// ------------------------------------------------------------------ against another arithmetic

/// coefficient * 10^-scale, without any limit.
struct Exact {
  cpp_int coefficient;
  int scale;
};

cpp_int power(int exponent) {
  return boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(exponent));
}

/// What a Decimal of this value must print, or `overflow`.
std::string expected_text(cpp_int coefficient, int scale) {
  while (scale > 0 && coefficient % 10 == 0) {
    coefficient /= 10;
    --scale;
  }
  if (coefficient == 0) return "0";
  if (abs(coefficient) >= power(38) || scale > 38) return "overflow";
  std::string digits = cpp_int(abs(coefficient)).str();
  const auto places = static_cast<std::size_t>(scale);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, ".");
  return (coefficient < 0 ? "-" : "") + digits;
}

class Numbers {
 public:
  Exact next() {
    const int digits = static_cast<int>(random_() % 38) + 1;
    cpp_int coefficient = 0;
    for (int i = 0; i < digits; ++i) coefficient = coefficient * 10 + random_() % 10;
    if (random_() % 2 == 0) coefficient = -coefficient;
    return {coefficient, static_cast<int>(random_() % 39)};
  }
  Rounding mode() { return static_cast<Rounding>(random_() % 7); }

 private:
  std::mt19937_64 random_{20261122};
};

Decimal decimal_of(const Exact& exact) {
  return dec(exact.coefficient.str() + "e-" + std::to_string(exact.scale));
}

/// Rounding by the definition of each mode, on a fraction of unbounded whole numbers.
cpp_int rounded(cpp_int above, cpp_int below, Rounding mode) {
  if (below < 0) {
    above = -above;
    below = -below;
  }
  cpp_int floor = above / below;
  if (above % below < 0) --floor;
  const cpp_int rest = above - floor * below;
  if (rest == 0) return floor;
  const cpp_int ceiling = floor + 1;
  const cpp_int towards_zero = above > 0 ? floor : ceiling;
  const cpp_int from_zero = above > 0 ? ceiling : floor;
  switch (mode) {
    case Rounding::kFloor: return floor;
    case Rounding::kCeiling: return ceiling;
    case Rounding::kUp: return from_zero;
    case Rounding::kDown: return towards_zero;
    default: break;
  }
  if (2 * rest != below) return 2 * rest < below ? floor : ceiling;
  if (mode == Rounding::kHalfUp) return from_zero;
  if (mode == Rounding::kHalfDown) return towards_zero;
  return floor % 2 == 0 ? floor : ceiling;
}

BOOST_AUTO_TEST_CASE(random_numbers_compute_as_unbounded_integers_do) {
  Numbers numbers;
  for (int i = 0; i < 20000; ++i) {
    const Exact a = numbers.next();
    const Exact b = numbers.next();
    const int scale = std::max(a.scale, b.scale);
    const cpp_int a_aligned = a.coefficient * power(scale - a.scale);
    const cpp_int b_aligned = b.coefficient * power(scale - b.scale);
    const Decimal x = decimal_of(a);
    const Decimal y = decimal_of(b);
    BOOST_REQUIRE_EQUAL(shown(x.plus(y)), expected_text(a_aligned + b_aligned, scale));
    BOOST_REQUIRE_EQUAL(shown(x.minus(y)), expected_text(a_aligned - b_aligned, scale));
    BOOST_REQUIRE_EQUAL(shown(x.times(y)),
                        expected_text(a.coefficient * b.coefficient, a.scale + b.scale));
    BOOST_REQUIRE(((x <=> y) == (a_aligned < b_aligned   ? std::strong_ordering::less
                                 : a_aligned > b_aligned ? std::strong_ordering::greater
                                                         : std::strong_ordering::equal)));
    BOOST_REQUIRE((dec(x.to_string()) == x));
  }
}

BOOST_AUTO_TEST_CASE(random_quotients_round_as_the_modes_are_defined) {
  Numbers numbers;
  for (int i = 0; i < 20000; ++i) {
    const Exact a = numbers.next();
    const Exact b = numbers.next();
    Exact unit = numbers.next();
    unit.coefficient = abs(unit.coefficient);
    if (i % 2 == 0) unit.coefficient = 1;
    if (b.coefficient == 0 || unit.coefficient == 0) continue;
    const Rounding mode = numbers.mode();
    const cpp_int above = a.coefficient * power(b.scale + unit.scale);
    const cpp_int below = b.coefficient * unit.coefficient * power(a.scale);
    const cpp_int units = rounded(above, below, mode);
    BOOST_REQUIRE_EQUAL(
        shown(decimal_of(a).divided_by(decimal_of(b), decimal_of(unit), mode)),
        expected_text(units * unit.coefficient, unit.scale));
  }
}

BOOST_AUTO_TEST_CASE(amounts_of_every_day_round_as_the_modes_are_defined) {
  // The small numbers take the path of 128 bits; the oracle is the same.
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    const cpp_int a = static_cast<std::int64_t>(random() % 2'000'000'000) - 1'000'000'000;
    const cpp_int b = static_cast<std::int64_t>(random() % 20'000) + 1;
    const auto mode = static_cast<Rounding>(random() % 7);
    const int a_scale = static_cast<int>(random() % 7);
    const int unit_scale = static_cast<int>(random() % 5);
    const Result<Decimal> quotient = decimal_of({a, a_scale}).divided_by(
        decimal_of({b, 0}), decimal_of({1, unit_scale}), mode);
    BOOST_REQUIRE_EQUAL(
        shown(quotient),
        expected_text(rounded(a * power(unit_scale), b * power(a_scale), mode), unit_scale));
  }
}

}  // namespace
}  // namespace probity
