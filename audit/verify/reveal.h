#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "audit/redact/redactor.h"
#include "audit/redact/vault.h"
#include "engine/base/result.h"
#include "engine/ports/client_keys.h"
#include "engine/ports/log_folder.h"

namespace probity::audit {

/// What an entry says once what is redacted in it is put back.
struct Revealed {
  enum class State : std::uint8_t { kOpen, kRestored, kErased };
  State state = State::kOpen;            ///< nothing was redacted; put back; erased for good
  std::optional<Restored> restored = {};
};

/// Puts personal values back, for those who may read the clients' keys.
///
/// Thread-safety: one thread at a time.
class Revealer {
 public:
  /// `source` outlives it.
  Revealer(ports::LogSource& source, std::shared_ptr<ports::ClientKeys> keys)
      : source_(source), vault_(source), keys_(std::move(keys)) {}

  /// Errors: `kCorrupt` where the vault does not hold what the entry says, or the client's key is not the one and
  /// no erasure says why; `kUnavailable`.
  [[nodiscard]] Result<Revealed> reveal(const Json& entry, std::uint64_t index);

 private:
  /// Was the client erased behind this entry?
  [[nodiscard]] Result<bool> erased_since(const std::string& client, std::uint64_t index);

  ports::LogSource& source_;
  VaultReader vault_;
  std::shared_ptr<ports::ClientKeys> keys_;
  std::optional<std::map<std::string, std::uint64_t>> erasures_;  // the newest of each client
};

}  // namespace probity::audit
