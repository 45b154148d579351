#pragma once

#include <utility>

#include "adapters/json/facts_line.h"
#include "engine/schema/schema.h"

namespace probity::tests {

inline Type type_of(TypeKind kind) { return {kind, {}, {}, {}}; }

/// A piece of the standard vocabulary: orders, clients, permissions and an act.
struct OrderVocabulary {
  Schema schema;
  adapters::FactsOptions options;

  OrderVocabulary() {
    options.zone = Zone::find("Asia/Shanghai").value();
    const auto side = schema.enumerations.add(
        {"Side", {}, false, {{"buy", {{"zh", "买入"}}}, {"sell", {{"zh", "卖出"}}}}, {}});
    const auto board = schema.enumerations.add({"Board", {}, false, {{"star", {}}, {"bse", {}}}, {}});
    Entity permission{"Permission", {}, true, {}, {}, {}, {}};
    permission.fields = {{"id", {}, type_of(TypeKind::kText), {}},
                         {"board", {}, {TypeKind::kEnumeration, {}, board, {}}, {}},
                         {"granted_on", {}, type_of(TypeKind::kDate), {}}};
    const auto permissions = schema.entities.add(std::move(permission));
    Entity client{"Client", {{"zh", "客户"}}, false, {}, {}, {}, {}};
    client.fields = {{"id", {}, type_of(TypeKind::kText), {}},
                     {"name", {{"zh", "姓名"}}, type_of(TypeKind::kText), {}},
                     {"assets", {}, {TypeKind::kMoney, Currency::from_code("CNY"), {}, {}}, {}},
                     {"permissions", {}, {TypeKind::kList, {}, {}, permissions}, {}}};
    const auto clients = schema.entities.add(std::move(client));
    Entity order{"Order", {{"zh", "委托"}}, false, {}, {}, {}, {}};
    order.fields = {{"id", {}, type_of(TypeKind::kText), {}},
                    {"side", {{"zh", "买卖方向"}}, {TypeKind::kEnumeration, {}, side, {}}, {}},
                    {"quantity", {}, type_of(TypeKind::kNumber), {}},
                    {"amount", {}, type_of(TypeKind::kMoney), {}},
                    {"placed_at", {}, type_of(TypeKind::kMoment), {}},
                    {"solicited", {}, type_of(TypeKind::kTruth), {}},
                    {"rate", {}, type_of(TypeKind::kRate), {}},
                    {"client", {{"zh", "客户"}}, {TypeKind::kReference, {}, {}, clients}, {}},
                    {"orders", {}, {TypeKind::kList, {}, {}, Id<Entity>(2)}, {}}};
    const auto orders = schema.entities.add(std::move(order));
    schema.acts.add({"closing of Order", {{"zh", "委托办结"}}, orders, {}, {}});
  }
};

}  // namespace probity::tests
