#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/base/check.h"
#include "engine/syntax/parse.h"

using namespace probity;

namespace {

/// A place must lie within its file, or an editor would be sent to nowhere.
void check_place(const SourceSpan& span, const SourceText& source) {
  PROBITY_CHECK(span.line <= source.line_count());
  PROBITY_CHECK(span.line == 0 || (span.column >= 1 && span.end_line >= span.line));
  PROBITY_CHECK(span.end_line != span.line || span.line == 0 || span.end_column >= span.column);
}

}  // namespace

/// Any bytes are read without a crash, and what is said about them can be shown. What cannot be read
/// is reported: a file that says nothing gives a diagnostic.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const SourceSet sources{SourceText("fuzz", text)};
  diagnostics::Diagnostics diagnostics;
  const auto units = syntax::parse(sources, 0, diagnostics);
  PROBITY_CHECK(!units.empty() || diagnostics.has_errors());
  for (const diagnostics::Diagnostic& each : diagnostics.sorted()) {
    check_place(each.span, sources[0]);
    for (const diagnostics::Label& label : each.labels) check_place(label.span, sources[0]);
    PROBITY_CHECK(!diagnostics::render_text(each, sources).empty());
    PROBITY_CHECK(!diagnostics::render_json(each, sources).empty());
  }
  return 0;
}
