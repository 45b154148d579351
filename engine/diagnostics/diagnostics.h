#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/source/source_text.h"

/// The catalogue of messages to rule authors, and how they are shown.
namespace probity::diagnostics {

enum class Severity : std::uint8_t { kWarning, kError };

/// One kind of mistake. Entries live in catalogue.def as
///   PROBITY_DIAGNOSTIC(kUnknownName, "P0201", kError, "no field or value is named `{0}` here")
/// with `{0}`… for arguments; message texts are lower case and describe the situation. Codes are stable:
/// P00xx text and layout, P01xx syntax, P02xx names, P03xx types and units, P04xx tables, P05xx rules and
/// periods, P06xx exceptions, P07xx scenarios, P08xx vocabulary, P09xx sources, P10xx files and limits.
enum class DiagnosticId : std::uint16_t {
#define PROBITY_DIAGNOSTIC(id, code, severity, text) id,
#include "engine/diagnostics/catalogue.def"
#undef PROBITY_DIAGNOSTIC
};

/// What remedies and notes say: entries of phrases.def, with the text in both languages.
enum class PhraseId : std::uint16_t {
#define PROBITY_PHRASE(id, english, chinese) id,
#include "engine/diagnostics/phrases.def"
#undef PROBITY_PHRASE
};

/// A phrase with its arguments filled in.
struct Phrase {
  std::string english;
  std::string chinese;
  [[nodiscard]] bool empty() const { return english.empty(); }
  [[nodiscard]] const std::string& in(std::string_view language) const { return language == "zh" ? chinese : english; }
};
[[nodiscard]] Phrase phrase(PhraseId id, const std::vector<std::string>& arguments);

struct Label { SourceSpan span; Phrase text; };

/// A text that takes the place of what stands at `span`; an empty span: it is put in there.
struct Edit { SourceSpan span; std::string text; };

struct Diagnostic {
  DiagnosticId id{};
  SourceSpan span;
  std::string message;             ///< arguments filled in
  std::vector<std::string> arguments;  ///< for the message in another language
  std::vector<Label> labels;       ///< further places, each with its note
  std::string shown;               ///< what shows it, of several lines; may be empty
  Phrase help;                     ///< what to write instead; may be empty
  std::vector<Edit> fix;           ///< the help as an editor can take it; empty where it needs a choice

  template <typename... Args>
  Diagnostic& label(SourceSpan where, PhraseId note, const Args&... args) {
    labels.push_back({where, phrase(note, {std::string(args)...})});
    return *this;
  }
  Diagnostic& show(std::string text) {
    shown = std::move(text);
    return *this;
  }
  template <typename... Args>
  Diagnostic& suggest(PhraseId remedy, const Args&... args) {
    help = phrase(remedy, {std::string(args)...});
    return *this;
  }
  /// The help taken: this text instead of what is marked.
  Diagnostic& replace_with(std::string text) {
    fix.clear();
    return edit(span, std::move(text));
  }
  /// One of several changes, anywhere in the file; they must not overlap.
  Diagnostic& edit(SourceSpan where, std::string text) {
    fix.push_back({where, std::move(text)});
    return *this;
  }
};

[[nodiscard]] std::string_view code_of(DiagnosticId id);      ///< `P0201`
[[nodiscard]] Severity severity_of(DiagnosticId id);
[[nodiscard]] std::string_view template_of(DiagnosticId id);
struct PhraseTexts { std::string_view english, chinese; };
/// Every phrase of phrases.def and remedies.def.
[[nodiscard]] std::vector<PhraseTexts> all_phrases();
/// The text in Chinese, from catalogue_zh.def; empty where it lacks one.
[[nodiscard]] std::string_view chinese_template_of(DiagnosticId id);
/// The message in `en` or `zh`; English where there is no Chinese text.
[[nodiscard]] std::string message_in(const Diagnostic& diagnostic, std::string_view language);
/// Every entry of the catalogue, in its order.
[[nodiscard]] std::vector<DiagnosticId> all_ids();

/// Collects what is wrong, in any order; `sorted` gives it by place, each only once.
class Diagnostics {
 public:
  template <typename... Args>
  Diagnostic& report(DiagnosticId id, SourceSpan span, const Args&... args) {
    return add(id, span, {std::string(args)...});
  }
  [[nodiscard]] bool has_errors() const;
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] std::vector<Diagnostic> sorted() const;
  void take(Diagnostics&& other);
  /// Drops what was said of a file, which is read anew.
  void forget(std::uint32_t file);

 private:
  Diagnostic& add(DiagnosticId id, SourceSpan span, const std::vector<std::string>& arguments);
  std::vector<Diagnostic> items_;
};

/// `suitability.probity:12:9: error[P0201]: …`, the line, the place marked, labels, `help: …`.
/// Lines longer than 100 columns are cut around the mark; wide (CJK) characters take two columns.
/// In Chinese: `…: 错误[P0201]: …` and `建议：…`.
[[nodiscard]] std::string render_text(const Diagnostic& diagnostic, const SourceSet& sources,
                                      std::string_view language = "en");
/// One JSON object: code, severity, file, line, column, end_line, end_column, message, note (what shows it),
/// help, replacement (the fix, where it is of the marked text alone), fix, labels.
[[nodiscard]] std::string render_json(const Diagnostic& diagnostic, const SourceSet& sources);

/// The files with the changes made; of changes that overlap the first is made.
[[nodiscard]] SourceSet with_edits(const SourceSet& sources, std::vector<Edit> edits);

/// The nearest of `candidates` by edit distance (at most a third of the length), or nothing.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace probity::diagnostics
