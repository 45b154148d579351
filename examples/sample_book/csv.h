#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/values/time.h"

namespace sample_book {

/// One CSV file in the making; `raw` puts in what no honest writer would.
class Csv {
 public:
  struct Form {
    bool byte_order_mark = false;
    bool crlf = false;
    bool gb18030 = false;
  };
  Csv(std::vector<std::string> header, Form form);

  void row(const std::vector<std::string>& cells);
  /// A line as it stands, in bytes.
  void raw(std::string_view line);
  /// False, with a message on standard error, where the file could not be written.
  [[nodiscard]] bool save(const std::string& path) const;

 private:
  Form form_;
  std::string bytes_;
};

/// Cents as `1234.56`.
[[nodiscard]] std::string money(std::int64_t cents);
/// `amount * rate / 1,000,000`, half up.
[[nodiscard]] std::int64_t share(std::int64_t cents, std::int64_t millionths);
/// `2025-03-14 10:15:00`.
[[nodiscard]] std::string moment(probity::Date day, std::int64_t second_of_day);
/// A number with zeros in front: `000123`.
[[nodiscard]] std::string padded(std::int64_t number, std::size_t digits);

}  // namespace sample_book
