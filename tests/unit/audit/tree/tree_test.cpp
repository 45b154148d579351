#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <openssl/evp.h>
#include <rapidjson/document.h>

#include "audit/tree/compact_range.h"
#include "audit/tree/merkle_tree.h"
#include "audit/tree/proof.h"
#include "tests/support/shared_data.h"

namespace audit = probity::audit;
using audit::TreeHash;
using audit::TreeProof;

namespace {

std::string from_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

std::string from_base64(const std::string& text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
  BOOST_REQUIRE(length >= 0 || text.empty());
  for (std::size_t i = text.size(); i > 0 && text[i - 1] == '='; --i) bytes.pop_back();
  return bytes;
}

/// A hash has exactly 32 bytes; what has not is no hash.
std::optional<TreeHash> hash_from(const rapidjson::Value& base64) {
  const std::string bytes =
      base64.IsString() ? from_base64({base64.GetString(), base64.GetStringLength()}) : "";
  if (bytes.size() != 32) return std::nullopt;
  TreeHash hash{};
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

std::optional<TreeProof> proof_from(const rapidjson::Value& value) {
  TreeProof proof;
  if (value.IsNull()) return proof;
  for (const auto& element : value.GetArray()) {
    const auto hash = hash_from(element);
    if (!hash) return std::nullopt;
    proof.push_back(*hash);
  }
  return proof;
}

bool inclusion_vector_holds(const rapidjson::Document& vector) {
  const auto root = hash_from(vector["root"]);
  const auto leaf = hash_from(vector["leafHash"]);
  const auto proof = proof_from(vector["proof"]);
  return root && leaf && proof &&
         audit::inclusion_holds(vector["leafIdx"].GetUint64(), vector["treeSize"].GetUint64(), *leaf,
                                *proof, *root);
}

bool consistency_vector_holds(const rapidjson::Document& vector) {
  const auto root1 = hash_from(vector["root1"]);
  const auto root2 = hash_from(vector["root2"]);
  const auto proof = proof_from(vector["proof"]);
  return root1 && root2 && proof &&
         audit::consistency_holds(vector["size1"].GetUint64(), vector["size2"].GetUint64(), *proof,
                                  *root1, *root2);
}

template <typename Holds>
void run_vectors(const std::string& folder, std::size_t expected, const Holds& holds) {
  const auto path = probity::tests::shared_folder("vectors/rfc6962/" + folder);
  if (!path) return;
  std::size_t count = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(*path)) {
    if (!file.is_regular_file()) continue;
    rapidjson::Document vector;
    vector.Parse(probity::tests::file_bytes(file.path()).c_str());
    BOOST_REQUIRE_MESSAGE(!vector.HasParseError(), file.path());
    // Its roots are twelve bytes of text, which pass where hashes are mere byte strings; a hash of
    // ours has 32 bytes by its type, so this one is refused as well.
    const bool no_hashes =
        file.path().filename() == "sizes-are-equal-one-and-proof-is-empty.json";
    const bool want_error = no_hashes || vector["wantErr"].GetBool();
    BOOST_TEST(holds(vector) == !want_error, file.path());
    ++count;
  }
  BOOST_TEST(count == expected);
}

/// The definition of RFC 9162, section 2.1.1, as it stands there.
TreeHash root_by_definition(const std::vector<TreeHash>& leaves, std::size_t begin,
                            std::size_t end) {
  audit::TreeHasher hasher;
  if (begin == end) return hasher.empty_root();
  if (end - begin == 1) return leaves[begin];
  std::size_t split = 1;
  while (split * 2 < end - begin) split *= 2;
  return hasher.node(root_by_definition(leaves, begin, begin + split),
                     root_by_definition(leaves, begin + split, end));
}

std::vector<TreeHash> some_leaves(std::size_t count) {
  audit::TreeHasher hasher;
  std::vector<TreeHash> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(hasher.leaf("leaf " + std::to_string(i)));
  return leaves;
}

struct Forest {
  explicit Forest(std::size_t count) : leaves(some_leaves(count)) {
    audit::CompactRange range;
    roots.push_back(range.root());
    for (const TreeHash& leaf : leaves) {
      tree.append(leaf);
      range.append(leaf);
      roots.push_back(range.root());
    }
  }
  std::vector<TreeHash> leaves;
  std::vector<TreeHash> roots;  // by size
  audit::MerkleTree tree;
};

TreeHash flipped(TreeHash hash, std::size_t bit) {
  hash[bit / 8] = static_cast<std::uint8_t>(hash[bit / 8] ^ (1U << (bit % 8)));
  return hash;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_golden_tree_of_eight_leaves_comes_out) {
  const auto path = probity::tests::shared_folder("vectors/rfc6962/rfc6962_8leaf_golden.json");
  if (!path) return;
  rapidjson::Document golden;
  golden.Parse(probity::tests::file_bytes(*path).c_str());
  BOOST_REQUIRE(!golden.HasParseError());
  audit::CompactRange range;
  const auto& roots = golden["roots_hex_by_size"];
  BOOST_TEST(probity::to_hex(range.root()) == roots[0].GetString());
  rapidjson::SizeType size = 0;
  for (const auto& leaf : golden["leaves_hex"].GetArray()) {
    range.append_entry(from_hex(leaf.GetString()));
    BOOST_TEST(probity::to_hex(range.root()) == roots[++size].GetString());
  }
  BOOST_TEST(size == 8U);
  audit::TreeHasher hasher;
  const auto& constants = golden["hasher"];
  BOOST_TEST(probity::to_hex(hasher.empty_root()) == constants["empty_root"].GetString());
  BOOST_TEST(probity::to_hex(hasher.leaf("")) == constants["leaf('')"].GetString());
  BOOST_TEST(probity::to_hex(hasher.leaf("L123456")) == constants["leaf('L123456')"].GetString());
}

BOOST_AUTO_TEST_CASE(every_inclusion_vector_is_judged_as_it_says) {
  run_vectors("inclusion", 98, inclusion_vector_holds);
}

BOOST_AUTO_TEST_CASE(every_consistency_vector_is_judged_as_it_says) {
  run_vectors("consistency", 98, consistency_vector_holds);
}

BOOST_AUTO_TEST_CASE(each_maker_of_roots_agrees_with_the_definition) {
  const Forest forest(260);
  for (std::size_t size = 0; size <= 260; ++size) {
    const TreeHash expected = root_by_definition(forest.leaves, 0, size);
    BOOST_TEST((forest.roots[size] == expected), "compact range of " << size);
    const auto root = forest.tree.root(size);
    BOOST_REQUIRE(root.ok());
    BOOST_TEST((root.value() == expected), "stored tree of " << size);
  }
}

BOOST_AUTO_TEST_CASE(a_copied_range_goes_on_by_itself) {
  audit::CompactRange first;
  first.append_entry("a");
  first.append_entry("b");
  first.append_entry("c");
  audit::CompactRange second = first;
  BOOST_TEST((second.root() == first.root()));
  second.append_entry("d");
  BOOST_TEST(first.size() == 3U);
  BOOST_TEST((second.root() != first.root()));
}

BOOST_AUTO_TEST_CASE(every_leaf_of_every_size_to_260_can_be_proved_and_no_other) {
  const Forest forest(261);
  for (std::uint64_t size = 1; size <= 260; ++size) {
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto proof = forest.tree.inclusion(index, size);
      BOOST_REQUIRE(proof.ok());
      const auto holds = [&](std::uint64_t i, std::uint64_t n, std::uint64_t leaf) {
        return audit::inclusion_holds(i, n, forest.leaves[leaf], proof.value(), forest.roots[n]);
      };
      BOOST_REQUIRE_MESSAGE(holds(index, size, index), index << " in " << size);
      // The next leaf, the next index and the next size do not hold with this proof.
      BOOST_REQUIRE(!holds(index, size, index + 1));
      BOOST_REQUIRE(!holds(index + 1, size, index));
      BOOST_REQUIRE(!holds(index, size + 1, index));
    }
  }
}

BOOST_AUTO_TEST_CASE(every_pair_of_sizes_to_130_is_consistent_and_only_with_its_own_roots) {
  const Forest forest(131);
  for (std::uint64_t size = 1; size <= 130; ++size) {
    for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
      const auto proof = forest.tree.consistency(old_size, size);
      BOOST_REQUIRE(proof.ok());
      const auto holds = [&](std::uint64_t m, std::uint64_t n, std::uint64_t root) {
        return audit::consistency_holds(m, n, proof.value(), forest.roots[m], forest.roots[root]);
      };
      BOOST_REQUIRE_MESSAGE(holds(old_size, size, size), old_size << " to " << size);
      BOOST_REQUIRE(!holds(old_size, size, size + 1));
      BOOST_REQUIRE(!audit::consistency_holds(old_size, size, proof.value(),
                                              forest.roots[old_size - 1], forest.roots[size]));
    }
  }
}

BOOST_AUTO_TEST_CASE(each_flipped_bit_of_a_proof_or_root_is_noticed) {
  const Forest forest(37);
  const auto inclusion = forest.tree.inclusion(29, 37);
  const auto consistency = forest.tree.consistency(29, 37);
  BOOST_REQUIRE(inclusion.ok());
  BOOST_REQUIRE(consistency.ok());
  for (std::size_t bit = 0; bit < 256; ++bit) {
    BOOST_REQUIRE(!audit::inclusion_holds(29, 37, forest.leaves[29], inclusion.value(),
                                          flipped(forest.roots[37], bit)));
    BOOST_REQUIRE(!audit::consistency_holds(29, 37, consistency.value(),
                                            flipped(forest.roots[29], bit), forest.roots[37]));
    BOOST_REQUIRE(!audit::consistency_holds(29, 37, consistency.value(), forest.roots[29],
                                            flipped(forest.roots[37], bit)));
    for (std::size_t i = 0; i < inclusion.value().size(); ++i) {
      TreeProof bent = inclusion.value();
      bent[i] = flipped(bent[i], bit);
      BOOST_REQUIRE(!audit::inclusion_holds(29, 37, forest.leaves[29], bent, forest.roots[37]));
    }
    for (std::size_t i = 0; i < consistency.value().size(); ++i) {
      TreeProof bent = consistency.value();
      bent[i] = flipped(bent[i], bit);
      BOOST_REQUIRE(!audit::consistency_holds(29, 37, bent, forest.roots[29], forest.roots[37]));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_proof_with_a_hash_too_many_or_too_few_does_not_hold) {
  const Forest forest(21);
  for (std::uint64_t index = 0; index < 21; ++index) {
    TreeProof proof = forest.tree.inclusion(index, 21).value();
    proof.push_back(forest.roots[3]);
    BOOST_TEST(!audit::inclusion_holds(index, 21, forest.leaves[index], proof, forest.roots[21]));
    proof.pop_back();
    proof.pop_back();
    BOOST_TEST(!audit::inclusion_holds(index, 21, forest.leaves[index], proof, forest.roots[21]));
  }
}

BOOST_AUTO_TEST_CASE(from_an_empty_tree_nothing_is_proved) {
  const Forest forest(3);
  BOOST_TEST(!audit::consistency_holds(0, 3, {}, forest.roots[0], forest.roots[3]));
  BOOST_TEST(!forest.tree.consistency(0, 3).ok());
  BOOST_TEST(!forest.tree.inclusion(3, 3).ok());
  BOOST_TEST(!forest.tree.inclusion(0, 4).ok());
}

BOOST_AUTO_TEST_CASE(random_pairs_of_a_larger_tree_hold) {
  const std::size_t size = 100'000;
  const Forest forest(size);
  std::mt19937_64 random(6962);
  for (int round = 0; round < 2'000; ++round) {
    const std::uint64_t n = 1 + random() % size;
    const std::uint64_t index = random() % n;
    BOOST_REQUIRE(audit::inclusion_holds(index, n, forest.leaves[index],
                                         forest.tree.inclusion(index, n).value(), forest.roots[n]));
    const std::uint64_t old_size = 1 + random() % n;
    BOOST_REQUIRE(audit::consistency_holds(old_size, n,
                                           forest.tree.consistency(old_size, n).value(),
                                           forest.roots[old_size], forest.roots[n]));
  }
}
