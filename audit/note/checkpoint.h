#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audit/note/note.h"
#include "audit/tree/proof.h"

namespace probity::audit {

/// What a log says of itself: C2SP's `tlog-checkpoint`.
struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  TreeHash root{};

  /// The note's text.
  [[nodiscard]] std::string text() const;
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};
/// Lines behind the third are read past. Errors: `kCorrupt`.
[[nodiscard]] Result<Checkpoint> parse_checkpoint(std::string_view note_text);

/// A checkpoint as it is kept and handed on, with the note that it came in.
struct SignedCheckpoint {
  Checkpoint checkpoint;
  SignedNote note;
};
[[nodiscard]] Result<SignedCheckpoint> parse_signed_checkpoint(std::string_view bytes);
/// Signed by each of the keys. Its bytes are those of `note`.
[[nodiscard]] SignedCheckpoint sign_checkpoint(const Checkpoint& checkpoint, const std::vector<SignerKey>& keys);

/// An entry's proof that needs nothing else: C2SP's `tlog-proof`, v1.
struct LogProof {
  std::uint64_t index = 0;
  TreeProof proof;
  SignedCheckpoint checkpoint;

  [[nodiscard]] std::string text() const;
};
[[nodiscard]] Result<LogProof> parse_log_proof(std::string_view text);

[[nodiscard]] std::string base64_hash(const TreeHash& hash);
[[nodiscard]] std::optional<TreeHash> hash_from_base64(std::string_view text);

}  // namespace probity::audit
