#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "ProbityParser.h"
#include "engine/syntax/token.h"

namespace probity::syntax {

/// Which words of a clause are keywords depends on what stands beside them; only clauses that hold
/// expressions need that looked at.
enum class Context : std::uint8_t { kPlain, kExpression };

/// Runs one rule of the grammar on one clause. Nothing of ANTLR is thrown out of here.
class ClauseParser {
 public:
  using Parser = generated::ProbityParser;

  ClauseParser();
  ~ClauseParser();

  /// The clause's tree, which lives until the next call; null where it does not fit the rule, and
  /// then `failed_at` is the first token (counted in the clause; its size is the end) that cannot
  /// stand where it does. `types` replaces the tokens' own types.
  template <typename Tree>
  Tree* parse(Tree* (Parser::*rule)(), const std::vector<TokenType>& types) {
    load(types, true);
    Tree* tree = nullptr;
    if (run([&] { tree = ((*parser_).*rule)(); })) return tree;
    load(types, false);  // the fast prediction refuses a few clauses that the full one reads
    if (run([&] { tree = ((*parser_).*rule)(); })) return tree;
    return nullptr;
  }
  /// The same with the full prediction at once: for tokens that are tried, and mostly fail.
  template <typename Tree>
  bool accepts(Tree* (Parser::*rule)(), const std::vector<TokenType>& types) {
    load(types, false);
    return run([&] { static_cast<void>(((*parser_).*rule)()); });
  }
  [[nodiscard]] std::size_t failed_at() const;

 private:
  void load(const std::vector<TokenType>& types, bool fast);
  template <typename Call>
  bool run(Call call) {
    try {
      call();
      return true;
    } catch (const antlr4::ParseCancellationException&) {
      return false;
    } catch (const antlr4::RuntimeException&) {
      return false;
    }
  }

  class Stream;
  class StopAtFirst;
  std::unique_ptr<Stream> stream_;
  std::shared_ptr<StopAtFirst> strategy_;
  std::unique_ptr<Parser> parser_;
};

/// The types of a clause's tokens; a name that stands as a currency's code is one.
[[nodiscard]] std::vector<TokenType> types_of(const std::vector<Token>& tokens, TokenRange range,
                                              const std::u32string& points);
/// Makes names of words that are no keywords where they stand.
void apply_context(std::vector<TokenType>& types, Context context);

}  // namespace probity::syntax
