#include "engine/syntax/runs.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "ProbityLexer.h"
#include "engine/syntax/words.h"

namespace probity::syntax {
namespace {

using Lexer = generated::ProbityLexer;

constexpr std::size_t kRunMax = 200;   // longer words are no sentences
constexpr std::size_t kPieceMax = 40;
constexpr std::size_t kKeywordMax = 12;

std::u32string points_of(const std::string& text) {
  const SourceText source("name", text);
  diagnostics::Diagnostics unheard;
  const auto decoded = decode(source, 0, unheard);
  return decoded ? decoded->points : std::u32string();
}

/// The lexer's own answer to what a piece is.
TokenType type_of(std::u32string_view piece) {
  DecodedText text;
  text.points = text.lexed = std::u32string(piece);
  const std::vector<Token> tokens = tokenize(text);
  const bool whole = tokens.size() == 1 && tokens[0].end == piece.size();
  return whole ? tokens[0].type : static_cast<TokenType>(Lexer::STRAY);
}

/// How a run is made of pieces, up to each of its places.
struct Best {
  std::size_t pieces = 0;
  std::size_t from = 0;
  TokenType type = 0;
  bool is_name = false;
  std::size_t ways = 0;  ///< how many parts of so few pieces there are
};

using PieceTypes = std::map<std::u32string, TokenType>;

class Run {
 public:
  Run(std::u32string_view text, const KnownNames& names, PieceTypes& types) : text_(text), names_(names), types_(types) {}

  /// The pieces' ends and types; empty where the run is not parted in one way.
  std::vector<std::pair<std::size_t, TokenType>> parts() {
    // [place][what stands before it: 0 no name, 1 a name]
    std::vector<std::array<std::optional<Best>, 2>> best(text_.size() + 1);
    best[0][0] = Best{0, 0, 0, false, 1};
    for (std::size_t at = 0; at < text_.size(); ++at) {
      for (const bool after_name : {false, true}) {
        if (!best[at][after_name ? 1 : 0]) continue;
        const Best before = *best[at][after_name ? 1 : 0];
        for (std::size_t end = at + 1; end <= std::min(text_.size(), at + kPieceMax); ++end) {
          const std::optional<TokenType> type = piece(at, end);
          if (!type) continue;
          const bool is_name = *type == Lexer::NAME;
          if (is_name && after_name) continue;
          offer(best[end][is_name ? 1 : 0], {before.pieces + 1, at, *type, after_name, before.ways});
        }
      }
    }
    return walk_back(best);
  }

 private:
  using Places = std::vector<std::array<std::optional<Best>, 2>>;

  static void offer(std::optional<Best>& place, const Best& candidate) {
    if (!place || candidate.pieces < place->pieces) {
      place = candidate;
    } else if (candidate.pieces == place->pieces) {
      place->ways += candidate.ways;
    }
  }

  [[nodiscard]] std::optional<TokenType> piece(std::size_t begin, std::size_t end) const {
    const std::u32string word(text_.substr(begin, end - begin));
    const bool is_number = std::all_of(word.begin(), word.end(), [](char32_t c) { return c >= '0' && c <= '9'; });
    const bool cut = is_number && ((begin > 0 && text_[begin - 1] >= '0' && text_[begin - 1] <= '9') ||
                                   (end < text_.size() && text_[end] >= '0' && text_[end] <= '9'));
    if (cut) return std::nullopt;
    if (!is_number && word.front() < 0x80) return latin(begin, end);
    if (!is_number && !is_east_asian(word.front())) return std::nullopt;
    if (word.size() <= kKeywordMax) {
      const auto [known, fresh] = types_.try_emplace(word, TokenType{0});
      if (fresh) known->second = type_of(word);
      if (known->second != Lexer::NAME && known->second != Lexer::STRAY) return known->second;
    }
    if (names_.contains(word)) return static_cast<TokenType>(Lexer::NAME);
    return std::nullopt;
  }

  /// `CNY` or `C2` between Chinese words: a whole word of Latin letters.
  [[nodiscard]] std::optional<TokenType> latin(std::size_t begin, std::size_t end) const {
    const auto is_latin = [this](std::size_t at) { return at < text_.size() && text_[at] < 0x80; };
    if ((begin > 0 && is_latin(begin - 1)) || is_latin(end)) return std::nullopt;
    for (std::size_t at = begin; at < end; ++at) {
      if (!is_latin(at)) return std::nullopt;
    }
    const bool is_number = text_[begin] >= '0' && text_[begin] <= '9';
    return is_number ? std::nullopt : std::optional(static_cast<TokenType>(Lexer::NAME));
  }

  [[nodiscard]] std::vector<std::pair<std::size_t, TokenType>> walk_back(const Places& best) const {
    const auto& last = best[text_.size()];
    const bool tie = last[0] && last[1] && last[0]->pieces == last[1]->pieces;
    if ((!last[0] && !last[1]) || tie) return {};
    std::size_t kind = !last[0] || (last[1] && last[1]->pieces < last[0]->pieces) ? 1 : 0;
    if (last[kind]->ways != 1) return {};
    std::vector<std::pair<std::size_t, TokenType>> parts;
    for (std::size_t at = text_.size(); at > 0;) {
      const Best& here = *best[at][kind];
      parts.emplace_back(at, here.type);
      kind = here.is_name ? 1 : 0;
      at = here.from;
    }
    std::reverse(parts.begin(), parts.end());
    return parts;
  }

  std::u32string_view text_;
  const KnownNames& names_;
  PieceTypes& types_;  ///< what the lexer said of each piece so far
};

/// `不低于5` and `.00` behind it are one number again.
void join_number(std::vector<Token>& done, const std::vector<Token>& tokens, std::size_t& next) {
  while (next + 1 < tokens.size() && !done.empty() && done.back().type == Lexer::NUMBER_LITERAL) {
    const Token& sign = tokens[next];
    const Token& digits = tokens[next + 1];
    const bool joins = (sign.type == Lexer::DOT || sign.type == Lexer::COMMA) && digits.type == Lexer::NUMBER_LITERAL &&
                       sign.begin == done.back().end && digits.begin == sign.end;
    if (!joins) return;
    done.back().end = digits.end;
    done.back().end_column = digits.end_column;
    next += 2;
  }
}

}  // namespace

bool part_runs(std::vector<Token>& tokens, const DecodedText& text, const KnownNames& names) {
  std::vector<Token> done;
  done.reserve(tokens.size());
  bool parted = false;
  PieceTypes types;
  for (std::size_t i = 0; i < tokens.size();) {
    const Token& token = tokens[i++];
    const std::u32string word = text.points.substr(token.begin, token.end - token.begin);
    const bool chinese = std::any_of(word.begin(), word.end(), is_east_asian);
    if (token.type != Lexer::NAME || !chinese || word.size() > kRunMax || names.contains(word)) {
      done.push_back(token);
      continue;
    }
    const auto parts = Run(word, names, types).parts();
    if (parts.size() < 2) {
      done.push_back(token);
      continue;
    }
    parted = true;
    std::size_t begin = 0;
    for (const auto& [end, type] : parts) {
      Token piece = token;
      piece.type = type;
      piece.begin = token.begin + static_cast<std::uint32_t>(begin);
      piece.end = token.begin + static_cast<std::uint32_t>(end);
      piece.column = token.column + static_cast<std::uint32_t>(begin);
      piece.end_column = token.column + static_cast<std::uint32_t>(end);
      done.push_back(piece);
      begin = end;
    }
    join_number(done, tokens, i);
  }
  tokens = std::move(done);
  return parted;
}

void add_names(const ast::Unit& unit, KnownNames& names) {
  const auto add = [&names](const std::string& name) {
    std::u32string points = points_of(name);
    if (std::any_of(points.begin(), points.end(), is_east_asian)) names.insert(std::move(points));
  };
  const auto add_all = [&add](const ast::Name& name, const ast::Texts& locals) {
    add(name.text);
    for (const auto& [language, local] : locals.by_language) add(local);
  };
  for (const auto& each : unit.enumerations) {
    add_all(each.name, each.names);
    for (const auto& value : each.values) add_all(value.name, value.names);
  }
  for (const auto& each : unit.entities) {
    add_all(each.name, each.names);
    for (const auto& field : each.fields) add_all(field.name, field.names);
  }
  for (const auto& each : unit.documents) add_all(each.name, each.names);
  for (const auto& each : unit.instruments) {
    add(each.name.text);
    if (const auto zh = each.names.by_language.find("zh"); zh != each.names.by_language.end()) add(zh->second);
  }
  for (const auto& each : unit.acts) add_all({each.name, each.span}, each.names);
  for (const auto& each : unit.tables) {
    add_all(each.name, each.names);
    for (const auto& column : each.columns) {
      if (column.name) add(column.name->text);
    }
  }
  for (const auto& each : unit.procedures) add_all(each.name, each.names);
  for (const auto& each : unit.defines) {
    if (!each.target.parts.empty()) add(each.target.parts.back().text);
  }
  for (const auto& each : unit.rules) add_all(each.name, each.names);
  for (const auto& each : unit.exceptions) add(each.name.text);
  for (const auto& word : kRuleKinds) add(word.chinese);
  for (const auto& word : kOutcomes) add(word.chinese);
  for (const auto& word : kLayers) add(word.chinese);
  for (const auto& word : kColumnRoles) add(word.chinese);
  for (const auto& word : kPlainTypes) add(word.chinese);
  for (const auto& word : kDeadlineStates) add(word.chinese);
  for (const char* word : {"到期日", "完成时间"}) add(word);  // what a deadline results in
}

}  // namespace probity::syntax
