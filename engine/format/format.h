#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/format/words.h"
#include "engine/source/source_text.h"

/// Writes a file anew in its one form. See grammar/LANGUAGE.md, *One form*.
namespace probity::format {

/// What the file is written in: as it is, clause by clause, or all in one language.
struct Options {
  std::optional<Language> language;
  OtherNames names;  ///< used with `language`
};

/// The text of a file that has no mistakes. Comments stay with what they stand beside; of a Markdown
/// file only what its fences hold changes.
[[nodiscard]] std::string formatted(const SourceText& source, const syntax::WrittenFile& file, const Options& options);

}  // namespace probity::format
