#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "audit/record/json.h"
#include "audit/redact/vault.h"
#include "engine/base/result.h"
#include "engine/ports/log_folder.h"

namespace probity::audit {

/// Holds what lies beside a log against the entries that name it: each object once.
class ObjectCheck {
 public:
  static constexpr std::size_t kFaultsMax = 100;

  /// `source` outlives the check.
  explicit ObjectCheck(ports::LogSource& source) : source_(source), vault_(source) {}

  /// Errors: `kUnavailable`; what is lost or changed is no error but what it finds.
  [[nodiscard]] Result<void> take(const Json& entry, std::uint64_t index);

  [[nodiscard]] std::uint64_t sound() const { return sound_; }
  [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }

 private:
  [[nodiscard]] Result<void> sealed(const Json& entry);
  [[nodiscard]] Result<void> basis(const std::string& digest);
  [[nodiscard]] Result<void> tables(const std::string& digest);
  [[nodiscard]] Result<void> decisions(const Json& entry);
  /// The object's text; nothing where it was seen before.
  [[nodiscard]] Result<std::string> object(const std::string& digest);

  ports::LogSource& source_;
  VaultReader vault_;
  std::set<std::string> seen_;
  std::uint64_t sound_ = 0;
  std::vector<std::string> faults_;
};

}  // namespace probity::audit
