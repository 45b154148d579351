#include "adapters/http/tar.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace probity::http {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kNameMax = 100;

void put(std::array<char, kBlock>& header, std::size_t at, std::string_view text) {
  std::copy(text.begin(), text.end(), header.begin() + static_cast<std::ptrdiff_t>(at));
}

std::string octal(std::size_t number, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*zo", digits, number);
  return text;
}

}  // namespace

bool Tar::add(std::string_view name, std::string_view bytes, std::size_t bytes_max) {
  if (name.size() > kNameMax || bytes_.size() + bytes.size() + 2 * kBlock > bytes_max) return false;
  std::array<char, kBlock> header{};
  put(header, 0, name);
  put(header, 100, "0000644");
  put(header, 108, "0000000");
  put(header, 116, "0000000");
  put(header, 124, octal(bytes.size(), 11));
  put(header, 136, octal(0, 11));
  put(header, 148, "        ");
  header[156] = '0';
  put(header, 257, std::string_view("ustar\0" "00", 8));
  std::size_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(header, 148, octal(sum, 6) + '\0' + ' ');
  bytes_.append(header.data(), header.size());
  bytes_.append(bytes);
  bytes_.append((kBlock - bytes.size() % kBlock) % kBlock, '\0');
  return true;
}

std::string Tar::finish() {
  bytes_.append(2 * kBlock, '\0');
  return std::move(bytes_);
}

}  // namespace probity::http
