#include "audit/store/checkpoint_keeper.h"

#include <utility>

namespace probity::audit {
namespace {

constexpr std::size_t kCheckpointBytesMax = std::size_t{1} << 20;
constexpr std::size_t kSizeDigits = 20;

Error corrupt(std::string what) { return Error{ErrorCode::kCorrupt, std::move(what)}; }

}  // namespace

std::string kept_checkpoint_name(std::uint64_t size) {
  const std::string digits = std::to_string(size);
  return "checkpoints/" + std::string(kSizeDigits - digits.size(), '0') + digits;
}

Result<std::string> read_whole(ports::LogSource& source, const std::string& name, std::size_t bytes_max) {
  PROBITY_TRY(const auto file, source.read(name));
  PROBITY_TRY(const std::uint64_t size, file->size());
  if (size > bytes_max) {
    return Error{ErrorCode::kLimit, name + " has " + std::to_string(size) + " bytes, which is more than it can have"};
  }
  std::string bytes(static_cast<std::size_t>(size), '\0');
  PROBITY_TRY(const std::size_t got, file->read(0, {bytes.data(), bytes.size()}));
  bytes.resize(got);
  return bytes;
}

TileLoader tile_loader(ports::LogSource& source) {
  return [&source](int tile_level, std::uint64_t number) {
    return read_whole(source, tile_path(tile_level, number), kTileBytes);
  };
}

Result<void> check_against(const SignedCheckpoint& checkpoint, const std::string& where, const std::string& origin,
                           const std::vector<VerifierKey>& keys, TileTree& tree) {
  const Checkpoint& said = checkpoint.checkpoint;
  if (!origin.empty() && said.origin != origin) {
    return corrupt(where + " is of the log " + said.origin + ", not of " + origin);
  }
  if (!keys.empty()) {
    const NoteCheck signatures = check_note(checkpoint.note, keys);
    if (!signatures.bad.empty()) return corrupt(where + ": the signature of " + signatures.bad.front().name + " does not hold");
    if (!signatures.holds()) return corrupt(where + " is signed by none of the keys that are trusted here");
  }
  if (said.size > tree.size()) {
    return corrupt("the log has " + std::to_string(tree.size()) + " entries, and " + where + " says that it had " +
                   std::to_string(said.size) + ": its end was taken away, or an older copy was put back");
  }
  PROBITY_TRY(const TreeHash root, tree.root(said.size));
  if (root != said.root) {
    return corrupt("the first " + std::to_string(said.size) + " entries are not those that " + where + " saw");
  }
  return {};
}

CheckpointKeeper::CheckpointKeeper(ports::LogFolder& folder, std::vector<SignerKey> signers,
                                   const std::vector<VerifierKey>& verifiers,
                                   std::vector<std::shared_ptr<ports::Anchor>> anchors)
    : folder_(folder), signers_(std::move(signers)), keys_(verifiers), anchors_(std::move(anchors)) {
  for (const SignerKey& signer : signers_) keys_.push_back(signer.verifier());
}

Result<void> CheckpointKeeper::check(TileTree& tree) {
  const std::lock_guard lock(mutex_);
  const auto published = read_whole(folder_, kCheckpointName, kCheckpointBytesMax);
  if (!published.ok() && published.error().code != ErrorCode::kNotFound) return published.error();
  if (published.ok()) {
    PROBITY_TRY(const SignedCheckpoint parsed, parse_signed_checkpoint(published.value()));
    PROBITY_TRY_VOID(check_against(parsed, "its published checkpoint", origin(), keys_, tree));
    published_size_ = parsed.checkpoint.size;
  }
  anchored_.assign(anchors_.size(), std::nullopt);
  for (std::size_t i = 0; i < anchors_.size(); ++i) {
    const std::string where = "the anchor " + anchors_[i]->name();
    PROBITY_TRY(anchored_[i], anchors_[i]->read());
    if (!anchored_[i]) continue;
    const auto parsed = parse_signed_checkpoint(*anchored_[i]);
    if (!parsed.ok()) return corrupt(where + " holds no checkpoint: " + parsed.error().message);
    PROBITY_TRY_VOID(check_against(parsed.value(), where, origin(), keys_, tree));
  }
  return {};
}

Result<void> CheckpointKeeper::publish(std::uint64_t size, const TreeHash& root, bool keep) {
  const std::lock_guard lock(mutex_);
  if (signers_.empty() || size == 0) return {};
  const bool is_new = published_size_ != size;
  if (!is_new && (!keep || kept_size_ == size)) return {};
  const std::string bytes = sign_checkpoint({origin(), size, root}, signers_).note.bytes();
  for (std::size_t i = 0; is_new && i < anchors_.size(); ++i) {
    PROBITY_TRY(const bool swapped, anchors_[i]->swap(anchored_[i], bytes));
    if (!swapped) {
      return corrupt("the anchor " + anchors_[i]->name() + " holds a checkpoint that this log did not put there; "
                     "another copy of the log is being written");
    }
    anchored_[i] = bytes;
  }
  PROBITY_TRY_VOID(folder_.put(kCheckpointName, bytes, true));
  published_size_ = size;
  if (!keep) return {};
  PROBITY_TRY_VOID(folder_.put(kept_checkpoint_name(size), bytes, true));
  kept_size_ = size;
  return {};
}

}  // namespace probity::audit
