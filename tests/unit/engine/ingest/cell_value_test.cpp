#include "engine/ingest/cell_value.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace probity::ingest {
namespace {

namespace data = boost::unit_test::data;

struct TimeCase {
  const char* text;
  const char* expected;  // empty: a fault
};
std::ostream& operator<<(std::ostream& out, const TimeCase& row) { return out << row.text; }

ir::FieldMap moment_field(ir::ReadAs as, const char* form, bool ignore_offset) {
  ir::FieldMap field;
  field.type.kind = TypeKind::kMoment;
  field.time.as = as;
  if (*form != '\0') field.time.format = TimeFormat::compile(form).value();
  field.time.zone = Zone::find("America/New_York").value();
  field.time.ignore_offset = ignore_offset;
  return field;
}

void check_moment(const ir::FieldMap& field, const TimeCase& row) {
  const CellReading reading = read_cell(field, Schema(), row.text, std::nullopt);
  BOOST_TEST(reading.fault.has_value() == (*row.expected == '\0'));
  if (reading.value) BOOST_TEST(std::get<Moment>(*reading.value).to_string() == row.expected);
}

const TimeCase kLocalTimes[] = {{"2026-06-22 08:35:58.949+00", "2026-06-22T08:35:58.949-04:00"},
                                {"2026-01-22 08:35:58+00", "2026-01-22T08:35:58-05:00"},
                                {"2026-01-22 08:35:58", "2026-01-22T08:35:58-05:00"},
                                {"2026-01-22", "2026-01-22"},
                                {"2026-02-30", ""}};
BOOST_DATA_TEST_CASE(an_offset_may_be_ignored, data::make(kLocalTimes), row) {
  check_moment(moment_field(ir::ReadAs::kMoment, "", true), row);
}

const TimeCase kOwnTimes[] = {{"2026-06-22 08:35:58+00", "2026-06-22T08:35:58Z"},
                              {"2026-06-22 08:35", "2026-06-22T08:35:00-04:00"}};
BOOST_DATA_TEST_CASE(a_time_without_an_offset_is_of_the_zone, data::make(kOwnTimes), row) {
  check_moment(moment_field(ir::ReadAs::kPlain, "", false), row);
}

const TimeCase kForms[] = {{"22.06.2026 8:05:07.25", "2026-06-22T08:05:07.25-04:00"},
                           {"22.06.2026 18:05:07", "2026-06-22T18:05:07-04:00"},
                           {"22.6.2026 18:05:07", ""},
                           {"22.06.2026 24:05:07", ""},
                           {"22.06.2026 18:05:07 ", "2026-06-22T18:05:07-04:00"}};
BOOST_DATA_TEST_CASE(a_form_reads_what_it_describes, data::make(kForms), row) {
  check_moment(moment_field(ir::ReadAs::kMoment, "dd.MM.yyyy H:mm:ss.SSS", false), row);
}

const TimeCase kSerials[] = {{"44493", "2021-10-24"}, {"44493.5", "2021-10-24T12:00:00-04:00"},
                             {"1", "1900-01-01"},     {"59", "1900-02-28"},
                             {"60", ""},              {"61", "1900-03-01"},
                             {"0", ""},               {"2958465", "9999-12-31"},
                             {"2958466", ""},         {"44493.9999999", "2021-10-25T00:00:00-04:00"}};
BOOST_DATA_TEST_CASE(excel_counts_days_as_it_always_did, data::make(kSerials), row) {
  check_moment(moment_field(ir::ReadAs::kExcelDate, "", false), row);
}

struct NumberCase {
  const char* text;
  const char* expected;
};
std::ostream& operator<<(std::ostream& out, const NumberCase& row) { return out << row.text; }
const NumberCase kNumbers[] = {{"1234.50", "1234.5"}, {"1,234.50", "1234.5"}, {"-1,234,567", "-1234567"},
                               {"12,34", ""},         {"1234,567", ""},       {",123", ""},
                               {"1,234,", ""},        {"1.5,000", ""},        {" 7 ", "7"},
                               {"1e3", "1000"},       {"٣", ""},              {"NaN", ""}};
BOOST_DATA_TEST_CASE(commas_belong_to_a_number_only_between_groups_of_three, data::make(kNumbers), row) {
  ir::FieldMap field;
  field.type.kind = TypeKind::kNumber;
  const CellReading reading = read_cell(field, Schema(), row.text, std::nullopt);
  BOOST_TEST(reading.fault.has_value() == (*row.expected == '\0'));
  if (reading.value) BOOST_TEST(std::get<Decimal>(*reading.value).to_string() == row.expected);
}

BOOST_AUTO_TEST_CASE(blanks_round_a_text_do_not_count) {
  ir::FieldMap field;
  field.type.kind = TypeKind::kText;
  BOOST_TEST(std::get<std::string>(*read_cell(field, Schema(), " two words ", std::nullopt).value) == "two words");
}

BOOST_AUTO_TEST_CASE(an_amount_takes_its_currency_from_itself_its_column_or_the_mapping) {
  ir::FieldMap field;
  field.type.kind = TypeKind::kMoney;
  const auto text = [&](const char* cell, std::optional<std::string_view> currency) {
    const CellReading reading = read_cell(field, Schema(), cell, currency);
    return reading.value ? std::get<Money>(*reading.value).to_string() : reading.fault ? "fault" : "unknown";
  };
  BOOST_TEST(text("5", std::nullopt) == "fault");
  BOOST_TEST(text("5 HKD", std::nullopt) == "5.00 HKD");
  BOOST_TEST(text("5", "EUR ") == "5.00 EUR");
  BOOST_TEST(text("5", "") == "fault");
  BOOST_TEST(text("5 HKD", "EUR") == "fault");
  BOOST_TEST(text("", "EUR") == "unknown");
  field.currency = Currency::from_code("CNY");
  BOOST_TEST(text("5", std::nullopt) == "5.00 CNY");
  field.type.currency = Currency::from_code("CNY");
  BOOST_TEST(text("5 HKD", std::nullopt) == "fault");
}

BOOST_AUTO_TEST_CASE(an_empty_cell_is_unknown_even_where_all_else_has_a_value) {
  ir::FieldMap field;
  field.type.kind = TypeKind::kTruth;
  field.has_else = true;
  field.else_value = Value(true);
  BOOST_TEST(!read_cell(field, Schema(), " ", std::nullopt).value.has_value());
  BOOST_TEST(read_cell(field, Schema(), "x", std::nullopt).value.has_value());
  field.cases.push_back({ir::ValueCase::Match::kEquals, "", Value(false)});
  BOOST_TEST((read_cell(field, Schema(), "", std::nullopt).value == Value(false)));
}

BOOST_AUTO_TEST_CASE(texts_are_composed_on_the_way_in) {
  ir::FieldMap field;
  field.type.kind = TypeKind::kText;
  BOOST_TEST((read_cell(field, Schema(), "e\xCC\x81", std::nullopt).value == Value(std::string("\xC3\xA9"))));
}

}  // namespace
}  // namespace probity::ingest
