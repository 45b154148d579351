#include "engine/syntax/parse.h"

#include "engine/syntax/blocks.h"

namespace probity::syntax {
namespace {

/// The units of a file; into `written`, where it is given, how it is written.
std::vector<ast::Unit> read_units(const SourceSet& sources, std::uint32_t file,
                                  diagnostics::Diagnostics& diagnostics, const Limits& limits,
                                  const KnownNames* names, std::optional<WrittenFile>* written = nullptr) {
  const SourceText& source = sources[file];
  if (source.text().size() > limits.file_bytes_max) {
    diagnostics.report(DiagnosticId::kFileTooLarge, SourceSpan{file, 0, 0, 0, 0},
                       std::to_string(limits.file_bytes_max));
    return {};
  }
  std::optional<DecodedText> text = decode(source, file, diagnostics);
  if (!text) return {};
  std::vector<Token> tokens = tokenize(*text);
  if (tokens.empty()) {
    diagnostics.report(DiagnosticId::kSaysNothing, SourceSpan{file, 0, 0, 0, 0})
        .suggest(diagnostics::PhraseId::kFileBeginsWith);
    return {};
  }
  if (names != nullptr) static_cast<void>(part_runs(tokens, *text, *names));
  std::vector<Block> blocks =
      lay_out(tokens, *text, file, {&Blocks::begins_block, &Blocks::begins_clause}, diagnostics);
  Reader reader(*text, std::move(tokens), file, diagnostics, limits);
  if (written != nullptr) reader.keep_trees();
  Blocks reading(reader);
  for (Block& block : blocks) {
    reading.read(block);
    if (reader.is_hopeless()) break;
  }
  if (written != nullptr) {
    std::map<std::size_t, WrittenNode> trees = reader.take_trees();
    *written = WrittenFile{*text, reader.take_tokens(), std::move(blocks), std::move(trees)};
  }
  return reading.take();
}

}  // namespace

std::vector<ast::Unit> parse(const SourceSet& sources, std::uint32_t file, diagnostics::Diagnostics& diagnostics,
                             const Limits& limits, const KnownNames* names) {
  return read_units(sources, file, diagnostics, limits, names);
}

bool has_runs(const SourceSet& sources, std::uint32_t file, const KnownNames& names, const Limits& limits) {
  if (sources[file].text().size() > limits.file_bytes_max) return false;
  diagnostics::Diagnostics told_by_parse;
  const std::optional<DecodedText> text = decode(sources[file], file, told_by_parse);
  if (!text) return false;
  std::vector<Token> tokens = tokenize(*text);
  return part_runs(tokens, *text, names);
}

std::optional<WrittenFile> read_as_written(const SourceSet& sources, std::uint32_t file,
                                           diagnostics::Diagnostics& diagnostics, const Limits& limits,
                                           const KnownNames* names) {
  std::optional<WrittenFile> written;
  static_cast<void>(read_units(sources, file, diagnostics, limits, names, &written));
  return written;
}

}  // namespace probity::syntax
