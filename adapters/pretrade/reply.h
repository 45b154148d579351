#pragma once

#include <cstdint>
#include <string>

#include "audit/record/json.h"
#include "engine/decision/decision.h"

namespace probity::pretrade {

/// What an order may do after its decision.
enum class Proceed : std::uint8_t { kYes, kAfterDisclosure, kAfterConfirmation, kNo };
[[nodiscard]] Proceed proceed_after(std::string_view outcome);

/// What the caller gets for a decision: the decision as recorded, under its id in the log, and beside it
/// whether the order may go, what the client may be told, how old the reference data was, what is
/// reserved. Made from what the log holds, so that the same question is answered alike after a restart.
/// `decided_ns` is when it was decided; `request` is the entry's member of that name.
[[nodiscard]] audit::JsonObject reply_json(const audit::Json& decision, const std::string& logged_as,
                                           const audit::JsonObject& request, std::int64_t decided_ns);

/// What the client of a decision may be shown: it gives neither rules nor reasons away, some of which
/// must not be told (a report on money laundering).
[[nodiscard]] audit::Json words_for_client(const audit::Json& decision);

/// `2026-11-22T22:30:01Z`; and back, nothing where it is no such text.
[[nodiscard]] std::string time_text(std::int64_t time_ns);
[[nodiscard]] std::int64_t time_of_text(std::string_view text);

}  // namespace probity::pretrade
