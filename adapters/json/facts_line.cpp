#include "adapters/json/facts_line.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "adapters/json/fact_value.h"
#include "adapters/json/json_tree.h"
#include "audit/record/json.h"
#include "engine/base/check.h"
#include "engine/diagnostics/diagnostics.h"

namespace probity::adapters {
namespace {

using facts::Fact;
using facts::Record;

std::string child_pointer(const std::string& pointer, std::string_view key) {
  std::string text = pointer + '/';
  for (const char c : key) {
    if (c == '~') {
      text += "~0";
    } else if (c == '/') {
      text += "~1";
    } else {
      text += c;
    }
  }
  return text;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& names) {
  const auto near = diagnostics::nearest(word, names);
  return near ? "; is it `" + *near + "`?" : "";
}

std::vector<std::string> field_names(const Entity& entity) {
  std::vector<std::string> names;
  for (const Field& field : entity.fields) {
    names.push_back(field.name);
    for (const auto& [language, name] : field.names) names.push_back(name);
  }
  return names;
}

bool is_variable_of(const Entity& entity, std::string_view key) {
  if (key == entity.variable()) return true;
  return std::any_of(entity.names.begin(), entity.names.end(),
                     [&](const auto& name) { return name.second == key; });
}

/// Turns the tree of one line into facts.
class FactsReader {
 public:
  FactsReader(std::string_view line, const Schema& schema, const Zone& zone)
      : line_(line), schema_(schema), zone_(zone) {}

  /// The subject, or why the line is refused.
  Result<facts::SubjectFacts> read(const JsonNode& root, const std::string& id) {
    PROBITY_TRY(const Subject subject, subject_of(root));
    facts::SubjectFacts result{id, subject, std::nullopt, nullptr};
    for (const auto& member : root.members) {
      if (member.key == "as_of") result.as_of = as_of(member);
      if (member.key != "id" && member.key != "on" && member.key != "as_of" &&
          member.key != "facts") {
        report("/" + member.key, member.key_offset,
               "`" + member.key + "` is no member of a subject" +
                   did_you_mean(member.key, {"id", "on", "as_of", "facts"}));
      }
    }
    Record record = subject_record(root.find("facts"), subject);
    own_key(record, subject, id);
    result.record = std::make_shared<const Record>(std::move(record));
    return result;
  }

  std::vector<FactFinding> take_findings() {
    std::stable_sort(findings_.begin(), findings_.end(),
                     [](const auto& a, const auto& b) { return a.column < b.column; });
    return std::move(findings_);
  }

 private:
  void report(std::string pointer, std::size_t offset, std::string what) {
    findings_.push_back({std::move(pointer), column_at(line_, offset), std::move(what)});
  }

  Result<Subject> subject_of(const JsonNode& root) const {
    const auto* on = root.find("on");
    if (on == nullptr) return Error{ErrorCode::kInvalidArgument, "the line has no `on`"};
    if (on->value.kind != JsonNode::Kind::kText) {
      return Error{ErrorCode::kInvalidArgument, "`on` is " + shown(on->value) + ", no name"};
    }
    if (const auto act = schema_.find_act(on->value.text)) {
      return Subject{schema_.acts[*act].on, *act};
    }
    const auto entity = schema_.find_entity(on->value.text);
    if (entity && !schema_.entities[*entity].is_record) return Subject{*entity, std::nullopt};
    if (entity) {
      return Error{ErrorCode::kInvalidArgument,
                   "`on` is " + shown(on->value) + ", which is never a subject of its own"};
    }
    std::vector<std::string> names;
    for (const Entity& known : schema_.entities) {
      if (!known.is_record) names.push_back(known.name);
    }
    for (const Act& known : schema_.acts) names.push_back(known.name);
    return Error{ErrorCode::kInvalidArgument, "`on` is " + shown(on->value) +
                                                  ", no entity and no act of the vocabulary" +
                                                  did_you_mean(on->value.text, names)};
  }

  std::optional<Moment> as_of(const JsonNode::Member& member) {
    if (member.value.kind == JsonNode::Kind::kNull) return std::nullopt;
    const Type moment{TypeKind::kMoment, {}, {}, {}};
    const auto value = read_fact_value(member.value, moment, schema_, zone_);
    if (value.ok()) return std::get<Moment>(value.value());
    report("/as_of", member.value.offset, value.error().message);
    return std::nullopt;
  }

  /// What stands under `facts`: the subject by its variable, and beside it what it refers to.
  Record subject_record(const JsonNode::Member* given, const Subject& subject) {
    Record record = facts::unknown_record(schema_, subject.entity);
    if (given == nullptr || given->value.kind == JsonNode::Kind::kNull) return record;
    if (given->value.kind != JsonNode::Kind::kObject) {
      report("/facts", given->value.offset, "the facts are " + shown(given->value) + ", no object");
      return facts::record_in_doubt(schema_, subject.entity);
    }
    const Entity& entity = schema_.entities[subject.entity];
    const JsonNode::Member* own = nullptr;
    for (const auto& member : given->value.members) {
      if (!is_variable_of(entity, member.key)) continue;
      if (own != nullptr) {
        report(child_pointer("/facts", member.key), member.key_offset,
               "the facts of `" + own->key + "` are given a second time; all of them are unknown");
        return facts::record_in_doubt(schema_, subject.entity);
      }
      own = &member;
      if (member.value.kind == JsonNode::Kind::kObject) {
        record = read_record(member.value, subject.entity, child_pointer("/facts", member.key));
      } else if (member.value.kind != JsonNode::Kind::kNull) {
        report(child_pointer("/facts", member.key), member.value.offset,
               shown(member.value) + " is no object with the facts of " + entity.name);
        record = facts::record_in_doubt(schema_, subject.entity);
      }
    }
    read_neighbours(given->value, entity, record);
    return record;
  }

  void read_neighbours(const JsonNode& given, const Entity& entity, Record& record) {
    std::vector<const JsonNode::Member*> givers(entity.fields.size(), nullptr);
    for (const auto& member : given.members) {
      if (is_variable_of(entity, member.key)) continue;
      const std::string pointer = child_pointer("/facts", member.key);
      const auto field = entity.find_field(member.key);
      if (!field || entity.fields[*field].type.kind != TypeKind::kReference) {
        report(pointer, member.key_offset, unknown_neighbour(member.key, entity, field.has_value()));
        continue;
      }
      if (givers[*field] != nullptr) {
        report(pointer, member.key_offset,
               "`" + givers[*field]->key + "` and `" + member.key + "` are the same; both are unknown");
        record.fields[*field] = facts::InDoubt{};
        continue;
      }
      givers[*field] = &member;
      Fact beside = read_fact(member.value, entity.fields[*field], pointer);
      join(record.fields[*field], std::move(beside), member, pointer);
    }
  }

  std::string unknown_neighbour(const std::string& key, const Entity& entity, bool is_field) const {
    const std::string own = entity.variable();
    if (is_field) return "`" + key + "` is a fact of " + entity.name + ": write it inside `" + own + "`";
    std::vector<std::string> names = {own};
    for (const Field& field : entity.fields) {
      if (field.type.kind == TypeKind::kReference) names.push_back(field.name);
    }
    return "`" + key + "` is neither `" + own + "` nor anything that " + entity.name + " refers to" +
           did_you_mean(key, names);
  }

  /// One record may be named by its key inside the subject and given in full beside it. Given in full
  /// twice it is unknown: nobody can say which of the two is meant.
  void join(Fact& inside, Fact beside, const JsonNode::Member& member, const std::string& pointer) {
    const auto* inner = std::get_if<facts::RecordPtr>(&inside);
    const auto* outer = std::get_if<facts::RecordPtr>(&beside);
    if (std::holds_alternative<facts::InDoubt>(inside) || std::holds_alternative<facts::InDoubt>(beside)) {
      inside = facts::InDoubt{};  // whom it names is not known
      return;
    }
    if (outer == nullptr) return;
    if (inner == nullptr) {
      inside = std::move(beside);
      return;
    }
    const Fact& inner_key = (*inner)->fields[0];
    const Fact& outer_key = (*outer)->fields[0];
    const bool inner_is_key_alone = std::all_of(
        (*inner)->fields.begin() + 1, (*inner)->fields.end(),
        [](const Fact& fact) { return facts::is_unknown(fact); });
    const bool keys_agree = facts::is_unknown(inner_key) ||
                            facts::is_unknown(outer_key) ||
                            std::get<Value>(inner_key) == std::get<Value>(outer_key);
    if (inner_is_key_alone && keys_agree) {
      Record joined = **outer;
      if (facts::is_unknown(outer_key)) joined.fields[0] = inner_key;
      inside = std::make_shared<const Record>(std::move(joined));
      return;
    }
    report(pointer, member.key_offset,
           keys_agree ? "`" + member.key + "` is given inside the subject and beside it; it is unknown"
                      : "`" + member.key + "` has another `id` inside the subject than beside it; it is unknown");
    inside = facts::InDoubt{};
  }

  Record read_record(const JsonNode& node, Id<Entity> entity_id, const std::string& pointer) {
    const Entity& entity = schema_.entities[entity_id];
    Record record = facts::unknown_record(schema_, entity_id);
    std::vector<const JsonNode::Member*> givers(entity.fields.size(), nullptr);
    for (const auto& member : node.members) {
      const std::string place = child_pointer(pointer, member.key);
      const auto field = entity.find_field(member.key);
      if (!field) {
        report(place, member.key_offset, "`" + member.key + "` is no field of " + entity.name +
                                             did_you_mean(member.key, field_names(entity)));
      } else if (givers[*field] != nullptr) {
        report(place, member.key_offset, "`" + givers[*field]->key + "` and `" + member.key +
                                             "` are the same field; it is unknown");
        record.fields[*field] = facts::InDoubt{};
      } else {
        givers[*field] = &member;
        record.fields[*field] = read_fact(member.value, entity.fields[*field], place);
      }
    }
    return record;
  }

  Fact read_fact(const JsonNode& node, const Field& field, const std::string& pointer) {
    if (node.kind == JsonNode::Kind::kNull) return std::monostate{};
    if (field.type.kind == TypeKind::kReference) return read_reference(node, field, pointer);
    if (field.type.kind == TypeKind::kList) return read_list(node, field, pointer);
    auto value = read_fact_value(node, field.type, schema_, zone_);
    if (value.ok()) return std::move(value).value();
    report(pointer, node.offset, value.error().message);
    return facts::InDoubt{};
  }

  /// A record in full, or its key alone.
  Fact read_reference(const JsonNode& node, const Field& field, const std::string& pointer) {
    if (node.kind == JsonNode::Kind::kText) {
      Record record = facts::unknown_record(schema_, field.type.entity);
      record.fields[0] = Value(node.text);
      return std::make_shared<const Record>(std::move(record));
    }
    if (node.kind != JsonNode::Kind::kObject) {
      report(pointer, node.offset, shown(node) + " is no " + type_name(schema_, field.type) +
                                       ": write an object with its facts, or its id as text");
      return facts::InDoubt{};
    }
    return std::make_shared<const Record>(read_record(node, field.type.entity, pointer));
  }

  /// An element that is no object makes the whole list unknown: what is counted must all be there.
  Fact read_list(const JsonNode& node, const Field& field, const std::string& pointer) {
    if (node.kind != JsonNode::Kind::kArray) {
      report(pointer, node.offset, shown(node) + " is no " + type_name(schema_, field.type));
      return facts::InDoubt{};
    }
    auto records = std::make_shared<facts::List>();
    bool whole = true;
    for (std::size_t i = 0; i < node.elements.size(); ++i) {
      const JsonNode& element = node.elements[i];
      const std::string place = pointer + "/" + std::to_string(i);
      if (element.kind == JsonNode::Kind::kObject) {
        records->records.push_back(
            std::make_shared<const Record>(read_record(element, field.type.entity, place)));
        continue;
      }
      report(place, element.offset,
             shown(element) + " is no object with facts; the whole list is unknown");
      whole = false;
    }
    if (!whole) return facts::InDoubt{};
    return facts::RecordList(std::move(records));
  }

  /// The line's `id` is the record's key too, where the subject is the record itself and not an act.
  void own_key(Record& record, const Subject& subject, const std::string& id) {
    Fact& key = record.fields[0];
    if (subject.act) return;
    if (facts::is_unknown(key)) {
      key = Value(id);
    } else if (std::get<Value>(key) != Value(id)) {
      report("/id", 0, "the subject's facts have another `id` than the line; it is unknown");
      key = facts::InDoubt{};
    }
  }

  std::string_view line_;
  const Schema& schema_;
  const Zone& zone_;
  std::vector<FactFinding> findings_;
};

std::string_view without_byte_order_mark(std::string_view line) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  return line.substr(0, kMark.size()) == kMark ? line.substr(kMark.size()) : line;
}

std::string too_strict(const std::vector<FactFinding>& findings) {
  const std::string more = findings.size() > 1
                               ? " (and " + std::to_string(findings.size() - 1) + " more)"
                               : "";
  return findings.front().text() + more;
}

}  // namespace

std::string FactFinding::text() const {
  return pointer + " (column " + std::to_string(column) + "): " + what;
}

FactsLine read_facts_line(std::string_view line, const Schema& schema,
                          const FactsOptions& options) {
  PROBITY_CHECK(options.zone != nullptr);
  const std::string_view text = without_byte_order_mark(line);
  FactsLine result;
  const auto root = parse_json_line(text);
  if (!root.ok()) {
    result.refused = root.error().message;
    return result;
  }
  const auto* id = root.value().find("id");
  if (id != nullptr && id->value.kind == JsonNode::Kind::kText) result.id = id->value.text;
  if (result.id.empty()) {
    result.refused = id == nullptr ? "the line has no `id`" : "the line's `id` is no text";
    return result;
  }
  FactsReader reader(text, schema, *options.zone);
  auto subject = reader.read(root.value(), result.id);
  result.findings = reader.take_findings();
  if (!subject.ok()) {
    result.refused = subject.error().message;
  } else if (options.strict && !result.findings.empty()) {
    result.refused = too_strict(result.findings);
  } else {
    result.subject = std::move(subject).value();
  }
  return result;
}

std::string refused_line(const std::string& id, const std::string& reason) {
  if (id.empty()) return audit::readable_text(audit::JsonObject{{"id", audit::Json()}, {"error", reason}});
  return audit::readable_text(audit::JsonObject{{"id", id}, {"error", reason}});
}

}  // namespace probity::adapters
