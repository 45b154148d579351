#include <algorithm>
#include <map>
#include <unordered_map>

#include "engine/ir/digest.h"
#include "engine/ir/program.h"
#include "engine/ir/walk.h"
#include "engine/values/sha256.h"

namespace probity::ir {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') out += "\\n";
    else out += c;
  }
  return out + "\"";
}

const char* mode_name(Rounding mode) {
  constexpr const char* kNames[] = {"half up", "half even", "half down", "up", "down", "ceiling", "floor"};
  return kNames[static_cast<int>(mode)];
}

const char* quantifier_name(Quantifier quantifier) {
  constexpr const char* kNames[] = {"some",    "no",       "every",  "count",    "total",    "average",
                                    "largest", "smallest", "latest", "earliest", "all share"};
  return kNames[static_cast<int>(quantifier)];
}

std::string period_text(const Period& period) {
  std::string text;
  if (period.from) text += " from " + period.from->to_string();
  if (period.to) text += " to " + period.to->to_string();
  return text;
}

/// Expressions as text, fully parenthesised. Places and names in other languages are left out.
class ExprText {
 public:
  explicit ExprText(const Program& program) : program_(program) {}

  [[nodiscard]] std::string text(ExprId id) const {
    return std::visit([&](const auto& node) { return write(node); }, program_.exprs[id].node);
  }
  [[nodiscard]] std::string value(const Value& value) const {
    if (const auto* text = std::get_if<std::string>(&value)) return quoted(*text);
    if (const auto* symbol = std::get_if<Symbol>(&value)) {
      return program_.schema.enumerations[Id<Enumeration>(symbol->enumeration)].name + ":" +
             value_text(program_.schema, value);
    }
    return value_text(program_.schema, value);
  }
  static std::string path(const Path& path) {
    if (path.root == Root::kElement) return "@" + std::to_string(path.level) + ":" + path.text;
    return path.text;
  }

 private:
  [[nodiscard]] std::string list(const std::vector<ExprId>& exprs, const std::string& between) const {
    std::string out;
    for (std::size_t i = 0; i < exprs.size(); ++i) out += (i > 0 ? between : "") + text(exprs[i]);
    return out;
  }
  [[nodiscard]] static std::string rounding(const Decimal& unit, Rounding mode) {
    return " rounded to " + unit.to_string() + " " + mode_name(mode);
  }

  std::string write(const Constant& node) const { return value(node.value); }
  std::string write(const Read& node) const { return path(node.path); }
  std::string write(const UseDefine& node) const {
    const std::string base = path(node.base);
    return "(define " + program_.defines[node.define].name + " of " + base + ")";
  }
  std::string write(const SubjectDate&) const { return "(subject date)"; }
  std::string write(const Not& node) const { return "(not " + text(node.operand) + ")"; }
  std::string write(const And& node) const { return "(" + list(node.operands, " and ") + ")"; }
  std::string write(const Or& node) const { return "(" + list(node.operands, " or ") + ")"; }
  std::string write(const Comparison& node) const {
    constexpr const char* kSigns[] = {" = ", " != ", " < ", " <= ", " > ", " >= "};
    return "(" + text(node.left) + kSigns[static_cast<int>(node.op)] + text(node.right) + ")";
  }
  std::string write(const IsKnown& node) const { return "(" + text(node.operand) + " is known)"; }
  std::string write(const IsOneOf& node) const {
    return "(" + text(node.operand) + " is one of " + list(node.options, ", ") + ")";
  }
  std::string write(const Calculation& node) const {
    constexpr const char* kSigns[] = {" + ", " - ", " * "};
    return "(" + text(node.left) + kSigns[static_cast<int>(node.op)] + text(node.right) + ")";
  }
  std::string write(const Negation& node) const { return "(- " + text(node.operand) + ")"; }
  std::string write(const Division& node) const {
    return "(" + text(node.left) + " / " + text(node.right) + rounding(node.unit, node.mode) + ")";
  }
  std::string write(const Rounded& node) const {
    return "(" + text(node.operand) + rounding(node.unit, node.mode) + ")";
  }
  std::string write(const Extreme& node) const {
    return std::string(node.larger ? "(the larger of " : "(the smaller of ") + list(node.options, ", ") + ")";
  }
  std::string write(const Choose& node) const {
    return "(if " + text(node.condition) + " then " + text(node.then_value) + " else " + text(node.else_value) + ")";
  }
  std::string write(const OrElse& node) const {
    return "(" + text(node.operand) + " or else " + text(node.fallback) + ")";
  }
  std::string write(const Shift& node) const {
    return "(" + text(node.count) + " " + std::string(duration_unit_name(node.unit)) + (node.forward ? " after " : " before ") +
           text(node.anchor) + ")";
  }
  std::string write(const Elapsed& node) const {
    constexpr const char* kUnits[] = {"full months", "full years", "days", "business days", "trading days", "hours"};
    return std::string("(") + kUnits[static_cast<int>(node.unit)] + " from " + text(node.from) + " to " +
           text(node.to) + (node.leap_day == LeapDay::kMarch1 ? " with leap day in march)" : ")");
  }
  std::string write(const DateOf& node) const { return "(date of " + text(node.operand) + ")"; }
  std::string write(const CloseOfBusiness& node) const { return "(close of business on " + text(node.day) + ")"; }
  std::string write(const Collection& node) const {
    std::string out = std::string("(") + quantifier_name(node.quantifier);
    if (node.other) out += " other";
    if (node.value) out += " " + text(*node.value) + " of";
    out += " " + path(node.list);
    if (node.by) out += " by " + text(*node.by);
    if (node.window) out += window(*node.window);
    if (node.where) out += " where " + text(*node.where);
    if (node.has) out += " has " + text(*node.has);
    if (node.unit) out += rounding(*node.unit, node.mode);
    return out + ")";
  }
  std::string window(const Window& node) const {
    std::string out = " dated " + text(node.date);
    if (node.kind == Window::Kind::kToday) return out + " today";
    out += node.kind == Window::Kind::kWithin ? " within " : " over the last ";
    out += text(*node.count) + " " + std::string(duration_unit_name(node.unit));
    if (node.anchor) out += " before " + text(*node.anchor);
    return node.and_today ? out + " and today" : out;
  }
  std::string write(const Mentions& node) const {
    std::string out = "(" + text(node.operand) + " mentions any of";
    for (const std::string& word : node.words) out += " " + quoted(word);
    return out + ")";
  }
  std::string write(const Lookup& node) const {
    std::string out = program_.tables[node.table].name + "(" + list(node.arguments, ", ") + ")";
    return node.on ? "(" + out + " on " + text(*node.on) + ")" : out;
  }
  std::string write(const CurrencyOf& node) const { return "(currency of " + text(node.operand) + ")"; }
  std::string write(const EvidenceOf& node) const {
    return "(evidence of " + program_.procedures[node.procedure].qualified_name + ")";
  }
  std::string write(const Acknowledged& node) const {
    return "(acknowledged " + program_.schema.documents[node.document].name + " in " + path(node.list) +
           (node.before ? " before " + text(*node.before) : "") + ")";
  }
  std::string write(const OfDeadline& node) const {
    constexpr const char* kFields[] = {".state", ".due", ".met_at"};
    return node.rule + kFields[static_cast<int>(node.field)];
  }
  std::string write(const OwnDue&) const { return "due"; }
  std::string write(const UseParameter& node) const {
    return "(parameter " + program_.parameters[node.parameter].name + ")";
  }
  std::string write(const Graded& node) const {
    std::string out = "(graded";
    for (const Graded::Version& version : node.versions) {
      out += " [" + period_text(version.period) + (version.guard ? " when " + text(*version.guard) : "") + " " +
             text(version.value) + "]";
    }
    return out + ")";
  }

  const Program& program_;
};

/// One ruleset as text, with each thing that it uses, found as it is written.
class RulesetText {
 public:
  RulesetText(const Program& program, Id<Ruleset> id) : program_(program), exprs_(program), id_(id) {}

  std::string write() {
    for (const Rule& rule : program_.rules) {
      versions_[rule.qualified_name].push_back(&rule);
      if (rule.ruleset == id_) use_rule(rule.qualified_name);
    }
    while (!waiting_.empty()) {
      const auto next = waiting_.back();
      waiting_.pop_back();
      next();
    }
    std::string out = header();
    for (const auto& [key, text] : sections_) out += text;
    return out;
  }

 private:
  std::string header() const {
    const Ruleset& ruleset = program_.rulesets[id_];
    std::string out = "ruleset " + ruleset.name + "\n";
    out += "  language " + std::to_string(ruleset.language) + "\n  layer " + ruleset.layer + "\n";
    if (ruleset.zone != nullptr) out += "  zone " + ruleset.zone->name() + "\n";
    const auto calendar = [&](const char* word, const std::shared_ptr<const Calendar>& each) {
      if (each) out += std::string("  ") + word + " " + each->name() + " " + each->version() + " " + each->digest() + "\n";
    };
    calendar("calendar", ruleset.business_days);
    calendar("trading calendar", ruleset.trading_days);
    if (ruleset.currency) out += "  currency " + std::string(ruleset.currency->code()) + "\n";
    if (ruleset.close_of_business_s) {
      out += "  close of business " + std::to_string(*ruleset.close_of_business_s) + " s\n";
    }
    return out;
  }

  /// Each section is written once, under a key that orders them.
  template <typename Write>
  void once(const std::string& key, Write write) {
    if (!sections_.try_emplace(key).second) return;
    waiting_.push_back([this, key, write] { sections_[key] = write(); });
  }

  std::string expr(ExprId id) {
    use_below(id);
    return exprs_.text(id);
  }

  void use_below(ExprId id) {
    const Expr& expr = program_.exprs[id];
    use(expr);
    for_each_operand(expr, [&](ExprId operand) { use_below(operand); });
  }

  void use(const Expr& expr) {
    use_type(expr.type);
    if (const auto* lookup = std::get_if<Lookup>(&expr.node)) use_table(lookup->table);
    if (const auto* define = std::get_if<UseDefine>(&expr.node)) use_define(define->define);
    if (const auto* evidence = std::get_if<EvidenceOf>(&expr.node)) use_procedure(evidence->procedure);
    if (const auto* known = std::get_if<Acknowledged>(&expr.node)) use_document(known->document);
    if (const auto* deadline = std::get_if<OfDeadline>(&expr.node)) use_rule(deadline->rule);
    if (const auto* parameter = std::get_if<UseParameter>(&expr.node)) use_parameter(parameter->parameter);
  }

  void use_parameter(Id<Parameter> id) {
    const Parameter& parameter = program_.parameters[id];
    once("4 parameter " + parameter.name, [this, &parameter] {
      use_type(parameter.type);
      const std::string type = parameter.unit ? std::string(duration_unit_name(*parameter.unit))
                                              : type_name(program_.schema, parameter.type);
      std::string out = "parameter " + parameter.name + " " + type + "\n";
      for (const DatedValue& each : parameter.values) {
        out += "  is " + exprs_.value(each.value) + period_text(each.period) + "\n";
      }
      for (const Citation& cite : parameter.cites) out += "  " + citation(cite) + "\n";
      return out;
    });
  }

  void use_type(const Type& type) {
    const Schema& schema = program_.schema;
    if (type.kind == TypeKind::kEnumeration) {
      const Enumeration& enumeration = schema.enumerations[type.enumeration];
      once("1 " + enumeration.name, [&enumeration] {
        std::string out = (enumeration.ordered ? "ordered " : "enumeration ") + enumeration.name;
        for (const EnumerationValue& value : enumeration.values) out += " " + value.name;
        return out + "\n";
      });
    }
    if (type.kind == TypeKind::kReference || type.kind == TypeKind::kList) use_entity(type.entity);
  }

  void use_entity(Id<Entity> id) {
    const Entity& entity = program_.schema.entities[id];
    once("2 " + entity.name, [this, &entity] {
      std::string out = (entity.is_record ? "record " : "entity ") + entity.name + "\n";
      if (entity.subject_date) out += "  subject date " + entity.fields[*entity.subject_date].name + "\n";
      for (const Field& field : entity.fields) {
        out += "  " + field.name + " " + type_name(program_.schema, field.type) + "\n";
        use_type(field.type);
      }
      return out;
    });
  }

  void use_document(Id<Document> id) {
    const Document& document = program_.schema.documents[id];
    once("3 " + document.name, [&document] {
      std::string out = "document " + document.name + "\n";
      for (const DocumentVersion& version : document.versions) {
        out += version_text(version);
      }
      return out;
    });
  }

  static std::string version_text(const DocumentVersion& version) {
    return "  version " + quoted(version.version) + period_text({version.from, version.to}) +
           (version.digest.empty() ? "" : " digest " + version.digest) + (version.unverified ? " unverified\n" : "\n");
  }

  /// What is cited of an instrument: who issued it, and which texts are registered. What it contains and
  /// why a place has no rule is for the report on it, and decides nothing.
  void use_instrument(Id<Instrument> id) {
    const Instrument& instrument = program_.instruments[id];
    once("3 instrument " + instrument.name, [&instrument] {
      std::string out = "instrument " + instrument.name + " layer " + instrument.layer + "\n";
      if (const auto by = instrument.authority.find("en"); by != instrument.authority.end()) {
        out += "  authority " + quoted(by->second) + "\n";
      }
      for (const DocumentVersion& version : instrument.versions) out += version_text(version);
      return out;
    });
  }

  std::string citation(const Citation& cite) {
    if (cite.instrument) use_instrument(*cite.instrument);
    const std::string of = cite.instrument ? " of " + program_.instruments[*cite.instrument].name : std::string();
    return "cites " + cite.layer + " " + quoted(cite.text) + of + (cite.unverified ? " unverified" : "");
  }

  void use_subject(const Subject& subject) {
    use_entity(subject.entity);
    if (!subject.act) return;
    const Act& act = program_.schema.acts[*subject.act];
    once("4 " + act.name, [this, &act] {
      const Entity& entity = program_.schema.entities[act.on];
      return "act " + quoted(act.name) + " on " + entity.name +
             (act.date ? " date " + entity.fields[*act.date].name : "") + "\n";
    });
  }

  std::string cell(const Cell& cell) const {
    if (cell.kind == Cell::Kind::kAny) return "any";
    std::string out;
    if (cell.kind == Cell::Kind::kOneOf) {
      std::vector<std::string> values;
      for (const Value& value : cell.values) values.push_back(exprs_.value(value));
      std::sort(values.begin(), values.end());
      for (const std::string& value : values) out += (out.empty() ? "" : ", ") + value;
      return out;
    }
    if (cell.low) out += (cell.low_open ? "> " : ">= ") + exprs_.value(*cell.low);
    if (cell.high) out += (out.empty() ? "" : " ") + std::string(cell.high_open ? "< " : "<= ") + exprs_.value(*cell.high);
    return out;
  }

  void use_table(Id<Table> id) {
    const Table& table = program_.tables[id];
    once("5 " + table.name, [this, &table] {
      std::string out = "table " + table.name + " (";
      for (std::size_t i = 0; i < table.inputs.size(); ++i) {
        out += (i > 0 ? ", " : "") + type_name(program_.schema, table.inputs[i]);
        use_type(table.inputs[i]);
      }
      out += ") gives " + type_name(program_.schema, table.gives) + "\n";
      use_type(table.gives);
      if (table.covers_only_listed) out += "  covers only what is listed\n";
      for (const Row& row : table.rows) {
        out += "  |";
        for (const Cell& each : row.cells) out += " " + cell(each) + " |";
        out += period_text(row.period) + " gives " + (row.gives ? expr(*row.gives) : "nothing");
        out += row.cites.empty() ? "\n" : " cites " + quoted(row.cites) + "\n";
      }
      return out;
    });
  }

  void use_define(Id<Define> id) {
    const Define& define = program_.defines[id];
    once("6 " + define.name, [this, &define] {
      use_entity(define.on);
      return "define " + define.name + " = " + expr(define.value) + "\n";
    });
  }

  void use_procedure(Id<Procedure> id) {
    const Procedure& procedure = program_.procedures[id];
    once("7 " + procedure.qualified_name, [this, &procedure] {
      use_subject(procedure.subject);
      std::string out = "procedure " + procedure.qualified_name + " on " +
                        subject_name(program_.schema, procedure.subject) + "\n  evidence " +
                        ExprText::path(procedure.evidence) + "\n  steps";
      for (const std::string& step : procedure.steps) out += " " + step;
      if (procedure.in_order) out += " in order";
      if (procedure.before) out += " before " + expr(*procedure.before);
      out += "\n";
      for (const std::string& party : procedure.parties) out += "  for " + party + "\n";
      if (procedure.document) {
        use_document(*procedure.document);
        out += "  document " + program_.schema.documents[*procedure.document].name + "\n";
      }
      return out;
    });
  }

  void use_rule(const std::string& name) {
    once("8 " + name, [this, name] {
      std::vector<const Rule*> versions = versions_[name];
      std::stable_sort(versions.begin(), versions.end(), [](const Rule* a, const Rule* b) {
        return a->node.period.from < b->node.period.from;
      });
      std::string out;
      for (const Rule* rule : versions) out += rule_text(*rule);
      return out;
    });
  }

  std::string rule_text(const Rule& rule) {
    use_subject(rule.subject);
    std::string out = "rule " + rule.qualified_name + " " + std::string(rule_kind_name(rule.kind)) + " on " +
                      subject_name(program_.schema, rule.subject) + "\n";
    if (!rule.stricter_than.empty()) out += "  stricter than " + rule.stricter_than + "\n";
    if (rule.observe_until) out += "  observe until " + rule.observe_until->to_string() + "\n";
    if (rule.in_force_by) out += "  in force by " + expr(*rule.in_force_by) + "\n";
    if (rule.population) out += population_text(*rule.population);
    return out + node_text(rule.node, "  ");
  }

  std::string population_text(const Population& population) {
    static constexpr const char* kUnits[] = {"", "month of ", "quarter of ", "year of "};
    std::string out;
    for (const Population::Key& key : population.keys) {
      out += "  across " + std::string(kUnits[static_cast<int>(key.unit)]) + expr(key.value) + "\n";
    }
    if (population.when) out += "  of those with " + expr(*population.when) + "\n";
    if (population.compare) out += "  compare " + expr(*population.compare) + "\n";
    return out;
  }

  std::string node_text(const Node& node, const std::string& indent) {
    std::string out;
    const auto line = [&](const std::string& text) { out += indent + text + "\n"; };
    const std::string period = period_text(node.period);
    if (!period.empty()) line("in force" + period);
    for (const Citation& cite : node.cites) {
      line(citation(cite));
    }
    if (node.guard) line("when " + expr(*node.guard));
    if (node.exempt) line("exempt");
    if (node.requirement) line("require " + expr(*node.requirement));
    for (const Disclosure& disclosure : node.disclosures) {
      use_document(disclosure.document);
      line("disclose " + program_.schema.documents[disclosure.document].name);
    }
    if (node.deadline) deadline_text(*node.deadline, line);
    if (!node.exempt) {
      std::string otherwise = "otherwise " + std::string(decision::outcome_name(node.otherwise.outcome));
      if (node.otherwise.procedure) {
        use_procedure(*node.otherwise.procedure);
        otherwise += " by " + program_.procedures[*node.otherwise.procedure].qualified_name;
      }
      line(otherwise);
    }
    if (node.if_unknown) line("if unknown " + std::string(decision::outcome_name(*node.if_unknown)));
    if (!node.because.empty()) line("because" + reason_text(node.because));
    if (node.grading) grading_text(*node.grading, line);
    for (const Response& response : node.responses) response_text(response, line);
    for (const Node& exception : node.exceptions) {
      line("exception " + exception.name);
      out += node_text(exception, indent + "  ");
    }
    return out;
  }

  std::string reason_text(const Reason& reason) {
    std::string text;
    for (const auto& [language, pieces] : reason) {
      text += " " + language;
      for (const ReasonPiece& piece : pieces) text += " " + (piece.value ? "{" + expr(*piece.value) + "}" : quoted(piece.text));
    }
    return text;
  }

  template <typename Line>
  void grading_text(const GradingClauses& grading, const Line& line) {
    line("grade " + expr(grading.value));
    if (grading.recorded) line("recorded " + expr(*grading.recorded));
    for (const GradingClauses::Step& step : grading.steps) {
      if (!step.because.empty()) line("  because" + reason_text(step.because));
    }
    for (const GradingClauses::Points& points : grading.points) {
      line("points " + expr(points.value) + " for" + reason_text(points.what));
    }
  }

  template <typename Line>
  void response_text(const Response& response, const Line& line) {
    std::string text = response.asks ? "ask" : "tell";
    for (const Response::Who& who : response.who) {
      if (who.value) text += " " + expr(*who.value);
      for (const auto& [language, name] : who.texts) text += " " + language + " " + quoted(name);
    }
    if (!response.what.empty()) text += " for" + reason_text(response.what);
    if (response.due) {
      text += " by " + expr(response.due->value) + (response.due->or_next_business_day ? " or the next business day" : "");
    }
    line(text);
  }

  template <typename Line>
  void deadline_text(const DeadlineClauses& deadline, const Line& line) {
    const auto due = [&](const Due& each) {
      return expr(each.value) + (each.or_next_business_day ? " or the next business day" : "");
    };
    line("starts " + expr(deadline.starts));
    line("due " + due(deadline.due));
    if (deadline.extended) {
      line("extended to " + due(deadline.extended->due) +
           (deadline.extended->condition ? " if " + expr(*deadline.extended->condition) : ""));
    }
    if (deadline.restarts) {
      line("restarts from " + expr(deadline.restarts->from) +
           (deadline.restarts->condition ? " if " + expr(*deadline.restarts->condition) : ""));
    }
    if (deadline.paused_from) line("paused from " + expr(*deadline.paused_from));
    if (deadline.paused_to) line("paused to " + expr(*deadline.paused_to));
    for (const ExprId met : deadline.met_by) line("met by " + expr(met));
    if (deadline.unless) line("unless " + expr(*deadline.unless));
    if (deadline.warn_at) line("warn at " + deadline.warn_at->to_string());
  }

  const Program& program_;
  ExprText exprs_;
  Id<Ruleset> id_;
  std::unordered_map<std::string, std::vector<const Rule*>> versions_;
  std::map<std::string, std::string> sections_;
  std::vector<std::function<void()>> waiting_;
};

std::vector<Id<Ruleset>> by_name(const Program& program) {
  std::vector<Id<Ruleset>> ids;
  for (std::uint32_t i = 0; i < program.rulesets.size(); ++i) ids.emplace_back(i);
  std::sort(ids.begin(), ids.end(), [&](Id<Ruleset> a, Id<Ruleset> b) {
    return program.rulesets[a].name < program.rulesets[b].name;
  });
  return ids;
}

}  // namespace

std::string dump(const Program& program, ExprId expr) { return ExprText(program).text(expr); }

std::string dump(const Program& program, Id<Ruleset> ruleset) { return RulesetText(program, ruleset).write(); }

std::string dump(const Program& program) {
  std::string out;
  for (const Id<Ruleset> id : by_name(program)) out += dump(program, id);
  return out;
}

void set_digests(Program& program) {
  std::string all;
  for (const Id<Ruleset> id : by_name(program)) {
    Ruleset& ruleset = program.rulesets[id];
    ruleset.digest = digest_text(sha256(dump(program, id)));
    all += ruleset.name + " " + ruleset.digest + "\n";
  }
  program.digest = digest_text(sha256(all));
}

}  // namespace probity::ir
