#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ir/program.h"

namespace probity::service {

/// A rule, an exception or a parameter that cites a place.
struct CitedBy {
  std::string name;      ///< `cn.suitability.risk_match`, `cn.suitability.risk_match.recommended`
  ir::Period period;     ///< in which it is in force
  bool unverified = false;
  std::string at;        ///< `suitability.probity:21`
};

/// One article of an instrument and what is known of it.
struct ArticleState {
  enum class Status : std::uint8_t {
    kVerified,    ///< a rule cites it, and somebody has looked at the text
    kUnverified,  ///< rules cite it, none of them verified
    kExcused,     ///< no rule, for a reason
    kOpen,        ///< no rule, and nobody says why
  };
  Provision place;  ///< one number, no range
  Status status = Status::kOpen;
  std::vector<CitedBy> by;
  const LocalNames* because = nullptr;  ///< of `no rule for`, inside the program
};

struct InstrumentArticles {
  const ir::Instrument* instrument = nullptr;  ///< inside the program
  bool is_counted = false;                     ///< it says what it contains; else only what is cited is listed
  std::vector<ArticleState> articles;          ///< by unit and number
  std::vector<CitedBy> whole;                  ///< cited without an article
  [[nodiscard]] std::size_t count(ArticleState::Status status) const;
};

/// Something cited in words alone, which no register knows.
struct CitedInWords {
  std::string layer;
  std::string text;
  std::vector<CitedBy> by;
};

struct DocumentState {
  const Document* document = nullptr;  ///< inside the program
  std::vector<std::string> disclosed_by;  ///< rules that ask for it
};

/// What rules say of which regulator's text. Points into the program.
struct ArticlesReport {
  std::vector<InstrumentArticles> instruments;  ///< by name
  std::vector<CitedInWords> in_words;           ///< by layer and text
  std::vector<DocumentState> documents;         ///< by name
};

[[nodiscard]] ArticlesReport list_articles(const ir::Program& program);

/// One JSON object and a line's end.
[[nodiscard]] std::string articles_json(const ArticlesReport& report);
/// For people, in `en` or `zh`.
[[nodiscard]] std::string articles_text(const ArticlesReport& report, std::string_view language);

}  // namespace probity::service
