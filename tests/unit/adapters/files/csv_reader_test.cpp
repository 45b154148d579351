#include "adapters/files/csv_reader.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace probity::files {
namespace {

namespace data = boost::unit_test::data;

/// A folder that goes away with the test.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "probity-csv-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

/// `cell|cell` with `@line:column` behind each cell, `!line:column what` for a broken row.
std::vector<std::string> rows_of(ports::TableReader& reader, std::size_t rows_max) {
  std::vector<std::string> rows;
  ports::TableChunk chunk;
  while (true) {
    const auto more = reader.next(chunk, rows_max);
    BOOST_TEST_REQUIRE(more.ok());
    if (!more.value()) return rows;
    for (std::size_t row = 0; row < chunk.row_count(); ++row) {
      std::ostringstream line;
      for (std::size_t column = 0; column < chunk.cell_count(row); ++column) {
        const ports::TablePlace place = chunk.place(row, column);
        line << (column > 0 ? "|" : "") << chunk.cell(row, column) << "@" << place.line << ":"
             << place.column;
      }
      if (const ports::RowFault* fault = chunk.fault(row)) {
        line << "!" << fault->place.line << ":" << fault->place.column << " " << fault->what;
      }
      rows.push_back(line.str());
    }
  }
}

std::vector<std::string> read(const std::string& text, const ports::TableOptions& options = {},
                              std::size_t rows_max = 1000) {
  const Folder folder;
  folder.put("t.csv", text);
  auto store = open_csv_folder(folder.path());
  BOOST_TEST_REQUIRE(store.ok());
  auto reader = store.value()->open("t", options);
  BOOST_TEST_REQUIRE(reader.ok(), (reader.ok() ? "" : reader.error().message));
  return rows_of(*reader.value(), rows_max);
}

void check_rows(const std::vector<std::string>& got, const std::vector<std::string>& expected) {
  BOOST_TEST(got == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_cell_has_its_line_and_column) {
  check_rows(read("a,b\n1,2\n33,4\n"), {"1@2:1|2@2:3", "33@3:1|4@3:4"});
}

BOOST_AUTO_TEST_CASE(columns_count_characters_not_bytes) {
  check_rows(read("a,b\n上海,x\n"), {"上海@2:1|x@2:4"});
}

BOOST_AUTO_TEST_CASE(a_quoted_cell_may_hold_delimiters_quotes_and_line_breaks) {
  check_rows(read("a,b,c\n\"x,y\",\"say \"\"hi\"\"\",\"two\nlines\"\n1,2,3\n"),
             {"x,y@2:1|say \"hi\"@2:7|two\nlines@2:20", "1@4:1|2@4:3|3@4:5"});
}

BOOST_AUTO_TEST_CASE(crlf_lines_a_byte_order_mark_and_a_missing_last_line_end_are_read) {
  check_rows(read("\xEF\xBB\xBF" "a,b\r\n1,2\r\n\r\n3,\"4\"\r\n5,6"),
             {"1@2:1|2@2:3", "3@4:1|4@4:3", "5@5:1|6@5:3"});
}

BOOST_AUTO_TEST_CASE(a_carriage_return_at_the_end_of_the_file_belongs_to_no_cell) {
  check_rows(read("a,b\r\n1,2\r"), {"1@2:1|2@2:3"});
  check_rows(read("a,b\r\n1,\"2\"\r"), {"1@2:1|2@2:3"});
}

BOOST_AUTO_TEST_CASE(a_quote_inside_a_plain_cell_is_a_character) {
  check_rows(read("a,b\n5\" disk,2\n"), {"5\" disk@2:1|2@2:9"});
}

BOOST_AUTO_TEST_CASE(another_delimiter_may_be_given) {
  ports::TableOptions options;
  options.delimiter = ';';
  check_rows(read("a;b\n1,5;2\n", options), {"1,5@2:1|2@2:5"});
}

BOOST_AUTO_TEST_CASE(short_and_long_lines_are_broken_and_the_next_ones_are_read) {
  check_rows(read("a,b,c\n1,2\n1,2,3,4\n1,2,3\n"),
             {"1@2:1|2@2:3!2:3 this line has 2 cells, the heading has 3",
              "1@3:1|2@3:3|3@3:5!3:7 this line has 4 cells, the heading has 3",
              "1@4:1|2@4:3|3@4:5"});
}

BOOST_AUTO_TEST_CASE(a_bad_byte_breaks_its_line_at_its_place) {
  check_rows(read("a,b\nok,\xE4\xB8\x8Ax\xFFy\n3,4\n"),
             {"ok@2:1!2:6 this byte does not belong to the file's encoding", "3@3:1|4@3:3"});
}

const std::string kBadUtf8[] = {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80",
                                "\xF4\x90\x80\x80", "\x80", "\xE4\xB8"};

BOOST_DATA_TEST_CASE(what_only_looks_like_utf8_is_refused, data::make(kBadUtf8), bytes) {
  check_rows(read("a,b\n1," + bytes + "\n3,4\n"),
             {"1@2:1!2:3 this byte does not belong to the file's encoding", "3@3:1|4@3:3"});
}

BOOST_AUTO_TEST_CASE(a_quote_that_never_closes_breaks_only_its_own_line) {
  check_rows(read("a,b\n1,\"open\n3,4\n5,6\n"),
             {"1@2:1!2:3 this quote never closes", "3@3:1|4@3:3", "5@4:1|6@4:3"});
}

BOOST_AUTO_TEST_CASE(text_behind_a_closing_quote_breaks_the_line) {
  check_rows(read("a,b\n\"1\"x,2\n3,4\n"),
             {"!2:4 text stands behind the closing quote of a cell", "3@3:1|4@3:3"});
}

BOOST_AUTO_TEST_CASE(a_record_over_one_mebibyte_is_broken_and_reading_goes_on) {
  const std::string long_line(std::size_t{3} << 20, 'x');
  check_rows(read("a,b\n1,2\n" + long_line + ",1\n3,4\n"),
             {"1@2:1|2@2:3", "!3:1 this record is longer than 1 MiB", "3@4:1|4@4:3"});
  const std::string quoted = "\"" + std::string(std::size_t{1} << 20, 'x') + "\ny\",1\n";
  const auto rows = read("a,b\n" + quoted + "3,4\n");
  BOOST_TEST_REQUIRE(rows.size() >= 2U);
  BOOST_TEST(rows.front() == "!2:1 this record is longer than 1 MiB");
  BOOST_TEST(rows.back() == "3@4:1|4@4:3");
}

BOOST_AUTO_TEST_CASE(gb18030_is_read_with_places_in_characters) {
  ports::TableOptions options;
  options.encoding = "GB18030";
  // 上海,平安 and a four-byte character (U+20000).
  check_rows(read("a,b\n\xC9\xCF\xBA\xA3,\xC6\xBD\xB0\xB2\n\x95\x32\x82\x36,x\n", options),
             {"上海@2:1|平安@2:4", "𠀀@3:1|x@3:3"});
}

BOOST_AUTO_TEST_CASE(a_byte_that_is_no_gb18030_breaks_its_line) {
  ports::TableOptions options;
  options.encoding = "gb18030";
  check_rows(read("a,b\n\xC9\xCF\xFF,1\n3,4\n", options),
             {"!2:2 this byte does not belong to the file's encoding", "3@3:1|4@3:3"});
  check_rows(read("a,b\n3,\xC9", options),
             {"3@2:1!2:3 this byte does not belong to the file's encoding"});
}

BOOST_AUTO_TEST_CASE(chunk_size_changes_nothing) {
  std::string text = "a,b,c\n";
  std::mt19937 random(7);
  for (int row = 0; row < 20'000; ++row) {
    text += std::to_string(random());
    text += random() % 3 == 0 ? ",\"q\"\"\n,平\"," : ",plain,";
    text += random() % 50 == 0 ? "x,y\n" : random() % 50 == 1 ? "\xFE\r\n" : "z\r\n";
  }
  const auto whole = read(text, {}, 1'000'000);
  BOOST_TEST(whole.size() == 20'000U);
  for (const std::size_t rows_max : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
    BOOST_TEST((read(text, {}, rows_max) == whole));
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_named_with_the_nearest) {
  const Folder folder;
  folder.put("customers.csv", "a\n");
  const auto store = open_csv_folder(folder.path());
  BOOST_TEST_REQUIRE(store.ok());
  const auto reader = store.value()->open("custmers", {});
  BOOST_TEST_REQUIRE(!reader.ok());
  BOOST_TEST((reader.error().code == ErrorCode::kNotFound));
  BOOST_TEST(reader.error().message.find("is `customers.csv` meant?") != std::string::npos);
  BOOST_TEST(!store.value()->open("../customers", {}).ok());
  BOOST_TEST(!open_csv_folder(folder.path() + "/none").ok());
}

BOOST_AUTO_TEST_CASE(an_empty_file_has_no_heading) {
  const Folder folder;
  folder.put("t.csv", "");
  const auto reader = open_csv_folder(folder.path()).value()->open("t", {});
  BOOST_TEST_REQUIRE(!reader.ok());
  BOOST_TEST(reader.error().message == "t.csv is empty: it has no heading");
}

BOOST_AUTO_TEST_CASE(an_unknown_encoding_is_refused) {
  const Folder folder;
  folder.put("t.csv", "a\n");
  ports::TableOptions options;
  options.encoding = "latin-1";
  BOOST_TEST(!open_csv_folder(folder.path()).value()->open("t", options).ok());
}

BOOST_AUTO_TEST_CASE(random_bytes_never_stop_the_reader) {
  std::mt19937 random(11);
  for (int round = 0; round < 200; ++round) {
    std::string text = "a,b\n";
    for (int byte = 0; byte < 300; ++byte) {
      const char kBytes[] = {'"', ',', '\n', '\r', 'x', static_cast<char>(0xE4)};
      text += kBytes[random() % 6];
    }
    BOOST_TEST((read(text, {}, 3) == read(text, {}, 1000)));
  }
}

}  // namespace
}  // namespace probity::files
