#include "engine/check/context.h"

#include <algorithm>

namespace probity::check {

void Context::offer_nearest(diagnostics::Diagnostic& diagnostic, std::string_view written,
                            const std::vector<std::string>& candidates) {
  if (const auto near = diagnostics::nearest(written, candidates)) {
    diagnostic.suggest(PhraseId::kWrite, *near).replace_with(*near);
  }
}

std::string Context::written(SourceSpan span) const {
  if (span.file >= sources.size() || span.line == 0 || span.line != span.end_line) return "…";
  std::string text;
  std::uint32_t column = 0;
  for (const char c : sources[span.file].line(span.line)) {
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++column;
    if (column >= span.column && column < span.end_column) text += c;
  }
  return text;
}

Type plain(TypeKind kind) {
  Type type;
  type.kind = kind;
  return type;
}

Type money_of(std::optional<Currency> currency) {
  Type type = plain(TypeKind::kMoney);
  type.currency = currency;
  return type;
}

Type symbol_of(Id<Enumeration> enumeration) {
  Type type = plain(TypeKind::kEnumeration);
  type.enumeration = enumeration;
  return type;
}

Type reference_to(Id<Entity> entity) {
  Type type = plain(TypeKind::kReference);
  type.entity = entity;
  return type;
}

bool is_ordered(const Schema& schema, const Type& type) {
  switch (type.kind) {
    case TypeKind::kNumber:
    case TypeKind::kMoney:
    case TypeKind::kRate:
    case TypeKind::kDate:
    case TypeKind::kMoment:
      return true;
    case TypeKind::kEnumeration:
      return schema.enumerations[type.enumeration].ordered;
    default:
      return false;
  }
}

std::string_view layer_name(ast::Layer layer) {
  switch (layer) {
    case ast::Layer::kLaw: return "law";
    case ast::Layer::kExchange: return "exchange";
    case ast::Layer::kAssociation: return "association";
    case ast::Layer::kFirm: return "firm";
  }
  return "law";
}

std::string alternatives(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 6;
  std::string text;
  const std::size_t count = std::min(names.size(), kShown);
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += i + 1 == count && names.size() <= kShown ? " or " : ", ";
    text += "`" + names[i] + "`";
  }
  if (names.size() > kShown) text += ", …";
  return text;
}

std::string define_key(Id<Entity> entity, std::string_view name) {
  return std::to_string(entity.index()) + "." + std::string(name);
}

std::string period_text(const std::optional<Date>& from, const std::optional<Date>& to) {
  if (from && to) return "from " + from->to_string() + " to " + to->to_string();
  if (from) return "from " + from->to_string();
  if (to) return "to " + to->to_string();
  return "always";
}

bool periods_overlap(const ir::Period& a, const ir::Period& b) {
  const bool a_ends_first = a.to && b.from && *a.to < *b.from;
  const bool b_ends_first = b.to && a.from && *b.to < *a.from;
  return !a_ends_first && !b_ends_first;
}

ir::Period both_periods(const ir::Period& a, const ir::Period& b) {
  ir::Period both = a;
  if (b.from && (!both.from || *both.from < *b.from)) both.from = b.from;
  if (b.to && (!both.to || *b.to < *both.to)) both.to = b.to;
  return both;
}

ir::Period checked_period(Context& context, const std::optional<ast::Period>& period) {
  if (!period) return {};
  if (period->from && period->to && *period->to < *period->from) {
    context.report(DiagnosticId::kPeriodBackwards, period->span, period->from->to_string(),
                   period->to->to_string());
    return {};
  }
  return {period->from, period->to};
}

LocalNames local_names(const ast::Texts& texts) {
  LocalNames names;
  for (const auto& [language, text] : texts.by_language) {
    if (language != "en") names.emplace(language, text);
  }
  return names;
}

}  // namespace probity::check
