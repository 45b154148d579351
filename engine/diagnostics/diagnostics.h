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

struct Label { SourceSpan span; std::string text; };

struct Diagnostic {
  DiagnosticId id{};
  SourceSpan span;
  std::string message;             ///< arguments filled in
  std::vector<std::string> arguments;  ///< for the message in another language
  std::vector<Label> labels;       ///< further places, each with its note
  std::string shown;               ///< what shows it, of several lines; may be empty
  std::string help;                ///< what to write instead; may be empty
  std::string replacement;         ///< text that stands for `span`'s text when the help is taken; may be empty

  Diagnostic& label(SourceSpan where, std::string note) {
    labels.push_back({where, std::move(note)});
    return *this;
  }
  Diagnostic& show(std::string text) {
    shown = std::move(text);
    return *this;
  }
  Diagnostic& suggest(std::string text) {
    help = std::move(text);
    return *this;
  }
  Diagnostic& replace_with(std::string text) {
    replacement = std::move(text);
    return *this;
  }
};

[[nodiscard]] std::string_view code_of(DiagnosticId id);      ///< `P0201`
[[nodiscard]] Severity severity_of(DiagnosticId id);
[[nodiscard]] std::string_view template_of(DiagnosticId id);
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
/// help, replacement, labels.
[[nodiscard]] std::string render_json(const Diagnostic& diagnostic, const SourceSet& sources);

/// The nearest of `candidates` by edit distance (at most a third of the length), or nothing.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace probity::diagnostics
