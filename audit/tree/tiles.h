#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "audit/tree/compact_range.h"
#include "audit/tree/proof.h"

/// Tiles of C2SP's `tlog-tiles`: 256 hashes of one level of the tree, eight levels apart. Nothing here
/// reads or writes files.
namespace probity::audit {

inline constexpr int kTileHeight = 8;
inline constexpr std::uint64_t kTileWidth = 256;
inline constexpr std::size_t kTileBytes = 8192;

/// `tile/0/x001/234`; with a width below 256 `tile/0/x001/234.p/17`.
[[nodiscard]] std::string tile_path(int tile_level, std::uint64_t number, std::uint64_t width = kTileWidth);
/// The same below `tile/entries/`: the entries whose leaves are the tile's of level 0.
[[nodiscard]] std::string bundle_path(std::uint64_t number, std::uint64_t width = kTileWidth);

/// Appends an entry of at most 65,535 bytes as bundles hold it: two bytes of length, the higher first.
void append_to_bundle(std::string_view entry, std::string& bundle);

[[nodiscard]] std::string hashes_bytes(const std::vector<TreeHash>& hashes);
/// The hashes that the bytes are; an odd rest at the end is dropped.
[[nodiscard]] std::vector<TreeHash> hashes_of_bytes(std::string_view bytes);

/// Called with each tile that became full.
using FullTile = std::function<void(int tile_level, std::uint64_t number, const std::vector<TreeHash>& hashes)>;

/// The tiles at the right edge of a tree that are not full yet: at most 255 hashes for each eight
/// levels. With the full tiles they are the whole tree.
///
/// Thread-safety: one thread at a time.
class TileEdge {
 public:
  void append(const TreeHash& leaf, const FullTile& full);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// The hashes of the tile of this level that is not full; none where it has none.
  [[nodiscard]] const std::vector<TreeHash>& hashes(int tile_level) const;
  /// What the tree needs to grow on and to know its root.
  [[nodiscard]] CompactRange range() const;

  /// All hashes, the lowest level first: what a segment begins with.
  [[nodiscard]] std::vector<TreeHash> all() const;
  /// How many `all` are for a tree of that size.
  [[nodiscard]] static std::size_t count(std::uint64_t size);
  /// The edge whose `all` they are; `hashes` are `count(size)`.
  [[nodiscard]] static TileEdge of(std::uint64_t size, const std::vector<TreeHash>& hashes);

  friend bool operator==(const TileEdge& a, const TileEdge& b) { return a.size_ == b.size_ && a.levels_ == b.levels_; }

 private:
  std::uint64_t size_ = 0;
  std::vector<std::vector<TreeHash>> levels_;
  TreeHasher hasher_;

 public:
  TileEdge() = default;
  TileEdge(const TileEdge& other) : size_(other.size_), levels_(other.levels_) {}
  TileEdge& operator=(const TileEdge& other) {
    size_ = other.size_;
    levels_ = other.levels_;
    return *this;
  }
};

/// Gives the bytes of a full tile. Errors: `kNotFound`, `kUnavailable`.
using TileLoader = std::function<Result<std::string>(int tile_level, std::uint64_t number)>;

/// Nodes of the tree out of full tiles and the edge. Keeps the tiles that it used last, with the nodes
/// between their hashes.
///
/// Thread-safety: one thread at a time.
class TileTree {
 public:
  static constexpr std::size_t kCachedTiles = 2'048;  // 16 KiB each

  TileTree(TileEdge edge, TileLoader load, std::size_t cached_tiles_max = kCachedTiles)
      : edge_(std::move(edge)), load_(std::move(load)), cached_tiles_max_(cached_tiles_max) {
    for (int level = 0; level < 64 / kTileHeight; ++level) edge_nodes_.push_back(nodes_over(edge_.hashes(level)));
  }

  [[nodiscard]] std::uint64_t size() const { return edge_.size(); }
  // Errors of these: `kOutOfRange` for a size above `size()`; the loader's; `kCorrupt` for a tile that
  // has not its size.
  [[nodiscard]] Result<TreeHash> root(std::uint64_t size);
  [[nodiscard]] Result<TreeProof> inclusion(std::uint64_t index, std::uint64_t size);
  [[nodiscard]] Result<TreeProof> consistency(std::uint64_t old_size, std::uint64_t size);
  [[nodiscard]] Result<TreeHash> leaf(std::uint64_t index) { return node(0, index); }

 private:
  /// Hashes of a tile and the nodes over them, level by level: 256, 128, …, 2.
  using Nodes = std::vector<std::vector<TreeHash>>;
  using Key = std::pair<int, std::uint64_t>;

  /// Every complete node over the hashes of a tile, full or not.
  [[nodiscard]] Nodes nodes_over(std::vector<TreeHash> hashes);
  [[nodiscard]] Result<TreeHash> node(int level, std::uint64_t index);
  [[nodiscard]] Result<const Nodes*> tile(int tile_level, std::uint64_t number);
  [[nodiscard]] Result<void> within(std::uint64_t size) const;
  [[nodiscard]] NodeReader reader();

  TileEdge edge_;
  TileLoader load_;
  std::size_t cached_tiles_max_;
  std::list<std::pair<Key, Nodes>> used_;  // the last used first
  std::map<Key, std::list<std::pair<Key, Nodes>>::iterator> cached_;
  TreeHasher hasher_;
  std::vector<Nodes> edge_nodes_;  // by tile level: each proof needs some of the right edge
};

}  // namespace probity::audit
