#include "adapters/capi/probity.h"

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "adapters/files/ruleset_files.h"
#include "adapters/json/fact_value.h"
#include "adapters/json/facts_line.h"
#include "audit/record/decision_json.h"
#include "engine/base/json_text.h"
#include "engine/facts/facts.h"
#include "engine/service/check.h"
#include "engine/service/judge.h"

using probity::Error;
using probity::ErrorCode;
using probity::Id;
using probity::Result;
using probity::Subject;
using probity::Type;
using probity::TypeKind;
using probity::Value;
using probity::facts::Fact;
using probity::facts::Record;
using probity::facts::RecordPtr;

struct probity_error {
  std::string text;
};

/// Where a fact is: fields to go through, each but the last a reference.
struct FieldPlace {
  Subject subject;
  std::vector<std::uint32_t> steps;
  Type type;
};

struct probity_rules {
  probity::service::CheckedRulesets checked;
  std::unique_ptr<const probity::service::Judge> judge;
  const probity::Zone* zone = nullptr;
  // Handles are given out while other threads judge.
  mutable std::mutex mutex;
  mutable std::deque<FieldPlace> places;
  mutable std::map<std::pair<std::string, std::string>, probity_field> names;

  [[nodiscard]] const probity::ir::Program& program() const { return checked.compiled.program; }
  [[nodiscard]] const FieldPlace* place(probity_field field) const {
    const std::lock_guard lock(mutex);
    if (field < 0 || static_cast<std::size_t>(field) >= places.size()) return nullptr;
    return &places[static_cast<std::size_t>(field)];
  }
};

/// A record as it is being filled: what it refers to hangs below it.
struct Draft {
  Record record;
  std::map<std::uint32_t, Draft> references;
  std::map<std::uint32_t, std::vector<RecordPtr>> lists;

  [[nodiscard]] RecordPtr whole() const {
    auto made = std::make_shared<Record>(record);
    for (const auto& [field, draft] : references) made->fields[field] = draft.whole();
    for (const auto& [field, elements] : lists) {
      auto list = std::make_shared<probity::facts::List>();
      list->records = elements;
      made->fields[field] = probity::facts::RecordList(std::move(list));
    }
    return made;
  }
};

struct probity_subject {
  const probity_rules* rules = nullptr;
  Subject subject;
  std::string id;
  Draft draft;
};

struct probity_decision {
  probity::decision::Decision decision;
  std::string json;
  std::mutex mutex;
};

namespace {

probity_status status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNotFound: return PROBITY_NOT_FOUND;
    case ErrorCode::kUnavailable:
    case ErrorCode::kCorrupt: return PROBITY_UNAVAILABLE;
    default: return PROBITY_INVALID;
  }
}

probity_status fail(probity_error** error, probity_status status, std::string text) {
  if (error != nullptr) *error = new probity_error{std::move(text)};
  return status;
}

/// The only frame that may see an exception: none leaves it.
template <typename Work>
probity_status guarded(probity_error** error, const Work& work) noexcept {
  try {
    return work();
  } catch (const std::exception& failure) {
    try {
      return fail(error, PROBITY_FAILED, failure.what());
    } catch (...) {
      return PROBITY_FAILED;
    }
  } catch (...) {
    return PROBITY_FAILED;
  }
}

Result<Subject> subject_of(const probity::Schema& schema, const std::string& on) {
  if (const auto act = schema.find_act(on)) return Subject{schema.acts[*act].on, *act};
  const auto entity = schema.find_entity(on);
  if (entity && !schema.entities[*entity].is_record) return Subject{*entity, std::nullopt};
  return Error{ErrorCode::kNotFound, "`" + on + "` is no entity and no act of the vocabulary"};
}

std::vector<std::string> words_of(const std::string& name) {
  std::vector<std::string> words(1);
  for (const char c : name) {
    if (c == '.') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

bool find_place(const probity::Schema& schema, const Subject& subject, const std::string& name, FieldPlace& place) {
  std::vector<std::string> words = words_of(name);
  Id<probity::Entity> entity = subject.entity;
  std::size_t at = words.front() == schema.entities[entity].variable() ? 1 : 0;
  if (at >= words.size()) return false;
  place.subject = subject;
  for (; at < words.size(); ++at) {
    const auto field = schema.entities[entity].find_field(words[at]);
    if (!field) return false;
    place.steps.push_back(*field);
    place.type = schema.entities[entity].fields[*field].type;
    if (at + 1 == words.size()) return true;
    if (place.type.kind != TypeKind::kReference) return false;
    entity = place.type.entity;
  }
  return false;
}

/// The draft that holds the field, made on the way; null for a handle of another kind of subject.
Draft* holder_of(probity_subject* subject, probity_field field, const FieldPlace*& place) {
  if (subject == nullptr) return nullptr;
  place = subject->rules->place(field);
  if (place == nullptr || !(place->subject == subject->subject)) return nullptr;
  const probity::Schema& schema = subject->rules->program().schema;
  Draft* draft = &subject->draft;
  for (std::size_t i = 0; i + 1 < place->steps.size(); ++i) {
    const std::uint32_t step = place->steps[i];
    const auto found = draft->references.find(step);
    if (found != draft->references.end()) {
      draft = &found->second;
      continue;
    }
    const Id<probity::Entity> entity = schema.entities[draft->record.entity].fields[step].type.entity;
    draft = &draft->references.emplace(step, Draft{probity::facts::unknown_record(schema, entity), {}, {}}).first->second;
  }
  return draft;
}

void put(Draft& draft, const FieldPlace& place, Fact fact) {
  const std::uint32_t field = place.steps.back();
  draft.references.erase(field);
  draft.lists.erase(field);
  draft.record.fields[field] = std::move(fact);
}

probity_status set_value(probity_subject* subject, probity_field field, TypeKind kind, Value value) {
  return guarded(nullptr, [&] {
    const FieldPlace* place = nullptr;
    Draft* draft = holder_of(subject, field, place);
    if (draft == nullptr || place->type.kind != kind) return PROBITY_INVALID;
    put(*draft, *place, std::move(value));
    return PROBITY_OK;
  });
}

void begin(probity_subject& subject, const char* id) {
  const probity::Schema& schema = subject.rules->program().schema;
  subject.id = id;
  subject.draft = Draft{probity::facts::unknown_record(schema, subject.subject.entity), {}, {}};
  if (!subject.subject.act) subject.draft.record.fields[0] = Value(subject.id);
}

std::string mistakes_of(const probity::service::CheckedRulesets& checked) {
  std::string text;
  for (const auto& each : checked.diagnostics.sorted()) {
    if (probity::diagnostics::severity_of(each.id) != probity::diagnostics::Severity::kError) continue;
    text += probity::diagnostics::render_text(each, checked.sources, "en") + "\n";
  }
  return text;
}

}  // namespace

int probity_abi_version(void) { return PROBITY_ABI_VERSION; }
const char* probity_version(void) { return PROBITY_VERSION; }

const char* probity_error_text(const probity_error* error) { return error == nullptr ? "" : error->text.c_str(); }
void probity_error_free(probity_error* error) { delete error; }

probity_status probity_rules_load(const char* const* paths, size_t path_count, const char* shipped, probity_rules** rules,
                                  probity_error** error) {
  return guarded(error, [&] {
    if (rules == nullptr || paths == nullptr || path_count == 0) return fail(error, PROBITY_INVALID, "no paths were given");
    probity::files::RulesetPlaces places{{}, shipped == nullptr ? probity::files::shipped_rulesets() : std::string(shipped)};
    for (std::size_t i = 0; i < path_count; ++i) places.paths.emplace_back(paths[i]);
    const auto store = probity::files::make_ruleset_files(std::move(places));
    auto checked = probity::service::check_rulesets(*store, probity::service::Need::kRules);
    if (!checked.ok()) return fail(error, status_of(checked.error().code), checked.error().message);
    if (checked.value().diagnostics.has_errors()) return fail(error, PROBITY_MISTAKES, mistakes_of(checked.value()));
    auto made = std::make_unique<probity_rules>();
    made->checked = std::move(checked).value();
    made->judge = probity::service::make_judge(made->program());
    for (const auto& ruleset : made->program().rulesets) {
      if (made->zone == nullptr) made->zone = ruleset.zone;
    }
    *rules = made.release();
    return PROBITY_OK;
  });
}

void probity_rules_free(probity_rules* rules) { delete rules; }

const char* probity_rules_digest(const probity_rules* rules) { return rules == nullptr ? "" : rules->program().digest.c_str(); }

probity_field probity_rules_field(const probity_rules* rules, const char* on, const char* name) {
  probity_field field = PROBITY_NO_FIELD;
  if (rules == nullptr || on == nullptr || name == nullptr) return field;
  (void)guarded(nullptr, [&] {
    const probity::Schema& schema = rules->program().schema;
    const auto subject = subject_of(schema, on);
    FieldPlace place;
    if (!subject.ok() || !find_place(schema, subject.value(), name, place)) return PROBITY_NOT_FOUND;
    const std::lock_guard lock(rules->mutex);
    const auto [known, is_new] = rules->names.try_emplace({on, name}, static_cast<probity_field>(rules->places.size()));
    if (is_new) rules->places.push_back(std::move(place));
    field = known->second;
    return PROBITY_OK;
  });
  return field;
}

probity_status probity_subject_new(const probity_rules* rules, const char* on, const char* id, probity_subject** subject,
                                   probity_error** error) {
  return guarded(error, [&] {
    if (rules == nullptr || on == nullptr || id == nullptr || *id == '\0' || subject == nullptr) {
      return fail(error, PROBITY_INVALID, "a subject needs rules, what it is, and an id");
    }
    const auto kind = subject_of(rules->program().schema, on);
    if (!kind.ok()) return fail(error, PROBITY_NOT_FOUND, kind.error().message);
    auto made = std::make_unique<probity_subject>();
    made->rules = rules;
    made->subject = kind.value();
    begin(*made, id);
    *subject = made.release();
    return PROBITY_OK;
  });
}

void probity_subject_free(probity_subject* subject) { delete subject; }

probity_status probity_subject_reset(probity_subject* subject, const char* id) {
  return guarded(nullptr, [&] {
    if (subject == nullptr || id == nullptr || *id == '\0') return PROBITY_INVALID;
    begin(*subject, id);
    return PROBITY_OK;
  });
}

probity_status probity_set_text(probity_subject* subject, probity_field field, const char* text) {
  return guarded(nullptr, [&] {
    const FieldPlace* place = nullptr;
    Draft* draft = holder_of(subject, field, place);
    if (draft == nullptr || text == nullptr || place->type.kind == TypeKind::kList) return PROBITY_INVALID;
    const probity::Schema& schema = subject->rules->program().schema;
    if (place->type.kind == TypeKind::kReference) {
      // Its id; what else was said of it stays.
      const std::uint32_t step = place->steps.back();
      if (!draft->references.contains(step)) {
        draft->references.emplace(step, Draft{probity::facts::unknown_record(schema, place->type.entity), {}, {}});
      }
      Draft& below = draft->references.at(step);
      below.record.fields[0] = Value(std::string(text));
      return PROBITY_OK;
    }
    probity::adapters::JsonNode node;
    node.kind = probity::adapters::JsonNode::Kind::kText;
    node.text = text;
    auto value = probity::adapters::read_fact_value(node, place->type, schema, *subject->rules->zone);
    put(*draft, *place, value.ok() ? Fact(std::move(value).value()) : Fact(probity::facts::InDoubt{}));
    return value.ok() ? PROBITY_OK : PROBITY_INVALID;
  });
}

probity_status probity_set_integer(probity_subject* subject, probity_field field, int64_t value) {
  return set_value(subject, field, TypeKind::kNumber, probity::Decimal::from_integer(value));
}

probity_status probity_set_decimal(probity_subject* subject, probity_field field, int64_t coefficient, int scale,
                                   const char* currency) {
  const auto number = probity::Decimal::from_parts(coefficient, scale);
  if (!number.ok()) return PROBITY_INVALID;
  if (currency == nullptr) return set_value(subject, field, TypeKind::kNumber, number.value());
  return guarded(nullptr, [&] {
    return probity_set_text(subject, field, (number.value().to_string() + " " + currency).c_str());
  });
}

probity_status probity_set_truth(probity_subject* subject, probity_field field, int value) {
  return set_value(subject, field, TypeKind::kTruth, value != 0);
}

probity_status probity_set_instant(probity_subject* subject, probity_field field, int64_t instant_ns, int32_t offset_s) {
  return set_value(subject, field, TypeKind::kMoment, probity::Moment{{}, instant_ns, offset_s});
}

probity_status probity_set_unknown(probity_subject* subject, probity_field field) {
  return guarded(nullptr, [&] {
    const FieldPlace* place = nullptr;
    Draft* draft = holder_of(subject, field, place);
    if (draft == nullptr) return PROBITY_INVALID;
    put(*draft, *place, std::monostate{});
    return PROBITY_OK;
  });
}

probity_status probity_set_empty(probity_subject* subject, probity_field list) {
  return guarded(nullptr, [&] {
    const FieldPlace* place = nullptr;
    Draft* draft = holder_of(subject, list, place);
    if (draft == nullptr || place->type.kind != TypeKind::kList) return PROBITY_INVALID;
    draft->lists[place->steps.back()].clear();
    return PROBITY_OK;
  });
}

probity_status probity_add_json(probity_subject* subject, probity_field list, const char* json) {
  return guarded(nullptr, [&] {
    const FieldPlace* place = nullptr;
    Draft* draft = holder_of(subject, list, place);
    if (draft == nullptr || json == nullptr || place->type.kind != TypeKind::kList) return PROBITY_INVALID;
    const probity::Schema& schema = subject->rules->program().schema;
    // Read as facts are, inside the list of a subject of this kind: from the list outwards.
    std::string text = "[" + std::string(json) + "]";
    std::vector<Id<probity::Entity>> holders = {subject->subject.entity};
    for (std::size_t i = 0; i + 1 < place->steps.size(); ++i) {
      holders.push_back(schema.entities[holders.back()].fields[place->steps[i]].type.entity);
    }
    for (std::size_t i = place->steps.size(); i-- > 0;) {
      text = "{" + probity::json_text(schema.entities[holders[i]].fields[place->steps[i]].name) + ": " + text + "}";
    }
    const std::string line = "{\"id\": \"element\", \"on\": " + probity::json_text(subject_name(schema, subject->subject)) +
                             ", \"facts\": {" + probity::json_text(schema.entities[subject->subject.entity].variable()) + ": " +
                             text + "}}";
    probity::adapters::FactsOptions options;
    options.zone = subject->rules->zone;
    options.strict = true;
    const auto read = probity::adapters::read_facts_line(line, schema, options);
    std::vector<RecordPtr>& elements = draft->lists[place->steps.back()];
    if (!read.subject) {
      // The element is there, and nothing is known of it.
      elements.push_back(std::make_shared<const Record>(probity::facts::record_in_doubt(schema, place->type.entity)));
      return PROBITY_INVALID;
    }
    const Record* record = read.subject->record.get();
    for (std::size_t i = 0; i + 1 < place->steps.size(); ++i) record = std::get<RecordPtr>(record->fields[place->steps[i]]).get();
    elements.push_back((*std::get<probity::facts::RecordList>(record->fields[place->steps.back()]))[0]);
    return PROBITY_OK;
  });
}

probity_status probity_decide(const probity_rules* rules, const probity_subject* subject, probity_decision** decision,
                              probity_error** error) {
  return guarded(error, [&] {
    if (rules == nullptr || subject == nullptr || decision == nullptr || subject->rules != rules) {
      return fail(error, PROBITY_INVALID, "a subject is judged by the rules that it was made for");
    }
    const probity::facts::SubjectFacts facts{subject->id, subject->subject, std::nullopt, subject->draft.whole()};
    auto judged = rules->judge->judge(facts, {});
    if (!judged.ok()) return fail(error, status_of(judged.error().code), judged.error().message);
    auto made = std::make_unique<probity_decision>();
    made->decision = std::move(judged).value();
    *decision = made.release();
    return PROBITY_OK;
  });
}

void probity_decision_free(probity_decision* decision) { delete decision; }

probity_outcome probity_decision_outcome(const probity_decision* decision) {
  // Without a decision nothing is permitted.
  return decision == nullptr ? PROBITY_BLOCK : static_cast<probity_outcome>(decision->decision.outcome);
}

size_t probity_decision_finding_count(const probity_decision* decision) {
  return decision == nullptr ? 0 : decision->decision.findings.size();
}

probity_status probity_decision_finding(const probity_decision* decision, size_t at, const char* language,
                                        probity_finding* finding) {
  if (decision == nullptr || finding == nullptr || at >= decision->decision.findings.size()) return PROBITY_NOT_FOUND;
  return guarded(nullptr, [&] {
    const probity::decision::Finding& found = decision->decision.findings[at];
    auto because = found.because.find(language == nullptr ? "en" : language);
    if (because == found.because.end()) because = found.because.find("en");
    *finding = {found.rule.c_str(), because == found.because.end() ? "" : because->second.c_str(),
                static_cast<probity_outcome>(found.outcome), found.undetermined ? 1 : 0};
    return PROBITY_OK;
  });
}

const char* probity_decision_json(probity_decision* decision) {
  if (decision == nullptr) return "";
  try {
    const std::lock_guard lock(decision->mutex);
    if (decision->json.empty()) decision->json = probity::audit::decision_line(decision->decision);
    return decision->json.c_str();
  } catch (...) {
    return "";
  }
}
