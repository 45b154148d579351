#include "audit/tree/tiles.h"

#include <algorithm>

#include "engine/base/check.h"

namespace probity::audit {
namespace {

std::string number_path(std::uint64_t number, std::uint64_t width) {
  const auto three = [](std::uint64_t value) {
    const std::string digits = std::to_string(value);
    return std::string(3 - digits.size(), '0') + digits;
  };
  std::string path = three(number % 1000);
  for (number /= 1000; number > 0; number /= 1000) path = "x" + three(number % 1000) + "/" + path;
  return width == kTileWidth ? path : path + ".p/" + std::to_string(width);
}

/// The root over hashes [begin, begin + count); `count` is a power of two.
TreeHash subtree(TreeHasher& hasher, const std::vector<TreeHash>& hashes, std::size_t begin, std::size_t count) {
  if (count == 1) return hashes[begin];
  const TreeHash left = subtree(hasher, hashes, begin, count / 2);
  return hasher.node(left, subtree(hasher, hashes, begin + count / 2, count / 2));
}

}  // namespace

std::string tile_path(int tile_level, std::uint64_t number, std::uint64_t width) {
  return "tile/" + std::to_string(tile_level) + "/" + number_path(number, width);
}

std::string bundle_path(std::uint64_t number, std::uint64_t width) {
  return "tile/entries/" + number_path(number, width);
}

void append_to_bundle(std::string_view entry, std::string& bundle) {
  PROBITY_CHECK(entry.size() <= 0xFFFF);
  bundle += static_cast<char>(static_cast<std::uint8_t>(entry.size() >> 8U));
  bundle += static_cast<char>(static_cast<std::uint8_t>(entry.size()));
  bundle += entry;
}

std::string hashes_bytes(const std::vector<TreeHash>& hashes) {
  std::string bytes;
  bytes.reserve(hashes.size() * sizeof(TreeHash));
  for (const TreeHash& hash : hashes) bytes += hash_bytes(hash);
  return bytes;
}

std::vector<TreeHash> hashes_of_bytes(std::string_view bytes) {
  std::vector<TreeHash> hashes(bytes.size() / sizeof(TreeHash));
  for (TreeHash& hash : hashes) {
    std::transform(bytes.begin(), bytes.begin() + sizeof(TreeHash), hash.begin(),
                   [](char c) { return static_cast<std::uint8_t>(c); });
    bytes.remove_prefix(sizeof(TreeHash));
  }
  return hashes;
}

void TileEdge::append(const TreeHash& leaf, const FullTile& full) {
  TreeHash hash = leaf;
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    std::vector<TreeHash>& tile = levels_[level];
    tile.push_back(hash);
    if (tile.size() < kTileWidth) break;
    hash = subtree(hasher_, tile, 0, kTileWidth);
    if (full) full(static_cast<int>(level), size_ >> (kTileHeight * (level + 1)), tile);
    tile.clear();
  }
  ++size_;
}

const std::vector<TreeHash>& TileEdge::hashes(int tile_level) const {
  static const std::vector<TreeHash> kNone;
  const auto level = static_cast<std::size_t>(tile_level);
  return level < levels_.size() ? levels_[level] : kNone;
}

CompactRange TileEdge::range() const {
  TreeHasher hasher;
  std::vector<TreeHash> subtrees;
  for (std::size_t level = levels_.size(); level-- > 0;) {
    const std::vector<TreeHash>& tile = levels_[level];
    std::size_t begin = 0;
    for (std::size_t count = kTileWidth / 2; count > 0; count /= 2) {
      if ((tile.size() & count) == 0) continue;
      subtrees.push_back(subtree(hasher, tile, begin, count));
      begin += count;
    }
  }
  return CompactRange(size_, std::move(subtrees));
}

std::vector<TreeHash> TileEdge::all() const {
  std::vector<TreeHash> hashes;
  for (const auto& level : levels_) hashes.insert(hashes.end(), level.begin(), level.end());
  return hashes;
}

std::size_t TileEdge::count(std::uint64_t size) {
  std::size_t count = 0;
  for (; size > 0; size >>= kTileHeight) count += size % kTileWidth;
  return count;
}

TileEdge TileEdge::of(std::uint64_t size, const std::vector<TreeHash>& hashes) {
  PROBITY_CHECK(hashes.size() == count(size));
  TileEdge edge;
  edge.size_ = size;
  auto next = hashes.begin();
  for (; size > 0; size >>= kTileHeight) {
    const auto end = next + static_cast<std::ptrdiff_t>(size % kTileWidth);
    edge.levels_.emplace_back(next, end);
    next = end;
  }
  return edge;
}

Result<void> TileTree::within(std::uint64_t size) const {
  if (size <= edge_.size()) return {};
  return Error{ErrorCode::kOutOfRange, "a tree of " + std::to_string(size) + " leaves was asked for; there are " +
                                           std::to_string(edge_.size())};
}

NodeReader TileTree::reader() {
  return [this](int level, std::uint64_t index) { return node(level, index); };
}

Result<TreeHash> TileTree::root(std::uint64_t size) {
  PROBITY_TRY_VOID(within(size));
  return tree_root(size, reader());
}

Result<TreeProof> TileTree::inclusion(std::uint64_t index, std::uint64_t size) {
  PROBITY_TRY_VOID(within(size));
  return inclusion_proof(index, size, reader());
}

Result<TreeProof> TileTree::consistency(std::uint64_t old_size, std::uint64_t size) {
  PROBITY_TRY_VOID(within(size));
  return consistency_proof(old_size, size, reader());
}

TileTree::Nodes TileTree::nodes_over(std::vector<TreeHash> hashes) {
  Nodes nodes{std::move(hashes)};
  while (nodes.back().size() > 1) {
    const std::vector<TreeHash>& below = nodes.back();
    std::vector<TreeHash> above;
    for (std::size_t i = 0; i + 1 < below.size(); i += 2) above.push_back(hasher_.node(below[i], below[i + 1]));
    nodes.push_back(std::move(above));
  }
  return nodes;
}

Result<TreeHash> TileTree::node(int level, std::uint64_t index) {
  const int tile_level = level / kTileHeight;
  const int above = level % kTileHeight;  // levels over the tile's hashes
  const std::uint64_t hash = index << above;
  const std::uint64_t number = hash / kTileWidth;
  const auto place = static_cast<std::size_t>(hash % kTileWidth);
  const std::uint64_t full_tiles = edge_.size() >> (kTileHeight * (tile_level + 1));
  if (number >= full_tiles) {
    const Nodes& nodes = edge_nodes_[static_cast<std::size_t>(tile_level)];
    const auto height = static_cast<std::size_t>(above);
    if (number > full_tiles || height >= nodes.size() || (place >> above) >= nodes[height].size()) {
      return Error{ErrorCode::kOutOfRange, "no such node of the tree"};
    }
    return nodes[height][place >> above];
  }
  PROBITY_TRY(const Nodes* nodes, tile(tile_level, number));
  return (*nodes)[static_cast<std::size_t>(above)][place >> above];
}

Result<const TileTree::Nodes*> TileTree::tile(int tile_level, std::uint64_t number) {
  const Key key{tile_level, number};
  if (const auto found = cached_.find(key); found != cached_.end()) {
    used_.splice(used_.begin(), used_, found->second);
    return &found->second->second;
  }
  PROBITY_TRY(const std::string bytes, load_(tile_level, number));
  if (bytes.size() != kTileBytes) {
    return Error{ErrorCode::kCorrupt, tile_path(tile_level, number) + " has " + std::to_string(bytes.size()) +
                                          " bytes instead of " + std::to_string(kTileBytes)};
  }
  Nodes nodes = nodes_over(hashes_of_bytes(bytes));
  used_.emplace_front(key, std::move(nodes));
  cached_[key] = used_.begin();
  if (used_.size() > cached_tiles_max_) {
    cached_.erase(used_.back().first);
    used_.pop_back();
  }
  return &used_.front().second;
}

}  // namespace probity::audit
