#include <map>
#include <random>
#include <string>

#include <boost/test/unit_test.hpp>

#include "audit/tree/merkle_tree.h"
#include "audit/tree/tiles.h"

namespace audit = probity::audit;

namespace {

/// A tree in memory beside the same tree as tiles.
struct Trees {
  audit::MerkleTree whole;
  audit::TileEdge edge;
  std::map<std::string, std::string> tiles;

  explicit Trees(std::uint64_t size) {
    audit::TreeHasher hasher;
    for (std::uint64_t i = 0; i < size; ++i) {
      const audit::TreeHash leaf = hasher.leaf(std::to_string(i));
      whole.append(leaf);
      edge.append(leaf, [this](int level, std::uint64_t number, const std::vector<audit::TreeHash>& hashes) {
        tiles[audit::tile_path(level, number)] = audit::hashes_bytes(hashes);
      });
    }
  }
  audit::TileTree tree(std::size_t cached = 4) {
    return audit::TileTree(edge, [this](int level, std::uint64_t number) -> probity::Result<std::string> {
      const auto found = tiles.find(audit::tile_path(level, number));
      if (found == tiles.end()) return probity::Error{probity::ErrorCode::kNotFound, "no such tile"};
      return found->second;
    }, cached);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(tiles_are_named_as_the_specification_names_them) {
  BOOST_TEST(audit::tile_path(0, 1'234'067) == "tile/0/x001/x234/067");
  BOOST_TEST(audit::tile_path(0, 0) == "tile/0/000");
  BOOST_TEST(audit::tile_path(2, 1'000, 17) == "tile/2/x001/000.p/17");
  BOOST_TEST(audit::bundle_path(999, 255) == "tile/entries/999.p/255");
  std::string bundle;
  audit::append_to_bundle(std::string(258, 'x'), bundle);
  BOOST_TEST(bundle.substr(0, 3) == "\x01\x02x");
}

BOOST_AUTO_TEST_CASE(a_tree_of_70000_has_the_tiles_of_the_specifications_example) {
  const Trees trees(70'000);
  BOOST_TEST(trees.tiles.size() == 273U + 1U);
  BOOST_TEST(trees.edge.hashes(0).size() == 112U);
  BOOST_TEST(trees.edge.hashes(1).size() == 17U);
  BOOST_TEST(trees.edge.hashes(2).size() == 1U);
}

BOOST_AUTO_TEST_CASE(roots_and_proofs_from_tiles_are_those_of_the_whole_tree) {
  std::mt19937_64 random(3);
  for (const std::uint64_t size : {1U, 2U, 255U, 256U, 257U, 511U, 513U, 700U, 65'535U, 65'536U, 65'537U, 70'000U}) {
    Trees trees(size);
    audit::TileTree tree = trees.tree();
    BOOST_TEST((trees.edge.range().size() == size));
    BOOST_TEST((trees.edge.range().root() == trees.whole.root(size).value()));
    for (int i = 0; i < 60; ++i) {
      const std::uint64_t part = 1 + random() % size;
      const std::uint64_t index = random() % part;
      BOOST_REQUIRE((tree.root(part).value() == trees.whole.root(part).value()));
      BOOST_REQUIRE((tree.inclusion(index, part).value() == trees.whole.inclusion(index, part).value()));
      const std::uint64_t old_size = 1 + random() % part;
      BOOST_REQUIRE((tree.consistency(old_size, part).value() == trees.whole.consistency(old_size, part).value()));
    }
    BOOST_TEST(!tree.root(size + 1).ok());
  }
}

BOOST_AUTO_TEST_CASE(an_edge_is_made_again_from_its_hashes) {
  for (const std::uint64_t size : {0U, 1U, 255U, 256U, 300U, 65'536U, 66'000U}) {
    const Trees trees(size);
    BOOST_TEST(trees.edge.all().size() == audit::TileEdge::count(size));
    audit::TileEdge again = audit::TileEdge::of(size, trees.edge.all());
    audit::TileEdge grown = trees.edge;
    for (int i = 0; i < 300; ++i) {
      const audit::TreeHash leaf = probity::sha256(std::to_string(i));
      again.append(leaf, {});
      grown.append(leaf, {});
    }
    BOOST_TEST((again.range().root() == grown.range().root()));
  }
}

BOOST_AUTO_TEST_CASE(a_tile_that_is_gone_or_cut_is_an_error_and_no_proof) {
  Trees trees(70'000);
  const std::string path = audit::tile_path(0, 7);
  const std::string sound = trees.tiles[path];
  trees.tiles[path] = sound.substr(1);
  BOOST_TEST(!trees.tree().inclusion(7 * 256, 70'000).ok());
  trees.tiles.erase(path);
  BOOST_TEST(!trees.tree().inclusion(7 * 256, 70'000).ok());
  BOOST_TEST(trees.tree().inclusion(8 * 256, 70'000).ok());
}
