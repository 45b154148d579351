#include "engine/syntax/parse.h"

#include "engine/syntax/blocks.h"

namespace probity::syntax {
namespace {

std::vector<ast::Unit> read_units(const SourceSet& sources, std::uint32_t file,
                                  diagnostics::Diagnostics& diagnostics, const Limits& limits) {
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
        .suggest("a file begins with `ruleset NAME`, `vocabulary NAME` or `source NAME`");
    return {};
  }
  std::vector<Block> blocks =
      lay_out(tokens, *text, file, {&Blocks::begins_block, &Blocks::begins_clause}, diagnostics);
  Reader reader(*text, std::move(tokens), file, diagnostics, limits);
  Blocks reading(reader);
  for (Block& block : blocks) {
    reading.read(block);
    if (reader.is_hopeless()) break;
  }
  return reading.take();
}

}  // namespace

std::vector<ast::Unit> parse(const SourceSet& sources, std::uint32_t file, diagnostics::Diagnostics& diagnostics,
                             const Limits& limits) {
  return read_units(sources, file, diagnostics, limits);
}

}  // namespace probity::syntax
