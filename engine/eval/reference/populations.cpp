#include "engine/eval/reference/populations.h"

#include <algorithm>
#include <utility>

#include "engine/eval/reference/compare.h"
#include "engine/eval/reference/evaluation.h"

namespace probity::eval::reference {
namespace {

constexpr std::size_t kShown = 20;

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

/// `2025-03`, `2025-Q1`, `2025`.
std::string unit_text(ir::Population::Unit unit, Date day) {
  const std::string year = std::to_string(day.year());
  if (unit == ir::Population::Unit::kMonth) return year + "-" + two_digits(day.month());
  if (unit == ir::Population::Unit::kQuarter) return year + "-Q" + std::to_string((day.month() + 2) / 3);
  return year;
}

/// The texts, each once, the first of them shown.
std::string listed(const std::vector<std::string>& texts) {
  std::string result;
  for (std::size_t i = 0; i < texts.size() && i < kShown; ++i) result += (i == 0 ? "" : ", ") + texts[i];
  if (texts.size() > kShown) result += ", … (" + std::to_string(texts.size()) + " in all)";
  return result;
}

/// What is compared in one group: its ends and what lies in the middle.
struct Spread {
  std::optional<Value> smallest, largest, middle, spread;
  std::optional<bool> alike;
  std::vector<std::size_t> outliers;  ///< members whose value is not the middle one, the farthest first
};

std::optional<Decimal> amount(const Value& value) {
  if (const auto* number = std::get_if<Decimal>(&value)) return *number;
  if (const auto* rate = std::get_if<Rate>(&value)) return rate->fraction;
  if (const auto* money = std::get_if<Money>(&value)) return money->amount;
  return std::nullopt;
}

std::optional<Value> difference(const Value& a, const Value& b) {
  const std::optional<Decimal> left = amount(a);
  const std::optional<Decimal> right = amount(b);
  if (!left || !right) return std::nullopt;
  const Result<Decimal> number = left->minus(*right);
  if (!number.ok()) return std::nullopt;
  if (const auto* money = std::get_if<Money>(&a)) return Value(Money{number.value(), money->currency});
  if (std::holds_alternative<Rate>(a)) return Value(Rate{number.value()});
  return Value(number.value());
}

/// Whether all of the values have one order among them: one currency, no day alone beside an instant.
bool are_ordered(const std::vector<const Value*>& values, const Zone& zone) {
  return std::all_of(values.begin(), values.end(), [&](const Value* value) {
    const auto* moment = std::get_if<Moment>(value);
    if (moment != nullptr && !moment->instant_ns) return false;
    return compare(ir::Compare::kLess, *values.front(), *value, zone).ok();
  });
}

/// The value that most have; of several the first in the order of their texts.
const Value* most_frequent(const std::vector<const Value*>& values, const Schema& schema) {
  std::map<std::string, std::pair<std::size_t, const Value*>> counts;
  for (const Value* value : values) {
    auto& count = counts[value_text(schema, *value)];
    ++count.first;
    count.second = value;
  }
  const auto most = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
    return a.second.first < b.second.first;
  });
  return most->second.second;
}

Spread spread_of(const std::vector<std::pair<std::string, const Value*>>& members, bool all_known,
                 const Type& type, const Schema& schema, const Zone& zone) {
  Spread result;
  std::vector<const Value*> values;
  for (const auto& [id, value] : members) {
    if (value != nullptr) values.push_back(value);
  }
  if (values.empty()) return result;
  const bool differ = std::any_of(values.begin(), values.end(), [&](const Value* value) {
    return !surely_same(*values.front(), *value, zone);
  });
  if (differ) result.alike = false;
  const bool ordered = type.kind != TypeKind::kTruth && are_ordered(values, zone) &&
                       (type.kind != TypeKind::kEnumeration || schema.enumerations[type.enumeration].ordered);
  if (ordered) {
    std::vector<const Value*> sorted = values;
    std::stable_sort(sorted.begin(), sorted.end(), [&](const Value* a, const Value* b) {
      const Result<Truth> less = compare(ir::Compare::kLess, *a, *b, zone);
      return less.ok() && less.value() == Truth::kTrue;
    });
    result.middle = *sorted[(sorted.size() - 1) / 2];
    if (all_known) {
      result.smallest = *sorted.front();
      result.largest = *sorted.back();
      result.spread = difference(*result.largest, *result.smallest);
    }
  } else {
    result.middle = *most_frequent(values, schema);
  }
  if (all_known) result.alike = !differ;
  std::vector<std::pair<Decimal, std::size_t>> far;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Value* value = members[i].second;
    if (value == nullptr || surely_same(*value, *result.middle, zone)) continue;
    const std::optional<Value> off = difference(*value, *result.middle);
    const Decimal distance = off ? *amount(*off) : Decimal();
    far.emplace_back(distance.is_negative() ? distance.negated() : distance, i);
  }
  std::stable_sort(far.begin(), far.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (const auto& [distance, member] : far) result.outliers.push_back(member);
  return result;
}

facts::Fact fact_of(const std::optional<Value>& value) { return value ? facts::Fact(*value) : facts::Fact(); }

std::string fact_text(const Schema& schema, const facts::Fact& fact) {
  if (const auto* value = std::get_if<Value>(&fact)) return value_text(schema, *value);
  const auto* reference = std::get_if<facts::RecordPtr>(&fact);
  if (reference == nullptr || *reference == nullptr) return "unknown";
  const auto* id = std::get_if<Value>(&(*reference)->fields[0]);
  return id == nullptr ? "unknown" : value_text(schema, *id);
}

/// The facts behind a value that is not known.
void add_missing(Evaluation& evaluation, const std::function<Evaluated()>& again, std::set<std::string>& missing) {
  Recorder recorder;
  evaluation.record_into(&recorder);
  const Evaluated value = again();
  evaluation.record_into(nullptr);
  if (!value.known() && value.why) missing.insert(value.why->missing.begin(), value.why->missing.end());
}

}  // namespace

bool has_populations(const ir::Program& program, const Subject& subject) {
  return std::any_of(program.rules.begin(), program.rules.end(),
                     [&](const ir::Rule& rule) { return rule.population && rule.subject == subject; });
}

bool Populations::add(const facts::SubjectFacts& subject) {
  bool kept = false;
  for (std::size_t i = 0; i < program_.rules.size(); ++i) {
    const ir::Rule& rule = program_.rules[i];
    if (rule.population && rule.subject == subject.subject) add_to(i, subject, kept);
  }
  return kept;
}

void Populations::add_to(std::size_t index, const facts::SubjectFacts& subject, bool& kept) {
  const ir::Rule& rule = program_.rules[index];
  const ir::Population& population = *rule.population;
  Options options;
  options.parameters = options_.parameters;
  Evaluation evaluation(program_, subject, options);
  const ir::Ruleset& ruleset = program_.rulesets[rule.ruleset];
  evaluation.judge_by(ruleset, ir::Period());
  const std::optional<Date> day = evaluation.subject_day();
  evaluation.judge_by(ruleset, day ? ir::Period{*day, *day} : ir::Period());
  OfRule& of_rule = rules_[index];
  Member member;
  const Evaluated meant = evaluation.evaluate_condition(population.when);
  if (meant.truth() == Truth::kFalse) {
    ++of_rule.left_out;
    return;
  }
  kept = true;
  member.id = subject.id;
  member.record = subject.record;
  member.at = evaluation.subject_moment();
  member.in_doubt = !meant.known();
  if (member.in_doubt) {
    add_missing(evaluation, [&] { return evaluation.evaluate_condition(population.when); }, member.missing);
  }
  if (population.compare) {
    const Evaluated compared = evaluation.evaluate(*population.compare);
    member.compared = compared.value;
    if (!compared.known()) {
      add_missing(evaluation, [&] { return evaluation.evaluate(*population.compare); }, member.missing);
    }
  }
  Group group;
  std::string name;
  const Entity& entity = program_.schema.entities[population.group];
  for (const ir::Population::Key& key : population.keys) {
    facts::Fact fact;
    const auto* read = std::get_if<ir::Read>(&program_.exprs[key.value].node);
    const bool is_reference = program_.exprs[key.value].type.kind == TypeKind::kReference;
    if (is_reference && read != nullptr) {
      const facts::Fact* found = evaluation.find(read->path);
      if (found != nullptr && fact_text(program_.schema, *found) != "unknown") fact = *found;
      if (facts::is_unknown(fact)) member.missing.insert(read->path.text);
    } else {
      const Evaluated value = evaluation.evaluate(key.value);
      const std::optional<Moment> moment = value.known() ? as_moment(*value.value) : std::nullopt;
      if (value.known() && key.unit == ir::Population::Unit::kValue) fact = *value.value;
      if (moment && key.unit != ir::Population::Unit::kValue) {
        fact = Value(unit_text(key.unit, moment->day_in(*ruleset.zone)));
      }
      if (!value.known()) add_missing(evaluation, [&] { return evaluation.evaluate(key.value); }, member.missing);
    }
    group.keys_known = group.keys_known && !facts::is_unknown(fact);
    name += (name.empty() ? "" : ", ") + entity.fields[key.field].name + " " + fact_text(program_.schema, fact);
    group.keys.push_back(std::move(fact));
  }
  Group& into = of_rule.groups.try_emplace(name, std::move(group)).first->second;
  into.members.push_back(std::move(member));
}

std::map<std::string, Populations::Count> Populations::counts() const {
  std::map<std::string, Count> counts;
  for (const auto& [rule, of_rule] : rules_) {
    Count& count = counts[program_.rules[rule].qualified_name];
    count.groups += of_rule.groups.size();
    count.left_out += of_rule.left_out;
    for (const auto& [name, group] : of_rule.groups) count.members += group.members.size();
  }
  return counts;
}

Result<void> Populations::judge(
    const std::function<Result<void>(const std::string& rule, decision::Decision)>& on_group) const {
  for (const auto& [rule, of_rule] : rules_) {
    for (const auto& [name, group] : of_rule.groups) {
      PROBITY_TRY(decision::Decision decision, judge_group(rule, name, group));
      PROBITY_TRY_VOID(on_group(program_.rules[rule].qualified_name, std::move(decision)));
    }
  }
  return {};
}

namespace {

/// What a finding always says of its group, whatever the rule's own reason says.
struct GroupText {
  std::string name, size, members, spread, outliers;
  std::string smallest, largest, middle;
};

void say_group(decision::Finding& finding, const GroupText& text, const std::set<std::string>& missing) {
  for (auto& [language, because] : finding.because) {
    const bool zh = language == "zh";
    if (!zh && language != "en") continue;
    because += zh ? "组：" : " Group: ";
    because += text.name + (zh ? "；共" : "; ") + text.size + (zh ? "个" : " in it");
    if (!text.spread.empty()) {
      because += (zh ? "，自" : ", from ") + text.smallest + (zh ? "至" : " to ") + text.largest +
                 (zh ? "，相差" : ", apart by ") + text.spread;
    }
    if (!text.middle.empty()) because += (zh ? "，居中为" : ", the middle is ") + text.middle;
    if (!text.members.empty()) because += (zh ? "：" : ": ") + text.members;
    if (!text.outliers.empty()) because += (zh ? "；偏离者：" : "; away from it: ") + text.outliers;
    because += zh ? "。" : ".";
  }
  const auto note = [&](const char* path, const std::string& value) {
    if (!value.empty()) finding.read.insert_or_assign(path, value);
  };
  note("group", text.name);
  note("group.size", text.size);
  note("group.members", text.members);
  note("group.spread", text.spread);
  note("group.smallest", text.smallest);
  note("group.largest", text.largest);
  note("group.middle", text.middle);
  note("group.outliers", text.outliers);
  if (!finding.undetermined) return;
  std::set<std::string> all(finding.missing.begin(), finding.missing.end());
  all.insert(missing.begin(), missing.end());
  finding.missing.assign(all.begin(), all.end());
}

}  // namespace

Result<decision::Decision> Populations::judge_group(std::size_t index, const std::string& name,
                                                    const Group& group) const {
  const ir::Rule& rule = program_.rules[index];
  const ir::Population& population = *rule.population;
  const Schema& schema = program_.schema;
  const Zone& zone = *program_.rulesets[rule.ruleset].zone;
  const Entity& entity = schema.entities[population.group];
  std::vector<const Member*> members;
  for (const Member& member : group.members) members.push_back(&member);
  std::sort(members.begin(), members.end(), [](const Member* a, const Member* b) { return a->id < b->id; });

  bool in_doubt = !group.keys_known, compared = true, dated = true;
  std::optional<Moment> last;
  std::set<std::string> missing;
  auto list = std::make_shared<facts::List>();
  std::vector<std::pair<std::string, const Value*>> values;
  std::vector<std::string> ids;
  for (const Member* member : members) {
    in_doubt = in_doubt || member->in_doubt;
    compared = compared && member->compared.has_value();
    dated = dated && member->at.has_value();
    if (member->at && (!last || last->day_in(zone) < member->at->day_in(zone))) last = Moment::on(member->at->day_in(zone));
    for (const std::string& fact : member->missing) missing.insert(member->id + ": " + fact);
    list->records.push_back(member->record);
    values.emplace_back(member->id, member->compared ? &*member->compared : nullptr);
    ids.push_back(member->id);
  }
  facts::Record record = facts::unknown_record(schema, population.group);
  record.fields[0] = Value(name);
  for (std::size_t key = 0; key < group.keys.size(); ++key) record.fields[population.keys[key].field] = group.keys[key];
  GroupText text;
  text.name = name;
  text.size = std::to_string(members.size());
  if (!population.compare) text.members = listed(ids);
  Spread spread;
  if (population.compare) {
    spread = spread_of(values, compared && !in_doubt, program_.exprs[*population.compare].type, schema, zone);
    std::vector<std::string> away;
    for (const std::size_t member : spread.outliers) {
      away.push_back(ids[member] + " (" + value_text(schema, *values[member].second) + ")");
    }
    const auto shown = [&](const std::optional<Value>& value) { return value ? value_text(schema, *value) : ""; };
    text.outliers = listed(away);
    text.smallest = shown(spread.smallest);
    text.largest = shown(spread.largest);
    text.middle = shown(spread.middle);
    text.spread = shown(spread.spread);
  }
  // Whoever is in doubt leaves all that is said of the group in doubt.
  if (!in_doubt) {
    record.fields[population.members] = facts::RecordList(std::move(list));
    record.fields[population.size] = Value(Decimal::from_integer(static_cast<std::int64_t>(members.size())));
    if (population.compare) {
      record.fields[population.smallest] = fact_of(spread.smallest);
      record.fields[population.largest] = fact_of(spread.largest);
      record.fields[population.middle] = compared ? fact_of(spread.middle) : facts::Fact();
      if (spread.alike) record.fields[population.alike] = Value(*spread.alike);
      if (population.spread) record.fields[*population.spread] = fact_of(spread.spread);
    }
  }
  facts::SubjectFacts subject;
  subject.id = name;
  subject.subject = Subject{population.group, std::nullopt};
  if (dated) subject.as_of = last;
  subject.record = std::make_shared<const facts::Record>(std::move(record));
  PROBITY_TRY(decision::Decision decision, decide(program_, subject, options_));
  decision.on = subject_name(schema, rule.subject) + " by ";
  for (std::size_t key = 0; key < population.keys.size(); ++key) {
    decision.on += (key == 0 ? "" : ", ") + entity.fields[population.keys[key].field].name;
  }
  std::set<std::string> all(decision.missing.begin(), decision.missing.end());
  for (decision::Finding& finding : decision.findings) {
    say_group(finding, text, missing);
    all.insert(finding.missing.begin(), finding.missing.end());
  }
  decision.missing.assign(all.begin(), all.end());
  return decision;
}

}  // namespace probity::eval::reference
