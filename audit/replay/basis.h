#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/packs/objects.h"
#include "engine/base/result.h"
#include "engine/ports/ports.h"
#include "engine/source/source_text.h"

namespace probity::audit {

/// Everything that compiling read, and which question each text answered: with it the same program is
/// compiled again anywhere, with the same places in its reasons.
struct Basis {
  enum class Role : std::uint8_t { kNamed, kUnit, kNamedCalendar, kCalendar };
  struct File {
    Role role = Role::kNamed;
    std::string name;  ///< of the unit or calendar that was looked for; empty for what the caller named
    std::string user;  ///< the file that it was looked for
    std::string path;
    std::string text;
    std::string digest;  ///< `sha256:…` of the text
  };
  std::string program;  ///< digest of what was compiled
  std::int64_t language = 1;
  std::vector<File> files;

  /// The list without the texts, as canonical JSON: its own digest is what entries name.
  [[nodiscard]] Result<std::string> list() const;
};

/// The basis whose `list` that is. Errors: `kCorrupt` where it is none, or a text is not that of its digest;
/// those of `load`.
[[nodiscard]] Result<Basis> read_basis(std::string_view list, const LoadText& load);

/// A store that remembers what it gave.
class RecordingStore final : public ports::RulesetStore {
 public:
  explicit RecordingStore(ports::RulesetStore& store) : store_(store) {}
  Result<std::vector<SourceText>> named_files(std::size_t bytes_max) override;
  Result<std::vector<SourceText>> find_unit(std::string_view name, const std::string& user_path,
                                            std::size_t bytes_max) override;
  Result<std::vector<SourceText>> named_calendars() override;
  Result<std::optional<SourceText>> find_calendar(std::string_view name, const std::string& user_path) override;

  /// What was given, for a program of this digest.
  [[nodiscard]] Basis basis(std::string program, std::int64_t language) const;

 private:
  void keep(Basis::Role role, std::string_view name, const std::string& user, const SourceText& text);

  ports::RulesetStore& store_;
  std::vector<Basis::File> files_;
};

/// The store that gives again what a basis holds.
[[nodiscard]] std::unique_ptr<ports::RulesetStore> store_of_basis(Basis basis);

}  // namespace probity::audit
