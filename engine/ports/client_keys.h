#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/result.h"

namespace probity::ports {

using ClientKey = std::array<std::uint8_t, 32>;

/// One key a client, kept apart from the log: whoever destroys it erases what was sealed with it, in every
/// copy. Threads: any number.
class ClientKeys {
 public:
  virtual ~ClientKeys() = default;
  /// Nothing where the client never had one, or it was destroyed. Errors: `kUnavailable`.
  [[nodiscard]] virtual Result<std::optional<ClientKey>> find(const std::string& client) = 0;
  /// The same; a client without a key gets one, which is durable when this returns.
  [[nodiscard]] virtual Result<ClientKey> find_or_make(const std::string& client) = 0;
  /// Durable when it returns; no error where there is none.
  [[nodiscard]] virtual Result<void> destroy(const std::string& client) = 0;
};

}  // namespace probity::ports
