// Conditions and totals over lists, in the order of either language, and tables.
#include "engine/syntax/expressions.h"

namespace probity::syntax {

using ast::ExprPtr;

/// An empty optional: it was reported. A null pointer inside: there is no condition.
std::optional<ExprPtr> Expressions::where_of(Parser::ElementOrContext* node) {
  if (node == nullptr) return ExprPtr();
  ExprPtr condition = of(*node);
  if (condition == nullptr) return std::nullopt;
  return condition;
}

/// `LIST`, `by D` and the window, which stand alike in every form; false where something was reported.
template <typename Node>
bool Expressions::read_list(Node& node, ast::Collection& collection) {
  collection.other = has(node.OTHER());
  collection.list = of(*node.path(0));
  if (node.path().size() > 1) collection.by = of(*node.path(1));
  if (node.window() == nullptr) return true;
  collection.window = window_of(*node.window());
  return collection.window.has_value();
}

ExprPtr Expressions::of(Parser::LengthContext& node) {
  ExprPtr count;
  if (node.path() != nullptr) {
    count = of(*node.path());
  } else if (node.expr() != nullptr) {
    count = of(*node.expr());
  } else {
    const std::size_t number = reader_.range_of(node).begin;
    count = amount({number, number + 1});
  }
  return with_unit(node, std::move(count), node.unit(), nullptr);
}

std::optional<ast::Window> Expressions::window_of(Parser::WindowContext& node) {
  ast::Window window;
  if (has(node.WITHIN())) window.kind = ast::Window::Kind::kWithin;
  if (has(node.OVER())) window.kind = ast::Window::Kind::kOverLast;
  window.and_today = has(node.AND());
  return with_length(node, std::move(window));
}

std::optional<ast::Window> Expressions::window_of(Parser::WindowInContext& node) {
  ast::Window window;
  if (has(node.AT_WORD())) window.kind = ast::Window::Kind::kWithin;
  if (has(node.RECENT_WORD())) window.kind = ast::Window::Kind::kOverLast;
  window.and_today = has(node.AND_TODAY_WORD());
  return with_length(node, std::move(window));
}

template <typename Node>
std::optional<ast::Window> Expressions::with_length(Node& node, ast::Window window) {
  window.span = reader_.span_of(node);
  if (Parser::LengthContext* length = node.length()) {
    window.duration = of(*length);
    if (window.duration == nullptr) return std::nullopt;
  }
  if (node.negation() != nullptr) {
    window.anchor = of(*node.negation());
    if (window.anchor == nullptr) return std::nullopt;
  }
  return window;
}

ExprPtr Expressions::of(Parser::AtomSomeContext& node) {
  ast::Collection collection;
  collection.quantifier = has(node.SOME()) ? ast::Quantifier::kSome : ast::Quantifier::kNo;
  if (!read_list(node, collection)) return nullptr;
  std::optional<ExprPtr> where = where_of(node.elementOr());
  if (!where) return nullptr;
  collection.where = std::move(*where);
  return make(node, std::move(collection));
}

ExprPtr Expressions::of(Parser::AtomEveryContext& node) {
  ast::Collection collection;
  collection.quantifier = ast::Quantifier::kEvery;
  if (!read_list(node, collection)) return nullptr;
  const bool has_where = has(node.WHERE());
  std::optional<ExprPtr> where = where_of(has_where ? node.elementOr(0) : nullptr);
  if (!where) return nullptr;
  collection.where = std::move(*where);
  collection.has = of(*node.elementOr(has_where ? 1 : 0));
  if (collection.has == nullptr) return nullptr;
  return make(node, std::move(collection));
}

ExprPtr Expressions::of(Parser::AtomCountContext& node) {
  ast::Collection collection;
  collection.quantifier = ast::Quantifier::kCount;
  if (!read_list(node, collection)) return nullptr;
  std::optional<ExprPtr> where = where_of(node.elementOr());
  if (!where) return nullptr;
  collection.where = std::move(*where);
  return make(node, std::move(collection));
}

ExprPtr Expressions::of(Parser::ElementContext& node) {
  return node.path() != nullptr ? of(*node.path()) : of(*node.expr());
}

ExprPtr Expressions::of(Parser::AtomTotalContext& node) {
  ast::Collection collection;
  collection.quantifier = ast::Quantifier::kTotal;
  if (has(node.AVERAGE())) collection.quantifier = ast::Quantifier::kAverage;
  if (has(node.LARGEST())) collection.quantifier = ast::Quantifier::kLargest;
  if (has(node.SMALLEST())) collection.quantifier = ast::Quantifier::kSmallest;
  collection.value = of(*node.element());
  if (collection.value == nullptr || !read_list(node, collection)) return nullptr;
  std::optional<ExprPtr> where = where_of(node.elementOr());
  if (!where) return nullptr;
  collection.where = std::move(*where);
  return make(node, std::move(collection));
}

ExprPtr Expressions::of(Parser::AtomLatestContext& node) {
  ast::Collection collection;
  collection.quantifier = has(node.LATEST()) ? ast::Quantifier::kLatest : ast::Quantifier::kEarliest;
  collection.value = of(*node.element());
  if (collection.value == nullptr || !read_list(node, collection)) return nullptr;
  std::optional<ExprPtr> where = where_of(node.elementOr());
  if (!where) return nullptr;
  collection.where = std::move(*where);
  return make(node, std::move(collection));
}

ExprPtr Expressions::of(Parser::AtomEveryInContext& node) {
  ast::Collection collection;
  collection.quantifier = ast::Quantifier::kEvery;
  if (!read_list_in(node, collection)) return nullptr;
  const bool has_where = has(node.IN_LIST_WORD());
  std::optional<ExprPtr> where = where_of(has_where ? node.elementOr(0) : nullptr);
  if (!where) return nullptr;
  collection.where = std::move(*where);
  collection.has = of(*node.elementOr(has_where ? 1 : 0));
  if (collection.has == nullptr) return nullptr;
  return make(node, std::move(collection));
}

/// `LIST`, `按 D` and the window as the Chinese sentences have them.
template <typename Node>
bool Expressions::read_list_in(Node& node, ast::Collection& collection) {
  collection.other = has(node.OTHER());
  collection.list = of(*node.path(0));
  if (node.path().size() > 1) collection.by = of(*node.path(1));
  if (node.windowIn() == nullptr) return true;
  collection.window = window_of(*node.windowIn());
  return collection.window.has_value();
}

template <typename Node>
bool Expressions::read_filtered(Node& node, ast::Collection& collection) {
  if (!read_list_in(node, collection)) return false;
  std::optional<ExprPtr> where = where_of(node.elementOr());
  if (where) collection.where = std::move(*where);
  return where.has_value();
}

ExprPtr Expressions::of(Parser::AtomSomeInContext& node) {
  ast::Collection collection;
  collection.quantifier = has(node.SOME()) ? ast::Quantifier::kSome : ast::Quantifier::kNo;
  if (!read_filtered(node, collection)) return nullptr;
  return make(node, std::move(collection));
}

ExprPtr Expressions::of(Parser::AtomCountInContext& node) {
  ast::Collection collection;
  collection.quantifier = ast::Quantifier::kCount;
  if (!read_filtered(node, collection)) return nullptr;
  return make(node, std::move(collection));
}

ExprPtr Expressions::of(Parser::AtomTotalInContext& node) {
  ast::Collection collection;
  collection.quantifier = ast::Quantifier::kTotal;
  if (has(node.AVERAGE_WORD())) collection.quantifier = ast::Quantifier::kAverage;
  if (has(node.LARGEST_WORD())) collection.quantifier = ast::Quantifier::kLargest;
  if (has(node.SMALLEST_WORD())) collection.quantifier = ast::Quantifier::kSmallest;
  collection.value = of(*node.element());
  if (collection.value == nullptr || !read_filtered(node, collection)) return nullptr;
  return make(node, std::move(collection));
}

ExprPtr Expressions::of(Parser::AtomLatestInContext& node) {
  ast::Collection collection;
  collection.quantifier = has(node.LATEST()) ? ast::Quantifier::kLatest : ast::Quantifier::kEarliest;
  collection.value = of(*node.element());
  if (collection.value == nullptr || !read_filtered(node, collection)) return nullptr;
  return make(node, std::move(collection));
}

ExprPtr Expressions::of(Parser::AtomShareContext& node) {
  ast::Collection collection;
  collection.quantifier = ast::Quantifier::kAllShare;
  collection.list = of(*node.path(0));
  collection.value = of(*node.path(1));
  return make(node, std::move(collection));
}

ExprPtr Expressions::of(Parser::AtomCallContext& node) {
  const ast::Path path = path_of(*node.path());
  ast::TableCall call;
  call.table.span = reader_.span_of(*node.path());
  for (const ast::Name& part : path.parts) {
    call.table.text += (call.table.text.empty() ? "" : ".") + part.text;
  }
  std::optional<Exprs> arguments = all(node.expr());
  if (!arguments) return nullptr;
  call.arguments = std::move(*arguments);
  if (node.negation() != nullptr) {
    call.on = of(*node.negation());
    if (call.on == nullptr) return nullptr;
  }
  ExprPtr result = make(node, std::move(call));
  if (node.unit() != nullptr) {
    result->span = reader_.span_of(TokenRange{reader_.range_of(node).begin, reader_.range_of(*node.unit()).begin});
  }
  return with_unit(node, std::move(result), node.unit(), node.shift());
}

}  // namespace probity::syntax
