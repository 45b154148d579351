#include "engine/values/money.h"

#include <boost/test/unit_test.hpp>
#include <vector>

namespace probity {
namespace {

Currency currency(std::string_view code) { return Currency::from_code(code).value(); }

std::string shown(const Result<Money>& money) {
  return money.ok() ? money.value().to_string() : "refused";
}

BOOST_AUTO_TEST_CASE(a_currency_is_three_capital_letters) {
  BOOST_TEST(currency("CNY").code() == "CNY");
  BOOST_TEST((currency("CNY") == currency("CNY")));
  BOOST_TEST((currency("CNY") != currency("CNH")));
  BOOST_TEST((Currency() == currency("XXX")));
  for (const std::string_view code : {"", "CN", "CNYY", "cny", "C1Y", "CN ", "\u00A5"}) {
    BOOST_TEST(!Currency::from_code(code).has_value(), code);
  }
}

BOOST_AUTO_TEST_CASE(currencies_have_their_own_number_of_places) {
  for (const std::string_view code : {"JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XPF", "BIF"}) {
    BOOST_TEST(currency(code).places() == 0, code);
  }
  for (const std::string_view code : {"BHD", "KWD", "JOD", "OMR", "TND", "IQD", "LYD"}) {
    BOOST_TEST(currency(code).places() == 3, code);
  }
  for (const std::string_view code : {"CLF", "UYW"}) BOOST_TEST(currency(code).places() == 4, code);
  for (const std::string_view code : {"CNY", "HKD", "EUR", "USD", "GBP", "XXX", "TWD"}) {
    BOOST_TEST(currency(code).places() == 2, code);
  }
}

struct Reading {
  std::string_view text;
  std::string_view result;
};

BOOST_AUTO_TEST_CASE(amounts_are_read_with_or_without_grouping) {
  const std::vector<Reading> readings = {
      {"500000.00 CNY", "500000.00 CNY"}, {"500,000.00 CNY", "500000.00 CNY"},
      {"-5 CNY", "-5.00 CNY"}, {"0 JPY", "0 JPY"}, {"1,234 JPY", "1234 JPY"},
      {"1.2345 USD", "1.2345 USD"}, {"1 KWD", "1.000 KWD"}, {"5  EUR", "5.00 EUR"},
      {"0.5 JPY", "0.5 JPY"},
      {"500000.00", "refused"}, {"CNY", "refused"}, {" CNY", "refused"}, {"5CNY", "refused"},
      {"5 cny", "refused"}, {"CNY 5", "refused"}, {"5,00 CNY", "refused"}, {"5 CNY ", "refused"},
      {" 5 CNY", "refused"}, {"5e3 CNY", "refused"}, {"", "refused"}, {"5 5 CNY", "refused"},
      {"\u00A55", "refused"},
  };
  for (const Reading& reading : readings) {
    BOOST_TEST(shown(Money::parse(reading.text)) == reading.result, reading.text);
  }
  BOOST_TEST((Money::parse("1e99 CNY").error().code == ErrorCode::kInvalidArgument));
  BOOST_TEST((Money::parse(std::string(39, '9') + " CNY").error().code == ErrorCode::kOverflow));
}

BOOST_AUTO_TEST_CASE(amounts_of_one_currency_add_up_exactly) {
  const Money a = Money::parse("0.1 CNY").value();
  const Money b = Money::parse("0.2 CNY").value();
  BOOST_TEST(shown(a.plus(b)) == "0.30 CNY");
  BOOST_TEST(shown(a.minus(b)) == "-0.10 CNY");
}

BOOST_AUTO_TEST_CASE(amounts_of_two_currencies_never_combine) {
  const Money yuan = Money::parse("5 CNY").value();
  const Money dollars = Money::parse("5 HKD").value();
  BOOST_TEST((yuan.plus(dollars).error().code == ErrorCode::kCurrencyMismatch));
  BOOST_TEST((yuan.minus(dollars).error().code == ErrorCode::kCurrencyMismatch));
  BOOST_TEST(yuan.plus(dollars).error().message == "amounts of CNY and HKD cannot be combined");
  BOOST_TEST((yuan != dollars));
}

BOOST_AUTO_TEST_CASE(a_sum_past_38_digits_is_refused) {
  const Money most = Money::parse(std::string(38, '9') + " CNY").value();
  BOOST_TEST((most.plus(Money::parse("1 CNY").value()).error().code == ErrorCode::kOverflow));
  const Money least = Money::parse("-" + std::string(38, '9') + " CNY").value();
  BOOST_TEST((least.minus(most).error().code == ErrorCode::kOverflow));
}

BOOST_AUTO_TEST_CASE(rates_are_read_in_each_way_of_writing_and_printed_in_percent) {
  const std::vector<Reading> readings = {
      {"0.3%", "0.3%"}, {"3\u2030", "0.3%"}, {"30bps", "0.3%"}, {"30 bps", "0.3%"},
      {"0.003", "0.3%"}, {"0.3 %", "0.3%"}, {"0%", "0%"}, {"0", "0%"}, {"100%", "100%"},
      {"1", "100%"},
      {"-12.5%", "-12.5%"}, {"0.0487\u2030", "0.00487%"}, {"12345", "1234500%"},
      {"1,000 bps", "10%"},
      {"0.1", "10%"}, {"-0.05", "-5%"}, {"0.015%", "0.015%"}, {"0.5", "50%"},
      {"3e-3", "0.3%"},
      {"%", "refused"}, {"bps", "refused"}, {"3 percent", "refused"}, {"0.3%%", "refused"},
      {"", "refused"}, {" 3%", "refused"}, {"3% ", "refused"}, {"1e2%", "refused"},
  };
  for (const Reading& reading : readings) {
    const auto rate = Rate::parse(reading.text);
    BOOST_TEST((rate.ok() ? rate.value().to_string() : "refused") == reading.result, reading.text);
  }
}

BOOST_AUTO_TEST_CASE(a_rate_is_the_fraction_that_it_says) {
  BOOST_TEST((Rate::parse("3\u2030").value().fraction == Decimal::parse("0.003").value()));
  BOOST_TEST((Rate::parse("30bps").value() == Rate::parse("0.3%").value()));
  BOOST_TEST((Rate::parse("29bps").value() < Rate::parse("0.3%").value()));
}

BOOST_AUTO_TEST_CASE(a_rate_of_38_digits_keeps_them_in_percent) {
  const std::string nines(38, '9');
  BOOST_TEST(Rate::parse(nines).value().to_string() == nines + "00%");
  BOOST_TEST(Rate::parse("0." + nines).value().to_string() == "99." + nines.substr(2) + "%");
  BOOST_TEST((Rate::parse("0." + nines + "%").error().code == ErrorCode::kOverflow));
}

}  // namespace
}  // namespace probity
