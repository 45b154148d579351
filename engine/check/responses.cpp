#include "engine/check/rules.h"

namespace probity::check {

std::vector<ir::Response> RuleLowering::responses(const std::vector<ast::Response>& written) {
  std::vector<ir::Response> lowered;
  for (const ast::Response& source : written) {
    ir::Response response;
    response.asks = source.asks;
    for (const ast::Who& who : source.who) {
      ir::Response::Who party;
      if (who.texts) {
        party.texts = who.texts->by_language;
      } else {
        party.value = optional(who.path.get(), Want::kValue);
        if (!party.value) continue;
        const Type& type = context_.type(*party.value);
        if (type.kind != TypeKind::kText && type.kind != TypeKind::kEnumeration && type.kind != TypeKind::kReference) {
          context_.report(DiagnosticId::kWhoType, who.span, context_.written(who.span), context_.type_text(type))
              .suggest(PhraseId::kNameWho);
          whole_ = false;
          continue;
        }
      }
      response.who.push_back(std::move(party));
    }
    if (source.what) response.what = reason(*source.what);
    if (source.due) {
      response.due = due(*source.due);
      whole_ = whole_ && response.due.has_value();
    }
    lowered.push_back(std::move(response));
  }
  return lowered;
}

}  // namespace probity::check
