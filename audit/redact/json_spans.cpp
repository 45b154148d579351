#include "audit/redact/json_spans.h"

#include "audit/record/json_parse.h"

namespace probity::audit {
namespace {

constexpr std::size_t kDepthMax = 256;

class Visitor {
 public:
  Visitor(std::string_view text, const std::function<bool(const JsonSpan&)>& visit) : text_(text), visit_(visit) {}

  Result<void> run() {
    PROBITY_TRY_VOID(value(true));
    blanks();
    return at_ == text_.size() ? Result<void>() : wrong();
  }

 private:
  Error wrong() const {
    return Error{ErrorCode::kInvalidArgument, "byte " + std::to_string(at_) + " of the facts is no JSON"};
  }
  void blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  /// The end of the value that begins here is only known behind it: the inner ones are visited in a second walk.
  Result<void> value(bool is_top) {
    blanks();
    const std::size_t begin = at_;
    if (!is_top && telling_) {
      telling_ = false;
      PROBITY_TRY_VOID(inside());
      telling_ = true;
      span_.begin = begin;
      span_.size = at_ - begin;
      if (visit_(span_)) return {};
      const bool may_hold_more = text_[begin] == '{' || text_[begin] == '[';
      if (!may_hold_more) return {};
      at_ = begin;
    }
    return inside();
  }

  Result<void> inside() {
    if (span_.path.size() > kDepthMax || at_ >= text_.size()) return wrong();
    if (text_[at_] == '{') return members();
    if (text_[at_] == '[') return elements();
    if (text_[at_] == '"') return string();
    const std::size_t end = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
    if (end == at_) return wrong();
    at_ = end;
    return {};
  }

  Result<void> members() {
    ++at_;
    if (take('}')) return {};
    while (true) {
      blanks();
      const std::size_t key_begin = at_;
      if (at_ >= text_.size() || text_[at_] != '"') return wrong();
      PROBITY_TRY_VOID(string());
      PROBITY_TRY(std::string key, scalar_text(text_.substr(key_begin, at_ - key_begin)));
      if (!take(':')) return wrong();
      span_.path.push_back(std::move(key));
      PROBITY_TRY_VOID(value(false));
      span_.path.pop_back();
      if (take('}')) return {};
      if (!take(',')) return wrong();
    }
  }

  Result<void> elements() {
    ++at_;
    if (take(']')) return {};
    for (std::size_t place = 0;; ++place) {
      span_.path.push_back(std::to_string(place));
      PROBITY_TRY_VOID(value(false));
      span_.path.pop_back();
      if (take(']')) return {};
      if (!take(',')) return wrong();
    }
  }

  Result<void> string() {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '"') {
        ++at_;
        return {};
      }
    }
    return wrong();
  }

  std::string_view text_;
  const std::function<bool(const JsonSpan&)>& visit_;
  std::size_t at_ = 0;
  bool telling_ = true;
  JsonSpan span_;
};

}  // namespace

Result<void> visit_json(std::string_view text, const std::function<bool(const JsonSpan&)>& visit) {
  return Visitor(text, visit).run();
}

Result<std::string> scalar_text(std::string_view token) {
  if (token.empty() || token.front() != '"') return std::string(token);
  PROBITY_TRY(const Json json, parse_record_json(token));
  const std::string* text = json.as_string();
  if (text == nullptr) return Error{ErrorCode::kInvalidArgument, "a text of the facts cannot be read"};
  return *text;
}

}  // namespace probity::audit
