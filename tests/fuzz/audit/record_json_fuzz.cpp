#include <cstddef>
#include <cstdint>
#include <string_view>

#include "audit/record/json.h"
#include "audit/record/json_parse.h"
#include "engine/base/check.h"

namespace audit = probity::audit;

// What is read has one canonical form, which is read as the same and is its own canonical form.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = audit::parse_record_json(text);
  if (!read.ok()) return 0;
  const auto canonical = audit::canonical_text(read.value());
  PROBITY_CHECK(canonical.ok());
  const auto again = audit::parse_canonical(canonical.value());
  PROBITY_CHECK(again.ok());
  PROBITY_CHECK(audit::canonical_text(again.value()).value() == canonical.value());
  PROBITY_CHECK(audit::parse_canonical(text).ok() == (text == canonical.value()));
  const auto readable = audit::parse_record_json(audit::readable_text(read.value()));
  PROBITY_CHECK(readable.ok() && readable.value() == read.value());
  return 0;
}
