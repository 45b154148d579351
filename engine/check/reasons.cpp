#include <algorithm>
#include <utility>

#include "engine/check/rules.h"

namespace probity::check {
namespace {

/// The place of `{written}` inside the text's own span; the whole span where it cannot be found.
SourceSpan place_in(const SourceSet& sources, SourceSpan span, const std::string& written) {
  if (span.file >= sources.size() || span.line == 0) return span;
  const std::string wanted = "{" + written + "}";
  const auto last = std::max(span.line, span.end_line);
  for (std::uint32_t line = span.line; line <= last; ++line) {
    const std::string_view text = sources[span.file].line(line);
    const auto found = text.find(wanted);
    if (found == std::string_view::npos) continue;
    const auto columns = [&](std::size_t bytes) {
      std::uint32_t count = 0;
      for (std::size_t i = 0; i < bytes; ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) ++count;
      }
      return count;
    };
    return {span.file, line, columns(found + 1) + 1, line, columns(found + 1 + written.size()) + 1};
  }
  return span;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

ir::Reason RuleLowering::reason(const ast::Texts& texts) {
  ir::Reason reason;
  for (const auto& [language, text] : texts.by_language) reason[language] = pieces(text, texts.span);
  return reason;
}

/// Splits at `{path}`; `{{` and `}}` stand for the braces themselves.
std::vector<ir::ReasonPiece> RuleLowering::pieces(const std::string& text, SourceSpan span) {
  std::vector<ir::ReasonPiece> pieces;
  std::string plain_text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c == '{' || c == '}') && i + 1 < text.size() && text[i + 1] == c) {
      plain_text += c;
      ++i;
      continue;
    }
    if (c != '{') {
      plain_text += c;
      continue;
    }
    const auto end = text.find('}', i);
    if (end == std::string::npos) {
      context_.report(DiagnosticId::kBracesOpen, span).suggest(PhraseId::kWriteTwoBraces);
      return pieces;
    }
    const std::string written = text.substr(i + 1, end - i - 1);
    if (!plain_text.empty()) pieces.push_back({std::exchange(plain_text, {}), std::nullopt});
    if (const auto value = braced_fact(written, place_in(context_.sources, span, written))) {
      pieces.push_back({{}, value});
    }
    i = end;
  }
  if (!plain_text.empty()) pieces.push_back({plain_text, std::nullopt});
  return pieces;
}

ir::OptExpr RuleLowering::braced_fact(const std::string& written, SourceSpan span) {
  ast::Path path;
  std::string rest = trimmed(written);
  if (rest.empty()) {
    context_.report(DiagnosticId::kBracesEmpty, span).suggest(PhraseId::kWriteFactInBraces);
    return std::nullopt;
  }
  if (rest.find_first_of(" +-*/(") != std::string::npos) {
    context_.report(DiagnosticId::kWrittenOtherwise, span, rest).suggest(PhraseId::kBracesHoldAFact);
    return std::nullopt;
  }
  for (std::size_t dot = rest.find('.'); dot != std::string::npos; dot = rest.find('.')) {
    path.parts.push_back({rest.substr(0, dot), span});
    rest = rest.substr(dot + 1);
  }
  path.parts.push_back({rest, span});
  const Checked checked = expressions_.path(path, span);
  if (!checked) return std::nullopt;
  const Type& type = context_.type(*checked);
  if (type.kind == TypeKind::kReference || type.kind == TypeKind::kList) {
    context_.report(DiagnosticId::kBracesType, span, trimmed(written), context_.type_text(type));
    return std::nullopt;
  }
  return checked;
}

}  // namespace probity::check
