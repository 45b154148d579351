#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/pretrade/desk.h"

namespace probity::pretrade {

/// One subject between its question and its answer.
struct Desk::Item {
  std::string line;                        ///< as it came
  std::string id, on;
  std::optional<facts::SubjectFacts> subject;
  std::string refused;                     ///< why there is no answer
  std::vector<std::string> faults;         ///< facts that could not be read
  std::unique_ptr<FactsJoin> join;         ///< keeps what the subject's facts borrow
  std::string ties;
  std::optional<decision::Decision> decision;
  std::string facts;                       ///< as judged
  audit::JsonObject request;               ///< the entry's member
  std::string logged_as;
  std::int64_t decided_ns = 0;

  KeptPtr reserved, before;                ///< what was put into the ledger, and what stood there
  KeptPtr replaced;                        ///< an order that this one stands for

  [[nodiscard]] bool is_answered() const { return refused.empty() && decision.has_value(); }
};

}  // namespace probity::pretrade
