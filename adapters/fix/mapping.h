#pragma once

#include <map>
#include <string>
#include <vector>

#include "adapters/capi/probity.h"

namespace probity_fix {

/// How one tag of a FIX message becomes a fact.
struct TagFact {
  int tag = 0;
  std::string fact;                           ///< `order.side`
  std::string form;                           ///< empty, `utc` (UTCTimestamp), `money CNY`
  std::map<std::string, std::string> values;  ///< `1` -> `buy`; empty: as it is
  probity_field field = PROBITY_NO_FIELD;
};

/// What a mapping file says, one line each; `#` begins a remark:
///
///     on       Order
///     empty    client.orders
///     1        client
///     54       order.side      1=buy 2=sell 5=sell
///     44       order.price     money CNY
///     60       order.placed_at utc
struct Mapping {
  std::string on = "Order";
  std::vector<TagFact> tags;
  std::vector<std::pair<std::string, probity_field>> empty_lists;  ///< known to have no element
};

/// False where it does not read; `why` then says which line.
bool read_mapping(const std::string& path, Mapping& mapping, std::string& why);
/// Looks the facts up once. False where one is not known to the rules.
bool bind_mapping(const probity_rules* rules, Mapping& mapping, std::string& why);

/// `20250314-02:15:00.250` as the language writes it: `2025-03-14T02:15:00.250Z`; empty where it is none.
std::string moment_of(const std::string& utc_timestamp);

}  // namespace probity_fix
