#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/values/calendar.h"
#include "examples/sample_book/book.h"

namespace sample_book {
namespace {

constexpr std::uint64_t kSeed = 20'250'314;

bool read_sessions(const char* calendar_file, Book& book) {
  std::ifstream file(calendar_file, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const auto calendar = probity::Calendar::parse(text.str());
  if (!calendar.ok()) {
    std::fprintf(stderr, "%s: %s\n", calendar_file, calendar.error().message.c_str());
    return false;
  }
  const auto first = probity::Date::parse("2025-01-01");
  for (std::int32_t i = 0; i < 365; ++i) {
    const auto day = probity::Date::from_days(first.value().days_since_1970() + i);
    const auto open = calendar.value().is_open(day);
    if (open.ok() && open.value()) book.sessions.push_back(day);
  }
  return !book.sessions.empty();
}

bool write_dirt(const Book& book) {
  std::ofstream file(book.folder + "/dirt.txt");
  for (const auto& [what, count] : book.dirt) file << count << '\t' << what << '\n';
  file.close();
  return file.good();
}

int run(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "sample_book FOLDER TRADING-CALENDAR   writes the sample book's files\n");
    return 2;
  }
  Book book{Random(kSeed), argv[1], {}, {}, {}, {}};
  std::filesystem::create_directories(book.folder + "/complaints");
  const bool done = read_sessions(argv[2], book) && write_products(book) && write_clients(book) &&
                    write_orders(book) && write_complaints(book) && write_dirt(book);
  return done ? 0 : 3;
}

}  // namespace
}  // namespace sample_book

int main(int argc, char** argv) {
  try {
    return sample_book::run(argc, argv);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "sample_book: %s\n", failure.what());
    return 3;
  }
}
