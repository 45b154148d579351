#include "audit/tree/hasher.h"

#include <algorithm>
#include <array>

namespace probity::audit {

TreeHash TreeHasher::leaf(std::string_view entry) {
  sha256_.update(std::string_view("\0", 1));
  sha256_.update(entry);
  return sha256_.finish();
}

TreeHash TreeHasher::node(const TreeHash& left, const TreeHash& right) {
  std::array<char, 65> bytes{};
  bytes[0] = 1;
  const auto after_left = std::copy(left.begin(), left.end(), bytes.begin() + 1);
  std::copy(right.begin(), right.end(), after_left);
  sha256_.update({bytes.data(), bytes.size()});
  return sha256_.finish();
}

TreeHash TreeHasher::empty_root() { return sha256_.finish(); }

std::string_view hash_bytes(const TreeHash& hash) {
  // Reading bytes through a char pointer is what char pointers are allowed to do.
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace probity::audit
