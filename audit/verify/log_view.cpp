#include "audit/verify/log_view.h"

#include <utility>

#include "audit/store/checkpoint_keeper.h"

namespace probity::audit {
namespace {

constexpr std::size_t kCheckpointBytesMax = std::size_t{1} << 20;

Error corrupt(std::string what) { return Error{ErrorCode::kCorrupt, std::move(what)}; }

Error tiles_do_not_fit() {
  return corrupt("the tiles of the log do not fit its entries; `probity audit rebuild` makes them anew");
}

/// A tile that is lost or cut is not the log's damage: it is told how to get it back.
Error of_tiles(const Error& error) {
  const bool is_tile = error.code == ErrorCode::kNotFound || error.code == ErrorCode::kCorrupt;
  return is_tile ? Error{error.code, error.message + "; `probity audit rebuild` makes the tiles anew"} : error;
}

}  // namespace

LogView::LogView(ports::LogSource& source, const WalkResult& walked, ports::StopRequested stop)
    : source_(source), log_id_(walked.log_id), tree_(walked.edge, tile_loader(source)), stop_(std::move(stop)) {}

Result<std::unique_ptr<LogView>> LogView::open(ports::LogSource& source, const ports::StopRequested& stop) {
  WalkOptions options;
  options.from_index = kLastSegment;
  options.stop = stop;
  PROBITY_TRY(const WalkResult walked, walk_log(source, {}, options));
  if (walked.damage && !walked.damage->torn_tail) return corrupt("the log does not hold: " + walked.damage->text());
  return std::unique_ptr<LogView>(new LogView(source, walked, stop));
}

Result<SignedCheckpoint> LogView::checkpoint() {
  PROBITY_TRY(const std::string bytes, read_whole(source_, kCheckpointName, kCheckpointBytesMax));
  PROBITY_TRY(SignedCheckpoint parsed, parse_signed_checkpoint(bytes));
  const Result<void> checked = check_against(parsed, "its published checkpoint", {}, {}, tree_);
  if (!checked.ok()) return of_tiles(checked.error());
  return parsed;
}

Result<std::optional<SignedCheckpoint>> LogView::kept_below(std::uint64_t size) {
  PROBITY_TRY(const std::vector<std::string> names, source_.list_below("checkpoints"));
  std::string newest;
  for (const std::string& name : names) {
    if ("checkpoints/" + name < kept_checkpoint_name(size)) newest = name;
  }
  if (newest.empty()) return std::optional<SignedCheckpoint>();
  PROBITY_TRY(const std::string bytes, read_whole(source_, "checkpoints/" + newest, kCheckpointBytesMax));
  PROBITY_TRY(SignedCheckpoint parsed, parse_signed_checkpoint(bytes));
  const Result<void> checked = check_against(parsed, "checkpoints/" + newest, {}, {}, tree_);
  if (!checked.ok()) return of_tiles(checked.error());
  return std::optional(std::move(parsed));
}

Result<std::string> LogView::entry(std::uint64_t index) {
  if (index >= size()) {
    return Error{ErrorCode::kOutOfRange, "the log has no entry " + std::to_string(index) + "; it has " +
                                             std::to_string(size())};
  }
  std::string text;
  TreeHash leaf{};
  WalkOptions options;
  options.from_index = index;
  options.stop = stop_;
  PROBITY_TRY(const WalkResult walked, walk_log(source_, [&](const WalkedEntry& walked_entry) -> Result<bool> {
    if (walked_entry.index != index) return true;
    text = walked_entry.text;
    leaf = walked_entry.leaf;
    return false;
  }, options));
  if (text.empty()) {
    return corrupt("entry " + std::to_string(index) + " cannot be read: " +
                   (walked.damage ? walked.damage->text() : std::string("the log ends before it")));
  }
  const auto in_tree = tree_.leaf(index);
  if (!in_tree.ok()) return of_tiles(in_tree.error());
  if (in_tree.value() != leaf) return tiles_do_not_fit();
  return text;
}

Result<LogProof> LogView::prove(std::uint64_t index) {
  LogProof made;
  made.index = index;
  PROBITY_TRY(made.checkpoint, checkpoint());
  const Checkpoint& under = made.checkpoint.checkpoint;
  if (index >= under.size) {
    return Error{ErrorCode::kOutOfRange, "entry " + std::to_string(index) + " is not under a checkpoint yet; the newest has " +
                                             std::to_string(under.size) + " entries"};
  }
  auto proof = tree_.inclusion(index, under.size);
  if (!proof.ok()) return of_tiles(proof.error());
  PROBITY_TRY(const TreeHash leaf, tree_.leaf(index));
  made.proof = std::move(proof).value();
  if (!inclusion_holds(index, under.size, leaf, made.proof, under.root)) return tiles_do_not_fit();
  return made;
}

Result<TreeProof> LogView::prove_growth(std::uint64_t old_size) {
  PROBITY_TRY(const SignedCheckpoint newest, checkpoint());
  const auto old_root = tree_.root(old_size);
  auto proof = tree_.consistency(old_size, newest.checkpoint.size);
  if (!proof.ok()) return of_tiles(proof.error());
  if (!old_root.ok()) return of_tiles(old_root.error());
  if (!consistency_holds(old_size, newest.checkpoint.size, proof.value(), old_root.value(), newest.checkpoint.root)) {
    return tiles_do_not_fit();
  }
  return proof;
}

}  // namespace probity::audit
