// Facts that show something, as the clauses of a scenario; see formulas.h.
#include "engine/check/formulas.h"

namespace probity::check {
namespace {

/// A record as a scenario gives it.
struct Given {
  std::map<std::uint32_t, std::string> values;
  std::map<std::uint32_t, Given> records;
};

std::string text_of(const Schema& schema, const Value& value, const Zone* zone) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    std::string quoted = "\"";
    for (const char c : *text) {
      if (c == '"' || c == '\\') quoted += '\\';
      if (c == '\n') quoted += "\\n";
      else quoted += c;
    }
    return quoted + "\"";
  }
  if (const auto* moment = std::get_if<Moment>(&value); moment != nullptr && moment->instant_ns && zone != nullptr) {
    Moment local = *moment;
    local.offset_s = zone->offset_s(*moment->instant_ns);
    return local.to_string();
  }
  return value_text(schema, value);
}

std::string record_text(const Schema& schema, Id<Entity> entity, const Given& given, bool nested) {
  std::string text;
  const auto& fields = schema.entities[entity].fields;
  for (const auto& [field, value] : given.values) text += (text.empty() ? "" : ", ") + fields[field].name + ": " + value;
  for (const auto& [field, record] : given.records) {
    if (!nested) continue;
    text += (text.empty() ? "" : ", ") + fields[field].name + ": " +
            record_text(schema, fields[field].type.entity, record, true);
  }
  return text.empty() ? "{ }" : "{ " + text + " }";
}

}  // namespace

std::string Formulas::scenario(const solve::Example& example) const {
  const Schema& schema = context_.schema();
  const Entity& entity = schema.entities[subject_.entity];
  const auto date = subject_.act ? schema.acts[*subject_.act].date : entity.subject_date;
  Given all;
  for (const auto& [key, id] : facts_) {
    const Steps& steps = key.first;
    const auto found = example.find(id);
    if (found == example.end()) continue;
    Given* record = &all;
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) record = &record->records[steps[i]];
    const bool from_as_of = steps.size() == 1 && steps.front() == date;
    if (from_as_of && found->second && std::holds_alternative<Date>(*found->second)) continue;
    const bool is_record = type_at(steps)->kind == TypeKind::kReference;
    if (!found->second) {
      // What is not given is unknown, but for the date that `as of` stands in for.
      if (from_as_of) record->values[steps.back()] = "unknown";
    } else if (is_record) {
      record->records.try_emplace(steps.back());
    } else {
      record->values[steps.back()] = text_of(schema, *found->second, zone_);
    }
  }
  std::string text = "on     " + subject_name(schema, subject_) + "\n";
  if (const auto day = example.find(subject_date_.variable); day != example.end() && day->second) {
    const auto* moment = std::get_if<Moment>(&*day->second);
    const Date as_of = moment != nullptr && zone_ != nullptr ? moment->day_in(*zone_) : std::get<Date>(*day->second);
    text += "as of  " + as_of.to_string() + "\n";
  }
  std::string lines;
  const auto add = [&](const std::string& line) { lines += (lines.empty() ? "given  " : "       ") + line + "\n"; };
  for (const auto& [field, record] : all.records) {
    add(entity.fields[field].name + " " + record_text(schema, entity.fields[field].type.entity, record, true));
  }
  if (!all.values.empty() || lines.empty()) add(entity.variable() + " " + record_text(schema, subject_.entity, all, false));
  return text + lines;
}

/// The type of the field that the steps lead to.
const Type* Formulas::type_at(const Steps& steps) const {
  Id<Entity> entity = subject_.entity;
  const Type* type = nullptr;
  for (const std::uint32_t step : steps) {
    type = &context_.schema().entities[entity].fields[step].type;
    entity = type->entity;
  }
  return type;
}

}  // namespace probity::check
