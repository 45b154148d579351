#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/source/source_text.h"

namespace probity::decision {

/// In order of strength; see language.md, *Outcomes*.
enum class Outcome : std::uint8_t { kPermit, kRecord, kWarn, kDisclose, kConfirm, kBlock };
[[nodiscard]] std::string_view outcome_name(Outcome outcome);  ///< `permit`, …
[[nodiscard]] std::optional<Outcome> outcome_from_name(std::string_view name);

enum class DeadlineState : std::uint8_t {
  kNotStarted, kRunning, kDueSoon, kOverdue, kMet, kMetLate, kPaused,
};
[[nodiscard]] std::string_view deadline_state_name(DeadlineState state);  ///< `not_started`, …

struct Obligation {
  std::string kind;  ///< `disclose` (a document), `confirm` (a procedure), `step` (of a procedure), `meet` (a deadline),
                     ///< `tell`, `ask`
  std::string what;  ///< document, procedure, `special_warning.warned_at`, deadline rule
  std::string rule;  ///< qualified name
  // Of `tell` and `ask`, by language: who, and what is asked for.
  std::map<std::string, std::string> who{}, asked{};
  bool timed = false;  ///< a time is set for it
  std::string due{};   ///< date or moment; empty: unknown, or not timed
  friend bool operator==(const Obligation&, const Obligation&) = default;
};

struct Finding {
  std::string rule;       ///< qualified: `cn.suitability.risk_match`
  std::string exception;  ///< name of the exception that applied, or empty
  std::string kind;       ///< `suitability`, …
  Outcome outcome = Outcome::kRecord;  ///< of an undetermined finding: what it counts as
  bool undetermined = false;
  bool observed = false;  ///< its rule is only observed on this day: nothing counts it
  std::string stricter_than;  ///< the upper rule that its rule adds to; else empty
  std::map<std::string, std::string> because;  ///< language -> reason with facts filled in
  std::vector<std::string> cites;
  std::vector<bool> cites_unverified;          ///< beside `cites`
  std::map<std::string, std::string> read;     ///< path -> value, `unknown` where it was
  std::map<std::string, std::string> parameters;  ///< those it rests on: qualified name -> value on its day
  std::vector<std::string> missing;            ///< paths that made it undetermined, sorted
  std::map<std::string, std::string> evidence; ///< of a completed procedure: step -> moment
  std::string at;                              ///< `suitability.probity:21`
};

struct Deadline {
  std::string rule;        ///< qualified; printed as `id`'s rule
  std::string clock_from;  ///< date or moment as text; empty: unknown
  std::string due;
  DeadlineState state = DeadlineState::kNotStarted;
  std::string met_at;
  std::string extended_to;
};

/// What a grading comes to.
struct Grade {
  std::string rule;
  std::string grade;     ///< empty: unknown
  std::string recorded;  ///< the grade on file; empty: unknown, or none is kept
  std::string as_of;
  std::map<std::string, std::string> because;
  struct Points { std::map<std::string, std::string> what; std::string points; };
  std::vector<Points> points;
  std::map<std::string, std::string> read, parameters;
  std::vector<std::string> missing;  ///< paths that make it unknown
};

/// Why a rule that was looked at has no finding (for `--explain`).
struct Considered {
  std::string rule;
  std::string result;  ///< `not in force`, `guard is false`, `holds`, `exempt by X`, `finding`, `judged in a scan`
  std::map<std::string, std::string> read;
};

struct Decision {
  std::string id;
  std::string on;
  std::string as_of;  ///< the subject's day; empty where unknown
  Outcome outcome = Outcome::kPermit;
  std::string ruleset;  ///< digest of all that the decision rests on
  std::vector<Finding> findings;  ///< those above permit, strongest first, then by rule name
  std::vector<Deadline> deadlines;
  std::vector<Grade> grades;  ///< by rule name
  std::vector<Obligation> obligations;
  std::vector<std::string> missing;      ///< union over findings, sorted
  /// Rules that compare subjects with each other, of which one subject alone shows nothing.
  std::vector<std::string> not_judged;
  std::vector<Considered> considered;    ///< filled only when asked for
};

}  // namespace probity::decision
