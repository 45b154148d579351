#include "engine/ingest/finding.h"

namespace probity::ingest {
namespace {

struct KindText {
  std::string_view code;
  std::string_view name;
};
constexpr std::array<KindText, kFindingKinds> kKinds = {{{"I01", "broken line"},
                                                         {"I02", "no key"},
                                                         {"I03", "repeated key"},
                                                         {"I04", "not judged"},
                                                         {"I11", "unreadable value"},
                                                         {"I12", "unlisted value"},
                                                         {"I13", "wrong currency"},
                                                         {"I14", "dangling reference"},
                                                         {"I15", "no version"},
                                                         {"I16", "undated version"},
                                                         {"I17", "no joined row"},
                                                         {"I18", "several joined rows"},
                                                         {"I19", "no owner"}}};

}  // namespace

std::string_view code_of(FindingKind kind) { return kKinds[static_cast<std::size_t>(kind)].code; }
std::string_view name_of(FindingKind kind) { return kKinds[static_cast<std::size_t>(kind)].name; }
bool refuses(FindingKind kind) { return kind <= FindingKind::kNotJudged; }

}  // namespace probity::ingest
