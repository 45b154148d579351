#include "engine/diagnostics/diagnostics.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "engine/base/check.h"

namespace probity::diagnostics {
namespace {

struct Entry {
  std::string_view code;
  Severity severity;
  std::string_view text;
};

constexpr Entry kCatalogue[] = {
#define PROBITY_DIAGNOSTIC(id, code, severity, text) {code, Severity::severity, text},
#include "engine/diagnostics/catalogue.def"
#undef PROBITY_DIAGNOSTIC
};

struct ChineseText {
  DiagnosticId id;
  std::string_view text;
};

constexpr ChineseText kChinese[] = {
#define PROBITY_CHINESE_TEXT(id, text) {DiagnosticId::id, text},
#include "engine/diagnostics/catalogue_zh.def"
#undef PROBITY_CHINESE_TEXT
};

constexpr PhraseTexts kPhrases[] = {
#define PROBITY_PHRASE(id, english, chinese) {english, chinese},
#include "engine/diagnostics/phrases.def"
#undef PROBITY_PHRASE
};

struct Remedy {
  DiagnosticId id;
  PhraseTexts texts;
};

constexpr Remedy kRemedies[] = {
#define PROBITY_REMEDY(id, english, chinese) {DiagnosticId::id, {english, chinese}},
#include "engine/diagnostics/remedies.def"
#undef PROBITY_REMEDY
};

const Entry& entry_of(DiagnosticId id) {
  const auto index = static_cast<std::size_t>(id);
  PROBITY_CHECK(index < std::size(kCatalogue));
  return kCatalogue[index];
}

/// `{0}` to `{9}` stand for the arguments, `{{` and `}}` for one brace.
std::string filled_in(std::string_view text, const std::vector<std::string>& arguments) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_place = text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}' &&
                          text[i + 1] >= '0' && text[i + 1] <= '9';
    if (!is_place) {
      result += text[i];
      const bool is_double = (text[i] == '{' || text[i] == '}') && i + 1 < text.size() && text[i + 1] == text[i];
      if (is_double) ++i;
      continue;
    }
    const auto number = static_cast<std::size_t>(text[i + 1] - '0');
    PROBITY_CHECK(number < arguments.size());
    result += arguments[number];
    i += 2;
  }
  return result;
}

auto place_of(const Diagnostic& diagnostic) {
  const SourceSpan& span = diagnostic.span;
  return std::tie(span.file, span.line, span.column, span.end_line, span.end_column);
}

}  // namespace

std::string_view code_of(DiagnosticId id) { return entry_of(id).code; }
Severity severity_of(DiagnosticId id) { return entry_of(id).severity; }
std::string_view template_of(DiagnosticId id) { return entry_of(id).text; }

std::string_view chinese_template_of(DiagnosticId id) {
  const auto found = std::find_if(std::begin(kChinese), std::end(kChinese),
                                  [id](const ChineseText& each) { return each.id == id; });
  return found == std::end(kChinese) ? std::string_view() : found->text;
}

std::string message_in(const Diagnostic& diagnostic, std::string_view language) {
  const std::string_view text = language == "zh" ? chinese_template_of(diagnostic.id) : std::string_view();
  return text.empty() ? diagnostic.message : filled_in(text, diagnostic.arguments);
}

Phrase phrase(PhraseId id, const std::vector<std::string>& arguments) {
  const auto index = static_cast<std::size_t>(id);
  PROBITY_CHECK(index < std::size(kPhrases));
  return {filled_in(kPhrases[index].english, arguments), filled_in(kPhrases[index].chinese, arguments)};
}

std::vector<PhraseTexts> all_phrases() {
  std::vector<PhraseTexts> all{std::begin(kPhrases), std::end(kPhrases)};
  for (const Remedy& remedy : kRemedies) all.push_back(remedy.texts);
  return all;
}

std::vector<DiagnosticId> all_ids() {
  std::vector<DiagnosticId> ids;
  for (std::size_t i = 0; i < std::size(kCatalogue); ++i) ids.push_back(static_cast<DiagnosticId>(i));
  return ids;
}

bool Diagnostics::has_errors() const {
  return std::any_of(items_.begin(), items_.end(), [](const Diagnostic& item) {
    return severity_of(item.id) == Severity::kError;
  });
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> result = items_;
  std::stable_sort(result.begin(), result.end(), [](const Diagnostic& a, const Diagnostic& b) {
    if (place_of(a) != place_of(b)) return place_of(a) < place_of(b);
    if (a.id != b.id) return code_of(a.id) < code_of(b.id);
    return a.message < b.message;
  });
  const auto same = [](const Diagnostic& a, const Diagnostic& b) {
    return a.id == b.id && a.span == b.span && a.message == b.message;
  };
  result.erase(std::unique(result.begin(), result.end(), same), result.end());
  return result;
}

void Diagnostics::take(Diagnostics&& other) {
  items_.insert(items_.end(), std::make_move_iterator(other.items_.begin()),
                std::make_move_iterator(other.items_.end()));
  other.items_.clear();
}

void Diagnostics::forget(std::uint32_t file) {
  items_.erase(std::remove_if(items_.begin(), items_.end(), [file](const Diagnostic& item) { return item.span.file == file; }),
               items_.end());
}

Diagnostic& Diagnostics::add(DiagnosticId id, SourceSpan span,
                             const std::vector<std::string>& arguments) {
  Diagnostic diagnostic;
  diagnostic.id = id;
  diagnostic.span = span;
  diagnostic.message = filled_in(entry_of(id).text, arguments);
  diagnostic.arguments = arguments;
  const auto remedy =
      std::find_if(std::begin(kRemedies), std::end(kRemedies), [id](const Remedy& each) { return each.id == id; });
  if (remedy != std::end(kRemedies)) {
    diagnostic.help = {filled_in(remedy->texts.english, arguments), filled_in(remedy->texts.chinese, arguments)};
  }
  items_.push_back(std::move(diagnostic));
  return items_.back();
}

}  // namespace probity::diagnostics
