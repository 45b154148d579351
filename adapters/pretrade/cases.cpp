#include "adapters/pretrade/cases.h"

#include <algorithm>

#include "adapters/json/facts_line.h"
#include "engine/base/json_text.h"

namespace probity::pretrade {
namespace {

std::string case_key(const std::string& on, const std::string& id) { return on + '\x1f' + id; }

/// A record for the list at these steps with these members, read as facts are.
Result<facts::RecordPtr> record_of(const LiveRules& rules, const facts::SubjectFacts& subject,
                                   const std::vector<std::uint32_t>& steps,
                                   const std::map<std::string, std::string>& members) {
  const Schema& schema = rules.program().schema;
  std::string text = "{";
  for (const auto& [name, value] : members) {
    text += (text.size() > 1 ? ", " : "") + json_text(name) + ": " + json_text(value);
  }
  text = "[" + text + "}]";
  // Written from the inside out: the list, then what holds it, then the subject.
  std::vector<Id<Entity>> holders = {subject.subject.entity};
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    holders.push_back(schema.entities[holders.back()].fields[steps[i]].type.entity);
  }
  for (std::size_t i = steps.size(); i-- > 0;) {
    text = "{" + json_text(schema.entities[holders[i]].fields[steps[i]].name) + ": " + text + "}";
  }
  const std::string line = "{\"id\": \"evidence\", \"on\": " + json_text(subject_name(schema, subject.subject)) +
                           ", \"facts\": {" + json_text(schema.entities[subject.subject.entity].variable()) + ": " +
                           text + "}}";
  adapters::FactsOptions options;
  options.zone = rules.zone;
  options.strict = true;
  const adapters::FactsLine read = adapters::read_facts_line(line, schema, options);
  if (!read.subject) return Error{ErrorCode::kInvalidArgument, read.refused};
  const facts::Record* record = read.subject->record.get();
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) record = std::get<facts::RecordPtr>(record->fields[steps[i]]).get();
  const auto& list = std::get<facts::RecordList>(record->fields[steps.back()]);
  return (*list)[0];
}

std::string key_text(const facts::Record& record) {
  const auto* value = std::get_if<Value>(&record.fields[0]);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string() : *text;
}

/// Lists that a subject's parties hold acknowledgements in: their elements name a `document` and a time.
std::vector<std::vector<std::uint32_t>> acknowledgement_lists(const LiveRules& rules, const facts::SubjectFacts& subject) {
  const Schema& schema = rules.program().schema;
  std::vector<std::vector<std::uint32_t>> paths;
  const auto is_one = [&](Id<Entity> holder, std::uint32_t field) {
    const Type& type = schema.entities[holder].fields[field].type;
    if (type.kind != TypeKind::kList || !rules.reaches.contains({holder, field})) return false;
    const Entity& element = schema.entities[type.entity];
    return element.find_field("document") && element.find_field("at") && !element.find_field("procedure");
  };
  const Id<Entity> own = subject.subject.entity;
  const std::vector<Field>& fields = schema.entities[own].fields;
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    if (is_one(own, i)) paths.push_back({i});
    if (fields[i].type.kind != TypeKind::kReference) continue;
    const std::vector<Field>& below = schema.entities[fields[i].type.entity].fields;
    for (std::uint32_t j = 0; j < below.size(); ++j) {
      if (is_one(fields[i].type.entity, j)) paths.push_back({i, j});
    }
  }
  return paths;
}

/// Where a piece of evidence belongs, and what the record there says.
struct Placed {
  std::vector<std::uint32_t> path;
  std::map<std::string, std::string> members;
};

Placed procedure_place(const LiveRules& rules, const facts::SubjectFacts& subject, const ir::Procedure& procedure,
                       const Evidence& evidence) {
  const Schema& schema = rules.program().schema;
  Placed placed{procedure.evidence.steps, evidence.members};
  Id<Entity> element = subject.subject.entity;
  for (const std::uint32_t step : placed.path) element = schema.entities[element].fields[step].type.entity;
  const std::vector<Field>& fields = schema.entities[element].fields;
  if (procedure.procedure_field) placed.members[fields[*procedure.procedure_field].name] = procedure.name;
  if (procedure.order_field) placed.members[fields[*procedure.order_field].name] = subject.id;
  const auto product = schema.entities[subject.subject.entity].find_field("product");
  if (procedure.product_field && product) {
    const auto* record = std::get_if<facts::RecordPtr>(&subject.record->fields[*product]);
    if (record != nullptr && *record != nullptr) {
      placed.members[fields[*procedure.product_field].name] = key_text(**record);
    }
  }
  const bool handed = evidence.members.contains("document") || evidence.members.contains("version");
  if (procedure.document && procedure.document_field && handed) {
    placed.members[fields[*procedure.document_field].name] = schema.documents[*procedure.document].name;
  }
  return placed;
}

std::vector<Placed> places_of(const LiveRules& rules, const facts::SubjectFacts& subject, const Evidence& evidence) {
  std::vector<Placed> places;
  if (evidence.kind == "disclose") {
    Placed placed{{}, evidence.members};
    placed.members["document"] = evidence.what;
    for (auto& path : acknowledgement_lists(rules, subject)) {
      placed.path = std::move(path);
      places.push_back(placed);
    }
    return places;
  }
  for (const ir::Procedure& procedure : rules.program().procedures) {
    if (procedure.name != evidence.what || procedure.subject.entity != subject.subject.entity) continue;
    places.push_back(procedure_place(rules, subject, procedure, evidence));
  }
  return places;
}

}  // namespace

std::optional<Case> Cases::find(const std::string& on, const std::string& id, const std::string& ties) const {
  const std::lock_guard lock(mutex_);
  const auto found = cases_.find(case_key(on, id));
  if (found == cases_.end() || found->second.ties != ties) return std::nullopt;
  return found->second;
}

void Cases::open(const std::string& on, const std::string& id, const std::string& ties, const std::string& decision,
                 std::int64_t at_ns) {
  const std::lock_guard lock(mutex_);
  Case& place = cases_[case_key(on, id)];
  if (!place.first.empty() && place.ties == ties) return;
  place = Case{decision, ties, {}, at_ns};
}

bool Cases::add(const std::string& on, const std::string& id, const Evidence& evidence) {
  const std::lock_guard lock(mutex_);
  const auto found = cases_.find(case_key(on, id));
  if (found == cases_.end()) return false;
  // A procedure's steps come one by one and belong to one record.
  for (Evidence& each : found->second.evidence) {
    if (each.kind == "disclose" || evidence.kind == "disclose" || each.what != evidence.what) continue;
    for (const auto& [name, value] : evidence.members) each.members[name] = value;
    return true;
  }
  found->second.evidence.push_back(evidence);
  return true;
}

bool Cases::holds(const std::string& on, const std::string& id) const {
  const std::lock_guard lock(mutex_);
  return cases_.contains(case_key(on, id));
}

void Cases::prune(std::int64_t before_ns) {
  const std::lock_guard lock(mutex_);
  std::erase_if(cases_, [&](const auto& each) { return each.second.since_ns < before_ns; });
}

std::string ties_of(const Schema& schema, const facts::SubjectFacts& subject) {
  std::string ties;
  const std::vector<Field>& fields = schema.entities[subject.subject.entity].fields;
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    if (fields[i].type.kind != TypeKind::kReference) continue;
    if (fields[i].name != "client" && fields[i].name != "product") continue;
    const auto* record = std::get_if<facts::RecordPtr>(&subject.record->fields[i]);
    ties += fields[i].name + "=" + (record == nullptr || *record == nullptr ? "" : key_text(**record)) + "\x1f";
  }
  return ties;
}

Result<void> check_evidence(const facts::SubjectFacts& subject, const LiveRules& rules, const Evidence& evidence) {
  const std::vector<Placed> places = places_of(rules, subject, evidence);
  if (places.empty()) {
    return Error{ErrorCode::kInvalidArgument, "no rule looks for evidence of `" + evidence.what + "` on this subject"};
  }
  for (const Placed& placed : places) {
    PROBITY_TRY(const facts::RecordPtr record, record_of(rules, subject, placed.path, placed.members));
  }
  return {};
}

void add_evidence_to(FactsJoin& join, const facts::SubjectFacts& subject, const LiveRules& rules,
                     const std::vector<Evidence>& evidence) {
  for (const Evidence& each : evidence) {
    for (const Placed& placed : places_of(rules, subject, each)) {
      // It read when it was handed in; a ruleset that knows it no longer does not ask for it either.
      auto record = record_of(rules, subject, placed.path, placed.members);
      if (record.ok()) join.add_to_list(placed.path, record.value());
    }
  }
}

}  // namespace probity::pretrade
