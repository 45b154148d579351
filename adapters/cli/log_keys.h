#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audit/note/note.h"
#include "engine/base/result.h"
#include "engine/ports/log_folder.h"

/// The file beside a log that holds what must not lie in its folder: the keys that sign it, the anchors
/// that watch it, the witnesses whose signatures count.
namespace probity::cli {

/// One line each: a private key (the first is the present one, further ones sign beside it), `anchor URL`,
/// `witness KEY`, `old KEY` (a public key that signed before); `#` begins a remark.
struct LogKeys {
  std::vector<audit::SignerKey> signers;
  std::vector<audit::VerifierKey> old_keys;
  std::vector<audit::VerifierKey> witnesses;
  std::vector<std::string> anchor_urls;

  [[nodiscard]] std::string text() const;
  /// All public keys that a checkpoint of the log may be signed with.
  [[nodiscard]] std::vector<audit::VerifierKey> verifiers() const;
};

/// `FOLDER.key`, or what the environment's PROBITY_AUDIT_KEY names.
[[nodiscard]] std::string key_path_of(const std::string& folder);

/// Nothing where there is no such file. Errors: `kInvalidArgument` with the line; `kUnavailable`, also where
/// others may read it.
[[nodiscard]] Result<std::optional<LogKeys>> read_log_keys(const std::string& path);
/// Writes the file for its owner alone, and `PATH` with `.pub` for `.key`: the public keys, one a line.
[[nodiscard]] Result<void> write_log_keys(const std::string& path, const LogKeys& keys);
/// A new key with this name. Errors: `kUnavailable`.
[[nodiscard]] Result<audit::SignerKey> new_signer(const std::string& name);

/// A file's path, `sqlite:FILE` or `postgresql://…`.
[[nodiscard]] Result<std::shared_ptr<ports::Anchor>> open_anchor(const std::string& url);
[[nodiscard]] Result<std::vector<std::shared_ptr<ports::Anchor>>> open_anchors(const std::vector<std::string>& urls);

}  // namespace probity::cli
