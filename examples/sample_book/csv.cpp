#include "examples/sample_book/csv.h"

#include <iconv.h>

#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace sample_book {
namespace {

std::string to_gb18030(std::string_view text) {
  iconv_t converter = iconv_open("GB18030", "UTF-8");
  if (converter == iconv_t(-1)) throw std::runtime_error("this machine has no GB18030 converter");
  std::string in(text);
  std::string out(text.size() * 4 + 4, '\0');
  char* from = in.data();
  char* to = out.data();
  std::size_t from_left = in.size();
  std::size_t to_left = out.size();
  const std::size_t done = iconv(converter, &from, &from_left, &to, &to_left);
  iconv_close(converter);
  if (done == static_cast<std::size_t>(-1)) throw std::runtime_error("text that GB18030 cannot hold");
  out.resize(out.size() - to_left);
  return out;
}

std::string quoted(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string text = "\"";
  for (const char letter : cell) text += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return text + "\"";
}

}  // namespace

Csv::Csv(std::vector<std::string> header, Form form) : form_(form) {
  if (form_.byte_order_mark) bytes_ = "\xEF\xBB\xBF";
  row(header);
}

void Csv::row(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) line += (i == 0 ? "" : ",") + quoted(cells[i]);
  raw(form_.gb18030 ? to_gb18030(line) : line);
}

void Csv::raw(std::string_view line) {
  bytes_ += line;
  bytes_ += form_.crlf ? "\r\n" : "\n";
}

bool Csv::save(const std::string& path) const {
  std::ofstream file(path, std::ios::binary);
  file << bytes_;
  file.close();
  if (file.good()) return true;
  std::fprintf(stderr, "cannot write %s\n", path.c_str());
  return false;
}

std::string money(std::int64_t cents) {
  return std::to_string(cents / 100) + "." + padded(cents % 100, 2);
}

std::int64_t share(std::int64_t cents, std::int64_t millionths) {
  return (cents * millionths + 500'000) / 1'000'000;
}

std::string moment(probity::Date day, std::int64_t second_of_day) {
  return day.to_string() + " " + padded(second_of_day / 3600, 2) + ":" + padded(second_of_day / 60 % 60, 2) +
         ":" + padded(second_of_day % 60, 2);
}

std::string padded(std::int64_t number, std::size_t digits) {
  std::string text = std::to_string(number);
  if (text.size() < digits) text.insert(0, digits - text.size(), '0');
  return text;
}

}  // namespace sample_book
