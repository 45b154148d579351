// Procedures and their evidence, documents and their acknowledgement; see *Outcomes* in the reference.
#include "engine/eval/reference/procedures.h"

#include <algorithm>
#include <optional>
#include <set>

#include "engine/eval/reference/compare.h"

namespace probity::eval::reference {
namespace {

const facts::Fact* field(const facts::Record* record, std::optional<std::uint32_t> index) {
  if (record == nullptr || !index || *index >= record->fields.size()) return nullptr;
  return &record->fields[*index];
}

/// A text, an enumeration value's name, or the key of a reference; nothing where unknown.
std::optional<std::string> text_of(const Schema& schema, const facts::Fact* fact) {
  if (fact == nullptr) return std::nullopt;
  if (const auto* reference = std::get_if<facts::RecordPtr>(fact)) {
    return *reference == nullptr ? std::nullopt : text_of(schema, field(reference->get(), 0));
  }
  const auto* value = std::get_if<Value>(fact);
  if (value == nullptr) return std::nullopt;
  if (const auto* text = std::get_if<std::string>(value)) return *text;
  return value_text(schema, *value);
}

/// Something was given that cannot be read: it may say anything; see ADR 0008.
bool is_in_doubt(const facts::Fact* fact) { return fact != nullptr && std::holds_alternative<facts::InDoubt>(*fact); }

std::optional<Moment> moment_of(const facts::Fact* fact) {
  const auto* value = fact == nullptr ? nullptr : std::get_if<Value>(fact);
  return value == nullptr ? std::nullopt : as_moment(*value);
}

/// The ids that a record of evidence must name: the order's, the product's.
struct Ties {
  std::optional<std::string> order, product;
};

Ties ties_of(const Evaluation& evaluation) {
  const Schema& schema = evaluation.schema();
  const facts::SubjectFacts& subject = evaluation.subject();
  const Entity& entity = schema.entities[subject.subject.entity];
  const facts::Record* record = subject.record.get();
  Ties ties;
  ties.product = text_of(schema, field(record, entity.find_field("product")));
  const std::optional<std::uint32_t> order = entity.find_field("order");
  if (order) {
    ties.order = text_of(schema, field(record, order));  // a trade is confirmed by its order
  } else {
    ties.order = text_of(schema, field(record, 0));
    if (!ties.order) ties.order = subject.id;
  }
  return ties;
}

/// Whether a record belongs to this subject: it names it, and nothing in it says otherwise.
bool is_tied(const Evaluation& evaluation, const ir::Procedure& procedure, const Ties& ties,
             const facts::Record* record) {
  const facts::Fact* const of_order = field(record, procedure.order_field);
  const facts::Fact* const of_product = field(record, procedure.product_field);
  if (is_in_doubt(of_order) || is_in_doubt(of_product)) return false;
  const std::optional<std::string> order = text_of(evaluation.schema(), of_order);
  const std::optional<std::string> product = text_of(evaluation.schema(), of_product);
  if (order && order != ties.order) return false;
  if (product && product != ties.product) return false;
  if (order || product) return true;
  // A procedure with the client alone, as on a conversion, has neither to name.
  const Entity& entity = evaluation.schema().entities[evaluation.subject().subject.entity];
  const bool client_alone = std::all_of(procedure.parties.begin(), procedure.parties.end(),
                                        [](const std::string& party) { return party == "client"; });
  return client_alone && entity.variable() != "order" && !entity.find_field("order") && !entity.find_field("product");
}

/// How far one record shows the procedure.
struct Shown {
  std::vector<bool> steps;
  bool document = true;
  std::vector<std::string> texts;  ///< each step's moment
  std::string version;

  [[nodiscard]] bool complete() const {
    return document && std::all_of(steps.begin(), steps.end(), [](bool step) { return step; });
  }
  [[nodiscard]] std::ptrdiff_t count() const {
    return std::count(steps.begin(), steps.end(), true) + (document ? 1 : 0);
  }
};

/// More shown first; equal ones by what they say, so that the order of the records means nothing.
bool shows_more(const Shown& a, const Shown& b) {
  if (a.complete() != b.complete()) return a.complete();
  if (a.count() != b.count()) return a.count() > b.count();
  if (a.steps != b.steps) return a.steps > b.steps;
  if (a.texts != b.texts) return a.texts < b.texts;
  return a.version < b.version;
}

bool surely_not_after(const Moment& earlier, const Moment& later, const Zone& zone) {
  return is_before(later, earlier, zone) == Truth::kFalse;
}

/// The document was handed over in the version that is in force for the subject.
bool document_shown(const Evaluation& evaluation, const ir::Procedure& procedure, const facts::Record* record,
                    const std::optional<Moment>& shown_at, std::string& version_text) {
  const Schema& schema = evaluation.schema();
  const Document& document = schema.documents[*procedure.document];
  if (text_of(schema, field(record, procedure.document_field)) != document.name) return false;
  if (document.versions.empty()) return true;
  const std::optional<Date> day = evaluation.subject_day();
  const DocumentVersion* current = day ? version_on(document, *day) : nullptr;
  if (current == nullptr) return false;
  version_text = current->version;
  const facts::Fact* const given = field(record, procedure.version_field);
  if (is_in_doubt(given)) return false;
  const std::optional<std::string> version = text_of(schema, given);
  if (version) return *version == current->version;
  return shown_at && version_on(document, shown_at->day_in(evaluation.zone())) == current;
}

Shown show(const Evaluation& evaluation, const ir::Procedure& procedure, const facts::Record* record,
           const std::optional<Moment>& before) {
  const Zone& zone = evaluation.zone();
  Shown shown;
  std::optional<Moment> last, document_at;
  for (std::size_t i = 0; i < procedure.step_fields.size(); ++i) {
    const std::optional<Moment> at = moment_of(field(record, procedure.step_fields[i]));
    bool holds = at && before && surely_not_after(*at, *before, zone);
    if (holds && procedure.in_order && last) holds = surely_not_after(*last, *at, zone);
    if (holds) last = at;
    shown.steps.push_back(holds);
    shown.texts.push_back(at ? at->to_string() : std::string());
    if (i == 0 || procedure.steps[i] == "warned_at") document_at = at;
  }
  if (procedure.document) {
    shown.document = document_shown(evaluation, procedure, record, document_at, shown.version);
  }
  return shown;
}

/// Whether the facts of one record that are not known could make it complete. Notes which they are.
class Possible {
 public:
  Possible(const Evaluation& evaluation, const ir::Procedure& procedure, const std::optional<Moment>& before)
      : evaluation_(evaluation), procedure_(procedure), before_(before) {}

  bool is(const facts::Record* record, const Ties& ties) {
    record_ = record;
    unknown_.clear();
    if (!named(procedure_.procedure_field, procedure_.name)) return false;
    const bool gives_order = gives(procedure_.order_field);
    const bool gives_product = gives(procedure_.product_field);
    if (!gives_order && !gives_product && !is_tied(evaluation_, procedure_, ties, record)) return false;
    if (gives_order && !named(procedure_.order_field, ties.order)) return false;
    if (gives_product && !named(procedure_.product_field, ties.product)) return false;
    return steps() && document();
  }
  [[nodiscard]] const std::set<std::string>& unknown() const { return unknown_; }

 private:
  [[nodiscard]] bool gives(std::optional<std::uint32_t> index) const {
    const facts::Fact* const fact = field(record_, index);
    return fact != nullptr && !std::holds_alternative<std::monostate>(*fact);
  }
  void note(std::optional<std::uint32_t> index) {
    const Entity& entity = evaluation_.schema().entities[record_->entity];
    unknown_.insert(evaluation_.path_text(procedure_.evidence) + "." + entity.fields[*index].name);
  }
  /// The field is, or may be, this text.
  bool named(std::optional<std::uint32_t> index, const std::optional<std::string>& wanted) {
    if (!index) return true;
    const std::optional<std::string> text = text_of(evaluation_.schema(), field(record_, index));
    if (!text) note(index);
    return !text || !wanted || *text == *wanted;
  }
  bool steps() {
    std::optional<Moment> last;
    for (const std::uint32_t step : procedure_.step_fields) {
      const std::optional<Moment> at = moment_of(field(record_, step));
      if (!at) {
        note(step);
        continue;
      }
      const Zone& zone = evaluation_.zone();
      const Truth late = before_ ? is_before(*before_, *at, zone) : Truth::kUnknown;
      const Truth early = procedure_.in_order && last ? is_before(*at, *last, zone) : Truth::kFalse;
      if (late == Truth::kTrue || early == Truth::kTrue) return false;
      if ((before_ && late == Truth::kUnknown) || early == Truth::kUnknown) note(step);
      last = at;
    }
    return true;
  }
  bool document() {
    if (!procedure_.document) return true;
    const Document& document = evaluation_.schema().documents[*procedure_.document];
    if (!named(procedure_.document_field, document.name)) return false;
    const std::optional<Date> day = evaluation_.subject_day();
    const DocumentVersion* current = day ? version_on(document, *day) : nullptr;
    if (document.versions.empty() || !day) return true;
    if (current == nullptr) return false;
    if (gives(procedure_.version_field)) return named(procedure_.version_field, current->version);
    const std::optional<Moment> shown_at = moment_of(field(record_, procedure_.step_fields.front()));
    return !shown_at || version_on(document, shown_at->day_in(evaluation_.zone())) == current;
  }

  const Evaluation& evaluation_;
  const ir::Procedure& procedure_;
  const std::optional<Moment>& before_;
  const facts::Record* record_ = nullptr;
  std::set<std::string> unknown_;
};

std::optional<Shown> best_record(Evaluation& evaluation, const ir::Procedure& procedure,
                                 const std::optional<Moment>& before, Missing& missing) {
  const facts::Fact* fact = evaluation.find(procedure.evidence);
  const auto* list = fact == nullptr ? nullptr : std::get_if<facts::RecordList>(fact);
  if (list == nullptr) {
    missing.add(evaluation.path_text(procedure.evidence));
    return std::nullopt;
  }
  const Ties ties = ties_of(evaluation);
  Possible possible(evaluation, procedure, before);
  std::optional<Shown> best;
  for (const facts::RecordPtr& record : **list) {
    if (record != nullptr && possible.is(record.get(), ties)) {
      for (const std::string& path : possible.unknown()) missing.add(path);
      if (!before || !evaluation.subject_day()) missing.add(evaluation.subject_date_path());
    }
    if (procedure.procedure_field &&
        text_of(evaluation.schema(), field(record.get(), procedure.procedure_field)) != procedure.name) {
      continue;
    }
    if (!is_tied(evaluation, procedure, ties, record.get())) continue;
    Shown shown = show(evaluation, procedure, record.get(), before);
    if (!best || shows_more(shown, *best)) best = std::move(shown);
  }
  return best;
}

}  // namespace

const DocumentVersion* version_on(const Document& document, Date day) {
  for (const DocumentVersion& version : document.versions) {
    if ((!version.from || *version.from <= day) && (!version.to || day <= *version.to)) return &version;
  }
  return nullptr;
}

Evidence find_evidence(Evaluation& evaluation, const ir::Procedure& procedure) {
  std::optional<Moment> before = evaluation.subject_moment();
  if (procedure.before) {
    const Evaluated limit = evaluation.evaluate(*procedure.before);
    before = limit.known() ? as_moment(*limit.value) : std::nullopt;
  }
  Missing missing;
  const std::optional<Shown> best = best_record(evaluation, procedure, before, missing);
  Evidence evidence;
  evidence.complete = best && best->complete();
  if (!evidence.complete && !missing.empty()) evidence.unknown = missing.take();
  for (std::size_t i = 0; i < procedure.steps.size(); ++i) {
    if (evidence.complete) {
      evidence.steps.emplace(procedure.steps[i], best->texts[i]);
    } else if (!best || !best->steps[i]) {
      evidence.missing_steps.push_back(procedure.steps[i]);
    }
  }
  if (!procedure.document) return evidence;
  if (!evidence.complete && (!best || !best->document)) evidence.missing_steps.emplace_back("document");
  if (evidence.complete) {
    const std::string& name = evaluation.schema().documents[*procedure.document].name;
    evidence.steps.emplace("document", best->version.empty() ? name : name + " " + best->version);
  }
  return evidence;
}

Evaluated find_acknowledgement(Evaluation& evaluation, const ir::Acknowledged& node) {
  const Schema& schema = evaluation.schema();
  const Zone& zone = evaluation.zone();
  const Document& document = schema.documents[node.document];
  const facts::Fact* fact = evaluation.find(node.list);
  const auto* list = fact == nullptr ? nullptr : std::get_if<facts::RecordList>(fact);
  if (list == nullptr) return evaluation.unknown(evaluation.path_text(node.list));

  std::optional<Moment> limit = evaluation.subject_moment();
  Missing missing;
  if (node.before) {
    const Evaluated before = evaluation.evaluate(*node.before);
    limit = before.known() ? as_moment(*before.value) : std::nullopt;
    missing.add(before);
  } else if (!limit) {
    missing.add(evaluation.subject_date_unknown());
  }
  const std::optional<Date> day = evaluation.subject_day();
  if (!day) missing.add(evaluation.subject_date_unknown());
  const DocumentVersion* current = day ? version_on(document, *day) : nullptr;
  if (day && current == nullptr && !document.versions.empty()) {
    return evaluation.fault_named("document " + document.name, "no version is in force on " + day->to_string());
  }

  Truth found = Truth::kFalse;
  for (const facts::RecordPtr& record : **list) {
    if (record == nullptr) {
      found = either(found, Truth::kUnknown);
      continue;
    }
    const Entity& entity = schema.entities[record->entity];
    const auto named = [&](const char* name) { return field(record.get(), entity.find_field(name)); };
    const std::optional<std::string> name = text_of(schema, named("document"));
    const bool in_doubt = is_in_doubt(named("version"));
    const std::optional<std::string> version = text_of(schema, named("version"));
    const std::optional<Moment> at = moment_of(named("at"));

    Truth holds = name ? truth_of(*name == document.name) : Truth::kUnknown;
    if (holds == Truth::kFalse) continue;
    if (!document.versions.empty()) {
      const DocumentVersion* given = at ? version_on(document, at->day_in(zone)) : nullptr;
      Truth current_version = Truth::kUnknown;
      if (day && version) current_version = truth_of(*version == current->version);
      if (day && !version && !in_doubt && at) current_version = truth_of(given == current);
      holds = both(holds, current_version);
    }
    Truth in_time = Truth::kUnknown;
    if (at && limit) in_time = node.before ? is_before(*at, *limit, zone) : !is_before(*limit, *at, zone);
    holds = both(holds, in_time);
    if (holds == Truth::kTrue) return Evaluated::of_truth(true);
    if (holds == Truth::kUnknown && evaluation.recording()) {
      const std::string list_text = evaluation.path_text(node.list);
      if (!name) missing.add(list_text + ".document");
      if (!document.versions.empty() && !version && (in_doubt || !at)) missing.add(list_text + ".version");
      if (!at || (limit && in_time == Truth::kUnknown)) missing.add(list_text + ".at");
    }
    found = either(found, holds);
  }
  return found == Truth::kUnknown ? missing.take() : Evaluated::of_truth(false);
}

Evaluated Evaluation::eval(ir::ExprId, const ir::Expr&, const ir::EvidenceOf& node) {
  Evidence evidence = find_evidence(*this, program_.procedures[node.procedure]);
  return evidence.unknown.why ? std::move(evidence.unknown) : Evaluated::of_truth(evidence.complete);
}

Evaluated Evaluation::eval(ir::ExprId, const ir::Expr&, const ir::Acknowledged& node) {
  return find_acknowledgement(*this, node);
}

}  // namespace probity::eval::reference
