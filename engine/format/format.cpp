#include "engine/format/format.h"

#include <algorithm>
#include <utility>

#include "ProbityLexer.h"
#include "ProbityParser.h"
#include "engine/format/lines.h"
#include "engine/syntax/words.h"

namespace probity::format {
namespace {

using Lexer = syntax::generated::ProbityLexer;
using Parser = syntax::generated::ProbityParser;
using syntax::Block;
using syntax::ClauseLines;
using syntax::TokenRange;

/// Lines that stand together: a head, a clause, or comments on lines of their own.
struct Entry {
  std::uint32_t line = 0;      ///< where it stood
  std::uint32_t end_line = 0;
  std::vector<std::string> lines;
  bool blank_before = false;
};

struct Comment {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string text;
  bool own_line = false;
  std::size_t token = 0;  ///< the first token behind it
};

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string padded(std::string text, std::size_t columns) {
  const std::size_t width = width_of(text);
  if (width < columns) text.append(columns - width, ' ');
  return text;
}

class Formatter {
 public:
  Formatter(const syntax::WrittenFile& file, const Options& options) : file_(file), options_(options) { find_comments(); }

  std::vector<Entry> run() {
    for (const Block& block : file_.blocks) write_block(block);
    own_comments(file_.tokens.size(), 0);
    return std::move(entries_);
  }

 private:
  // ---------------------------------------------------------------- comments

  void find_comments() {
    std::uint32_t line = 1;
    std::size_t line_begin = 0;
    std::size_t at = 0;
    std::size_t token = 0;
    const std::u32string& points = file_.text.points;
    for (const std::size_t begin : file_.text.comments) {
      for (; at < begin; ++at) {
        if (points[at] != '\n') continue;
        ++line;
        line_begin = at + 1;
      }
      std::size_t end = std::min(points.find(U'\n', begin), points.size());
      while (end > begin && (points[end - 1] == ' ' || points[end - 1] == '\r' || points[end - 1] == '\t')) --end;
      while (token < file_.tokens.size() && file_.tokens[token].begin < begin) ++token;
      Comment comment;
      comment.line = line;
      comment.column = static_cast<std::uint32_t>(begin - line_begin + 1);
      // A full-width `＃` begins a comment too.
      comment.text = "#" + syntax::to_utf8(std::u32string_view(points).substr(begin + 1, end - begin - 1));
      comment.own_line = token == 0 || file_.tokens[token - 1].end_line != line;
      comment.token = token;
      comments_.push_back(std::move(comment));
    }
  }

  [[nodiscard]] std::uint32_t first_line_of(std::size_t token) const { return file_.tokens[token].line; }
  [[nodiscard]] std::uint32_t last_line() const { return entries_.empty() ? 0 : entries_.back().end_line; }

  void add(Entry entry) {
    entry.blank_before = !entries_.empty() && (entry.line > last_line() + 1 || entry.blank_before);
    entries_.push_back(std::move(entry));
  }

  /// Comments on lines of their own before a token; those that stand deeper than `indent` allows belong
  /// to the block above.
  void own_comments(std::size_t before_token, std::size_t indent) {
    while (next_comment_ < comments_.size() && comments_[next_comment_].token <= before_token) {
      const Comment& comment = comments_[next_comment_];
      const bool of_block_above = indent == 0 && comment.column > 1 && in_block_;
      if (comment.column == 1 && indent == 0) in_block_ = false;
      Entry entry;
      entry.line = entry.end_line = comment.line;
      entry.lines.push_back(std::string(of_block_above ? 2 : indent, ' ') + comment.text);
      entry.blank_before = indent == 0 && !of_block_above && wants_blank_;
      if (!of_block_above) wants_blank_ = false;
      add(std::move(entry));
      ++next_comment_;
    }
  }

  /// The words with the comments that stand between the tokens of `range`, or behind its last one.
  std::vector<Piece> with_comments(std::vector<Word> words, TokenRange range) {
    std::vector<Piece> pieces;
    for (Word& word : words) pieces.push_back({std::move(word), {}, {}});
    while (next_comment_ < comments_.size() && comments_[next_comment_].token <= range.end) {
      const Comment& comment = comments_[next_comment_];
      const bool ends_line = !comment.own_line;
      if (!ends_line && comment.token == range.end) break;  // belongs to what follows
      attach(pieces, comment, ends_line, range);
      ++next_comment_;
    }
    return pieces;
  }

  static void attach(std::vector<Piece>& pieces, const Comment& comment, bool ends_line, TokenRange range) {
    if (ends_line && comment.token == range.end) {
      Piece& last = pieces.back();
      if (!last.after.empty()) pieces.front().before.push_back(last.after);
      last.after = comment.text;
      return;
    }
    // The word of the token beside it, or of the nearest before that one that is a word here.
    const std::size_t wanted = ends_line ? comment.token - 1 : comment.token;
    Piece* nearest = &pieces.front();
    std::size_t best = 0;
    for (Piece& piece : pieces) {
      const std::size_t token = piece.word.token;
      if (token == Node::kNoToken || token > wanted || token < best) continue;
      best = token;
      nearest = &piece;
    }
    if (ends_line && nearest->after.empty()) {
      nearest->after = comment.text;
    } else {
      nearest->before.push_back(comment.text);
    }
  }

  // ---------------------------------------------------------------- words

  [[nodiscard]] const Node* tree_at(TokenRange range) const {
    const auto found = file_.trees.find(range.begin);
    return found == file_.trees.end() ? nullptr : &found->second;
  }

  /// What could not be read as a clause is written token by token.
  [[nodiscard]] Node tree_of(TokenRange range) const {
    if (const Node* tree = tree_at(range)) return in_english_order(*tree);
    Node node;
    node.rule = kFlat;
    for (std::size_t i = range.begin; i < range.end; ++i) {
      Node leaf;
      leaf.type = file_.tokens[i].type;
      leaf.token = i;
      if (syntax::is_word(leaf.type) && range.size() == 1 && leaf.type != Lexer::ANY && leaf.type != Lexer::YES &&
          leaf.type != Lexer::NO) {
        node.rule = Parser::RuleName;
      }
      node.children.push_back(std::move(leaf));
    }
    return node;
  }

  [[nodiscard]] bool has_chinese_keyword(const Node& node) const {
    if (node.rule == Parser::RuleName) return false;
    if (!is_leaf(node)) {
      return std::any_of(node.children.begin(), node.children.end(),
                         [this](const Node& child) { return has_chinese_keyword(child); });
    }
    if (node.token == Node::kNoToken || !syntax::is_word(node.type) || node.type == Lexer::NAME) return false;
    const syntax::Token& token = file_.tokens[node.token];
    return !is_ascii(syntax::to_utf8(std::u32string_view(file_.text.points).substr(token.begin, token.end - token.begin)));
  }

  [[nodiscard]] WordsOptions options_for(const Node& node) const {
    if (options_.language) return {*options_.language, true, &options_.names};
    return {has_chinese_keyword(node) ? Language::kChinese : Language::kEnglish, false, nullptr};
  }
  [[nodiscard]] WordsOptions options_at(TokenRange range) const {
    if (const Node* tree = tree_at(range)) return options_for(*tree);
    return options_for(tree_of(range));
  }

  std::vector<Word> words(TokenRange range) {
    return words_of(tree_of(range), file_, options_at(range));
  }

  // ---------------------------------------------------------------- blocks

  void write_block(const Block& block) {
    const TokenType word = file_.tokens[block.head.begin].type;
    // What is indented below a definition is the rest of it.
    const bool has_clauses = !block.clauses.empty() && word != Lexer::DEFINE;
    wants_blank_ = has_clauses || block_had_clauses_;
    own_comments(block.head.begin, 0);
    in_block_ = has_clauses;
    block_had_clauses_ = has_clauses || word == Lexer::DEFINE;
    if (word == Lexer::DEFINE) {
      block_had_clauses_ = false;
      return write_clause(block.all(), 0, 0, 4);
    }
    Entry head;
    head.line = first_line_of(block.head.begin);
    head.end_line = file_.tokens[block.head.end - 1].end_line;
    head.blank_before = wants_blank_;
    head.lines = lines_of(with_comments(words(block.head), block.head), {0, 0, false});
    add(std::move(head));
    switch (word) {
      case Lexer::TABLE: return write_table(block);
      case Lexer::ENTITY: case Lexer::RECORD: case Lexer::ORDERED: case Lexer::ENUMERATION: return write_fields(block);
      default: break;
    }
    for (const ClauseLines& clause : block.clauses) {
      own_comments(clause.tokens.begin, 2);
      if (word == Lexer::SOURCE && is_mapping(clause)) {
        write_mapping(clause);
      } else {
        write_clause(clause.tokens, 2, keyword_columns(word, clause.tokens), 0);
      }
    }
  }

  /// How wide the keywords of a block's clauses are written.
  [[nodiscard]] std::size_t keyword_columns(TokenType block, TokenRange clause) const {
    const bool chinese = options_at(clause).language == Language::kChinese;
    switch (block) {
      case Lexer::RULESET: case Lexer::VOCABULARY: case Lexer::SOURCE: case Lexer::CONTINUES: return 10;
      case Lexer::PROCEDURE: return chinese ? 6 : 10;
      case Lexer::SCENARIO: return chinese ? 6 : 9;
      case Lexer::ACT: return chinese ? 6 : 5;
      case Lexer::INSTRUMENT: return 11;
      case Lexer::DOCUMENT: return 0;
      default: return chinese ? 8 : 11;
    }
  }

  /// How many of a clause's first words are its keyword.
  [[nodiscard]] std::size_t keyword_words(const Node& tree, const WordsOptions& options) const {
    if (options.language == Language::kChinese) return 1;
    switch (tree.rule) {
      case Parser::RuleClauseInForce: case Parser::RuleClauseIfUnknown: case Parser::RuleClauseBound:
      case Parser::RuleClauseAsOf: case Parser::RuleClauseMet: case Parser::RuleClauseSubjectDate:
        return 2;
      case Parser::RuleClauseCalendar: return has_leaf(tree, Lexer::TRADING) ? 2 : 1;
      case Parser::RuleClauseClose: case Parser::RuleClauseNoRule: return 3;
      default: return 1;
    }
  }

  void write_clause(TokenRange range, std::size_t indent, std::size_t columns, std::size_t continued) {
    const Node tree = tree_of(range);
    const WordsOptions options = options_at(range);
    if (tree.rule == Parser::RuleClauseGiven) return write_given(tree, range, options, columns);
    std::vector<Piece> pieces = with_comments(words_of(tree, file_, options), range);
    Entry entry;
    entry.line = first_line_of(range.begin);
    entry.end_line = file_.tokens[range.end - 1].end_line;
    entry.blank_before = indent == 0 && wants_blank_;
    if (columns == 0) {
      entry.lines = lines_of(pieces, {indent, indent + (continued == 0 ? 4 : continued), true});
      entry.lines.front().insert(0, indent, ' ');
    } else {
      const std::size_t count = std::min(keyword_words(tree, options), pieces.size());
      std::string keyword;
      std::vector<std::string> above;
      for (std::size_t i = 0; i < count; ++i) {
        keyword += (i > 0 ? " " : "") + pieces[i].word.text;
        above.insert(above.end(), pieces[i].before.begin(), pieces[i].before.end());
        if (pieces[i].after.empty()) continue;
        if (i + 1 == pieces.size()) {
          keyword += "  " + pieces[i].after;
        } else {
          above.push_back(pieces[i].after);
        }
      }
      pieces.erase(pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(count));
      if (!pieces.empty()) {
        const std::size_t width = width_of(keyword);
        const bool chinese = options.language == Language::kChinese;
        keyword = padded(keyword, width < columns ? columns : width + (chinese ? 1 : 2));
      }
      const std::size_t body = indent + width_of(keyword);
      std::vector<std::string> lines = lines_of(pieces, {body, body, true});
      for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::size_t first = lines[i].find_first_not_of(' ');
        const bool is_comment = first != std::string::npos && lines[i][first] == '#' && i + 1 < lines.size();
        if (is_comment && keyword_at_ == npos) {
          lines[i] = std::string(indent, ' ') + lines[i].substr(first);
          continue;
        }
        if (keyword_at_ != npos) continue;
        keyword_at_ = i;
        lines[i] = std::string(indent, ' ') + keyword + lines[i];
      }
      keyword_at_ = npos;
      for (std::string& comment : above) comment.insert(0, indent, ' ');
      lines.insert(lines.begin(), above.begin(), above.end());
      entry.lines = std::move(lines);
    }
    add(std::move(entry));
  }

  /// Each thing given stands on a line of its own, their braces one below the other.
  void write_given(const Node& tree, TokenRange range, const WordsOptions& options, std::size_t columns) {
    Node word;
    word.rule = kFlat;
    word.children.push_back(tree.children[0]);
    const std::string keyword = joined(words_of(word, file_, options));
    const std::size_t body = 2 + std::max(columns, width_of(keyword) + 1);
    std::vector<std::vector<Word>> given;
    std::size_t widest = 0;
    for (std::size_t i = 1; i < tree.children.size(); ++i) {
      given.push_back(words_of(tree.children[i], file_, options));
      widest = std::max(widest, width_of(given.back().front().text));
    }
    for (std::size_t i = 0; i < given.size(); ++i) {
      given[i].front().text = padded(given[i].front().text, widest);
      const std::size_t begin = first_token(tree.children[i + 1]);
      const std::size_t end = i + 1 < given.size() ? first_token(tree.children[i + 2]) : range.end;
      if (i > 0) own_comments(begin, body);
      const std::vector<Piece> pieces = with_comments(std::move(given[i]), {begin, end});
      Entry entry;
      entry.line = first_line_of(i == 0 ? range.begin : begin);
      entry.end_line = file_.tokens[end - 1].end_line;
      entry.lines = lines_of(pieces, {body, body + widest + 3, true});
      const std::string front = i == 0 ? "  " + padded(keyword, body - 2) : std::string(body, ' ');
      entry.lines.front().insert(0, front);
      add(std::move(entry));
    }
  }

  // ---------------------------------------------------------------- columns

  /// Lines whose parts stand one below the other: fields with types, values with names.
  void write_fields(const Block& block) {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> widths;
    for (const ClauseLines& clause : block.clauses) {
      const Node tree = tree_of(clause.tokens);
      const WordsOptions options = options_at(clause.tokens);
      std::vector<std::string> cells;
      if (tree.rule == Parser::RuleClauseField || tree.rule == Parser::RuleClauseValue) {
        for (std::size_t i = 0; i < tree.children.size(); ++i) {
          Node cell = tree.children[i];
          if (tree.rule == Parser::RuleClauseField && i == 1 && cell.rule == Parser::RuleName) {
            Node type;
            type.rule = Parser::RuleType;
            type.children.push_back(std::move(cell));
            cell = std::move(type);
          }
          cells.push_back(joined(words_of(cell, file_, options)));
        }
      } else {
        cells.push_back(joined(words_of(tree, file_, options)));
      }
      for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
        widths.resize(std::max(widths.size(), i + 1));
        widths[i] = std::max(widths[i], width_of(cells[i]));
      }
      rows.push_back(std::move(cells));
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      own_comments(block.clauses[i].tokens.begin, 2);
      std::string line = "  ";
      for (std::size_t k = 0; k < rows[i].size(); ++k) {
        line += k + 1 < rows[i].size() ? padded(rows[i][k], widths[k] + 2) : rows[i][k];
      }
      add_line(std::move(line), block.clauses[i].tokens);
    }
  }

  /// A line that is never broken.
  void add_line(std::string text, TokenRange range) {
    Word word;
    word.text = std::move(text);
    word.token = range.begin;
    Entry entry;
    entry.line = first_line_of(range.begin);
    entry.end_line = file_.tokens[range.end - 1].end_line;
    std::vector<Word> words;
    words.push_back(std::move(word));
    entry.lines = lines_of(with_comments(std::move(words), range), {2, 2, false});
    add(std::move(entry));
  }

  [[nodiscard]] std::vector<TokenRange> cells_of(TokenRange row) const {
    std::vector<TokenRange> cells;
    std::size_t begin = row.begin + 1;
    for (std::size_t i = begin; i < row.end; ++i) {
      if (file_.tokens[i].type != Lexer::PIPE) continue;
      cells.push_back({begin, i});
      begin = i + 1;
    }
    if (begin < row.end) cells.push_back({begin, row.end});
    return cells;
  }

  [[nodiscard]] std::string cell_text(TokenRange range, bool is_heading) {
    if (range.empty()) return {};
    const std::string written = joined(words_of(tree_of(range), file_, {Language::kEnglish, false, nullptr}));
    if (is_heading && options_.language && range.size() == 1) {
      for (const auto& role : syntax::kColumnRoles) {
        if (written != role.english && written != role.chinese) continue;
        return *options_.language == Language::kChinese ? role.chinese : role.english;
      }
    }
    return joined(words(range));
  }

  void write_table(const Block& block) {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> widths;
    for (const ClauseLines& clause : block.clauses) {
      std::vector<std::string> cells;
      if (file_.tokens[clause.tokens.begin].type == Lexer::PIPE) {
        const bool is_heading = widths.empty();
        for (const TokenRange& cell : cells_of(clause.tokens)) cells.push_back(cell_text(cell, is_heading));
        widths.resize(std::max(widths.size(), cells.size()));
        for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], width_of(cells[i]));
      }
      rows.push_back(std::move(cells));
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const TokenRange range = block.clauses[i].tokens;
      own_comments(range.begin, 2);
      if (rows[i].empty()) {
        write_clause(range, 2, 0, 0);
        continue;
      }
      std::string line = "  |";
      for (std::size_t k = 0; k < rows[i].size(); ++k) line += " " + padded(rows[i][k], widths[k]) + " |";
      add_line(std::move(line), range);
    }
  }

  // ---------------------------------------------------------------- sources

  [[nodiscard]] bool is_mapping(const ClauseLines& clause) const {
    const Node* tree = tree_at(clause.tokens);
    return tree != nullptr && tree->rule == Parser::RuleClauseMapping;
  }

  /// The line of a table, and its fields below it with their `=` one below the other.
  void write_mapping(const ClauseLines& clause) {
    std::vector<TokenRange> parts;
    for (auto at = file_.trees.lower_bound(clause.tokens.begin);
         at != file_.trees.end() && at->first < clause.tokens.end; ++at) {
      if (!parts.empty()) parts.back().end = at->first;
      parts.push_back({at->first, clause.tokens.end});
    }
    std::size_t widest = 0;
    std::vector<std::vector<Word>> fields;
    for (const TokenRange& part : parts) {
      fields.push_back(words(part));
      if (fields.size() > 1) widest = std::max(widest, width_of(fields.back().front().text));
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::size_t indent = i == 0 ? 2 : 4;
      if (i > 0) {
        own_comments(parts[i].begin, indent);
        fields[i].front().text = padded(fields[i].front().text, widest);
      }
      Entry entry;
      entry.line = first_line_of(parts[i].begin);
      entry.end_line = file_.tokens[parts[i].end - 1].end_line;
      entry.lines = lines_of(with_comments(std::move(fields[i]), parts[i]), {indent, indent + 4, true});
      entry.lines.front().insert(0, indent, ' ');
      add(std::move(entry));
    }
  }

  static constexpr std::size_t kFlat = static_cast<std::size_t>(-3);

  const syntax::WrittenFile& file_;
  const Options& options_;
  std::vector<Comment> comments_;
  std::size_t next_comment_ = 0;
  std::vector<Entry> entries_;
  std::size_t keyword_at_ = npos;
  bool in_block_ = false;          // comments that are indented still belong to the block above
  bool wants_blank_ = false;       // the next thing at the first column stands behind a blank line
  bool block_had_clauses_ = false;
};

std::string text_of(const std::vector<Entry>& entries, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin && entries[i].blank_before) text += "\n";
    for (const std::string& line : entries[i].lines) {
      const std::size_t last = line.find_last_not_of(' ');
      text += line.substr(0, last == std::string::npos ? 0 : last + 1) + "\n";
    }
  }
  return text;
}

/// A Markdown file with each fence's lines replaced by what was written of them.
std::string in_fences(const SourceText& source, const std::vector<Entry>& entries) {
  std::string text;
  std::size_t next = 0;
  bool inside = false;
  const std::string_view whole = source.text();
  const bool ends_with_line = !whole.empty() && whole.back() == '\n';
  // What stands behind the last line's end is no line.
  const std::size_t lines = source.line_count() - (ends_with_line ? 1 : 0);
  for (std::uint32_t number = 1; number <= lines; ++number) {
    const std::string line(source.line(number));
    const std::string_view bare = std::string_view(line).substr(0, line.find_last_not_of(" \t\r") + 1);
    const bool is_fence = bare.substr(0, 3) == "```";
    const bool opens = is_fence && !inside && bare == "```probity";
    if (is_fence && inside) {
      std::size_t end = next;
      while (end < entries.size() && entries[end].line < number) ++end;
      text += text_of(entries, next, end);
      next = end;
    }
    if (!inside || is_fence) text += line + "\n";
    if (is_fence) inside = opens;
  }
  // A fence that is never closed reaches to the file's end.
  if (inside) text += text_of(entries, next, entries.size());
  if (!ends_with_line && !inside && !text.empty()) text.pop_back();
  return text;
}

}  // namespace

std::string formatted(const SourceText& source, const syntax::WrittenFile& file, const Options& options) {
  const std::vector<Entry> entries = Formatter(file, options).run();
  const std::string& path = source.path();
  if (path.size() > 3 && path.compare(path.size() - 3, 3, ".md") == 0) return in_fences(source, entries);
  return text_of(entries, 0, entries.size());
}

}  // namespace probity::format
