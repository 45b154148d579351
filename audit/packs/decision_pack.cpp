#include "audit/packs/decision_pack.h"

#include <algorithm>
#include <utility>

#include "audit/record/json_parse.h"

namespace probity::audit {
namespace {

constexpr int kPartLevel = 10;  // 2^10 decisions are a part
static_assert(std::uint64_t{1} << kPartLevel == kPackPartDecisions);

Error corrupt(std::string what) { return Error{ErrorCode::kCorrupt, std::move(what)}; }

std::optional<TreeHash> hash_of_text(std::string_view text) {
  constexpr std::string_view kPrefix = "sha256:";
  TreeHash hash{};
  if (!text.starts_with(kPrefix) || text.size() != kPrefix.size() + 2 * hash.size()) return std::nullopt;
  const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const int high = digit(text[kPrefix.size() + 2 * i]);
    const int low = digit(text[kPrefix.size() + 2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    hash[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return hash;
}

}  // namespace

Result<void> DecisionPackWriter::add(std::string_view leaf) {
  tree_.append_entry(leaf);
  if (!keep_) return {};
  part_tree_.append_entry(leaf);
  part_text_.append(leaf).push_back('\n');
  return part_tree_.size() == kPackPartDecisions ? end_part() : Result<void>();
}

std::string DecisionPackWriter::root() { return digest_text(tree_.root()); }

Result<void> DecisionPackWriter::end_part() {
  PROBITY_TRY(std::string digest, keep_(part_text_));
  parts_.push_back({std::move(digest), part_tree_.root()});
  part_text_.clear();
  part_tree_ = CompactRange();
  return {};
}

Result<std::string> DecisionPackWriter::finish() {
  if (!keep_) return std::string();
  if (part_tree_.size() > 0) PROBITY_TRY_VOID(end_part());
  JsonArray parts;
  for (const Part& part : parts_) {
    parts.push_back(JsonObject{{"digest", part.digest}, {"root", digest_text(part.root)}});
  }
  PROBITY_TRY(const std::string list,
              canonical_text(JsonObject{{"format", 1},
                                        {"kind", "decisions"},
                                        {"decisions", static_cast<std::int64_t>(tree_.size())},
                                        {"each", static_cast<std::int64_t>(kPackPartDecisions)},
                                        {"parts", std::move(parts)}}));
  return keep_(list);
}

Result<DecisionPack> DecisionPack::open(const std::string& list_digest, std::uint64_t decisions,
                                        const std::string& root, LoadText load) {
  DecisionPack pack;
  pack.load_ = std::move(load);
  pack.size_ = decisions;
  const auto root_hash = hash_of_text(root);
  if (!root_hash) return corrupt("the scan's entry does not name a root of its decisions");
  pack.root_ = *root_hash;
  PROBITY_TRY(const std::string list, pack.load_(list_digest));
  PROBITY_TRY(const Json json, parse_canonical(list));
  const Json* parts = json.find("parts");
  const Json* each = json.find("each");
  if (json.text_of("kind") != "decisions" || parts == nullptr || parts->as_array() == nullptr || each == nullptr ||
      each->as_integer() == nullptr || *each->as_integer() != static_cast<std::int64_t>(kPackPartDecisions)) {
    return corrupt("this is no list of a scan's decisions");
  }
  CompactRange over_parts;
  for (const Json& part : *parts->as_array()) {
    const auto hash = hash_of_text(part.text_of("root"));
    if (!hash) return corrupt("a part of the scan's decisions names no root");
    pack.parts_.push_back({std::string(part.text_of("digest")), *hash});
    over_parts.append(*hash);
  }
  // A part is a subtree, and the last one that is not whole is the rest of the tree: the tree over the
  // parts' roots is the tree over the decisions.
  const Json* count = json.find("decisions");
  const bool counted = count != nullptr && count->as_integer() != nullptr &&
                       static_cast<std::uint64_t>(*count->as_integer()) == decisions;
  const std::uint64_t needed = (decisions + kPackPartDecisions - 1) / kPackPartDecisions;
  if (!counted || pack.parts_.size() != needed || over_parts.root() != pack.root_) {
    return corrupt("the kept decisions are not those that the scan's entry says");
  }
  return pack;
}

std::uint64_t DecisionPack::part_size(std::uint64_t part) const {
  return std::min(kPackPartDecisions, size_ - part * kPackPartDecisions);
}

Result<void> DecisionPack::load_part(std::uint64_t part) {
  if (loaded_ == part) return {};
  loaded_.reset();
  PROBITY_TRY(text_, load_(parts_[part].digest));
  lines_.clear();
  nodes_.assign(1, {});
  TreeHasher hasher;
  CompactRange tree;
  for (std::size_t begin = 0; begin < text_.size();) {
    const std::size_t end = text_.find('\n', begin);
    if (end == std::string::npos) return corrupt("a part of the scan's decisions has no end");
    lines_.push_back(std::string_view(text_).substr(begin, end - begin));
    nodes_[0].push_back(hasher.leaf(lines_.back()));
    tree.append(nodes_[0].back());
    begin = end + 1;
  }
  if (lines_.size() != part_size(part) || tree.root() != parts_[part].root) {
    return corrupt("part " + std::to_string(part) + " of the scan's decisions does not give its root");
  }
  while (nodes_.back().size() > 1) {
    std::vector<TreeHash> above;
    for (std::size_t i = 0; i + 1 < nodes_.back().size(); i += 2) {
      above.push_back(hasher.node(nodes_.back()[i], nodes_.back()[i + 1]));
    }
    nodes_.push_back(std::move(above));
  }
  loaded_ = part;
  return {};
}

Result<void> DecisionPack::each(const std::function<Result<bool>(const PackedDecision&)>& visit) {
  for (std::uint64_t part = 0; part < parts_.size(); ++part) {
    PROBITY_TRY_VOID(load_part(part));
    for (std::size_t line = 0; line < lines_.size(); ++line) {
      PROBITY_TRY(const bool more, visit({part * kPackPartDecisions + line, std::string(lines_[line])}));
      if (!more) return {};
    }
  }
  return {};
}

Result<PackedDecision> DecisionPack::at(std::uint64_t number) {
  if (number >= size_) {
    return Error{ErrorCode::kOutOfRange, "the scan has no decision " + std::to_string(number) + "; it has " +
                                             std::to_string(size_) + ", counted from 0"};
  }
  PROBITY_TRY_VOID(load_part(number / kPackPartDecisions));
  return PackedDecision{number, std::string(lines_[number % kPackPartDecisions])};
}

Result<TreeHash> DecisionPack::node(int level, std::uint64_t index) {
  if (level < kPartLevel) {
    const std::uint64_t in_part = kPackPartDecisions >> level;
    PROBITY_TRY_VOID(load_part(index / in_part));
    return nodes_[static_cast<std::size_t>(level)][index % in_part];
  }
  if (level == kPartLevel) return parts_[index].root;
  PROBITY_TRY(const TreeHash left, node(level - 1, 2 * index));
  PROBITY_TRY(const TreeHash right, node(level - 1, 2 * index + 1));
  return TreeHasher().node(left, right);
}

Result<TreeProof> DecisionPack::prove(std::uint64_t number) {
  PROBITY_TRY(const PackedDecision decision, at(number));
  PROBITY_TRY(TreeProof proof, inclusion_proof(number, size_, [this](int level, std::uint64_t index) {
    return node(level, index);
  }));
  if (!inclusion_holds(number, size_, TreeHasher().leaf(decision.text), proof, root_)) {
    return corrupt("the kept decisions do not give a proof that holds");
  }
  return proof;
}

}  // namespace probity::audit
