// Obligations of decisions, as they are met.
#include <algorithm>
#include <set>
#include <utility>

#include "adapters/json/facts_line.h"
#include "adapters/json/json_tree.h"
#include "adapters/pretrade/desk.h"
#include "adapters/pretrade/reply.h"

namespace probity::pretrade {
namespace {

using adapters::JsonNode;
using audit::Json;
using audit::JsonArray;
using audit::JsonObject;

Error wrong(std::string what) { return Error{ErrorCode::kInvalidArgument, std::move(what)}; }

/// What was handed in: which obligation, and the evidence.
struct Handed {
  Evidence evidence;
  std::string what;      ///< as the obligation has it
  std::string reference; ///< where the firm keeps the proof; recorded, not judged
};

Result<std::string> text_of(const JsonNode::Member& member) {
  if (member.value.kind == JsonNode::Kind::kText) return member.value.text;
  return wrong("`" + member.key + "` is no text");
}

Result<void> take_steps(const JsonNode& node, Evidence& evidence) {
  if (node.kind != JsonNode::Kind::kObject) return wrong("`steps` is no object of steps and their times");
  for (const auto& step : node.members) {
    PROBITY_TRY(evidence.members[step.key], text_of(step));
  }
  return {};
}

Result<Handed> read_handed(std::string_view body) {
  PROBITY_TRY(const JsonNode node, adapters::parse_json_line(body));
  Handed handed;
  std::string at;
  for (const auto& member : node.members) {
    if (member.key == "steps") {
      PROBITY_TRY_VOID(take_steps(member.value, handed.evidence));
      continue;
    }
    PROBITY_TRY(std::string text, text_of(member));
    if (member.key == "kind") {
      handed.evidence.kind = std::move(text);
    } else if (member.key == "what") {
      handed.what = std::move(text);
    } else if (member.key == "at") {
      at = std::move(text);
    } else if (member.key == "evidence") {
      handed.reference = std::move(text);
    } else if (member.key == "version" || member.key == "channel") {
      handed.evidence.members[member.key] = std::move(text);
    } else {
      return wrong("`" + member.key + "` is no member of a met obligation");
    }
  }
  const std::string& kind = handed.evidence.kind;
  if (kind != "disclose" && kind != "step" && kind != "confirm") {
    return wrong("`kind` must be that of the obligation: disclose, step or confirm");
  }
  if (handed.what.empty()) return wrong("`what` is missing: the document, procedure or step of the obligation");
  handed.evidence.what = handed.what;
  if (kind == "step") {
    const std::size_t dot = handed.what.find('.');
    if (dot == std::string::npos) return wrong("a step is named with its procedure: `procedure.step`");
    const std::string step = handed.what.substr(dot + 1);
    handed.evidence.what = handed.what.substr(0, dot);
    if (step == "document") {
      handed.evidence.members["document"] = "given";
    } else {
      handed.evidence.members[step] = at;
    }
  } else if (kind == "disclose") {
    handed.evidence.members["at"] = at;
  }
  if (kind != "confirm" && at.empty()) return wrong("`at` is missing: when it happened");
  if (kind == "confirm" && handed.evidence.members.empty()) return wrong("`steps` is missing: each step and when it was taken");
  return handed;
}

bool asked_for(const Json& decision, const Handed& handed) {
  const Json* obligations = decision.find("obligations");
  const JsonArray* all = obligations == nullptr ? nullptr : obligations->as_array();
  if (all == nullptr) return false;
  return std::any_of(all->begin(), all->end(), [&](const Json& each) {
    return each.text_of("kind") == handed.evidence.kind && each.text_of("what") == handed.what;
  });
}

}  // namespace

Result<std::string> Desk::obligation(const std::string& decision, std::string_view body, const Asker& asker) {
  PROBITY_TRY(const Handed handed, read_handed(body));
  if (reader_ == nullptr) {
    return Error{ErrorCode::kNotFound, "obligations are discharged where decisions are recorded, and no log is kept"};
  }
  PROBITY_TRY(const std::uint64_t index, reader_->index_of(decision));
  PROBITY_TRY(const Json entry, reader_->entry(index));
  const Json* recorded = entry.find("decision");
  const Json* subject = entry.find("subject");
  if (recorded == nullptr || subject == nullptr || !asked_for(*recorded, handed)) {
    return Error{ErrorCode::kNotFound, "the decision `" + decision + "` has no obligation " + handed.evidence.kind + " `" +
                                           handed.what + "`"};
  }
  const Snapshot snapshot = this->snapshot();
  adapters::FactsOptions options;
  options.zone = snapshot.rules->zone;
  const adapters::FactsLine line =
      adapters::read_facts_line(entry.text_of("facts"), snapshot.rules->program().schema, options);
  if (!line.subject) return Error{ErrorCode::kCorrupt, "the decision's facts cannot be read: " + line.refused};
  PROBITY_TRY_VOID(check_evidence(*line.subject, *snapshot.rules, handed.evidence));

  const std::string on(subject->text_of("on"));
  const std::string id(subject->text_of("id"));
  const auto pass = gate_.enter({"s\x1f" + on + '\x1f' + id});
  const std::string ties = ties_of(snapshot.rules->program().schema, *line.subject);
  const auto open = cases_.find(on, id, ties);
  if (!open) {
    return Error{ErrorCode::kNotFound, "the obligations of `" + decision + "` are no longer open: ask for a new decision"};
  }
  JsonObject members;
  for (const auto& [name, value] : handed.evidence.members) members.emplace_back(name, value);
  PROBITY_TRY(const std::string logged,
              record_act("probity serve", "obligation_met",
                         {{"caller", asker.caller},
                          {"subject", JsonObject{{"id", id}, {"on", on}}},
                          {"of", decision},
                          {"obligation", JsonObject{{"kind", handed.evidence.kind}, {"what", handed.what}}},
                          {"shown", std::move(members)},
                          {"evidence", handed.reference}}));
  (void)cases_.add(on, id, handed.evidence);
  ++counts_.obligations;
  return audit::readable_text(JsonObject{{"decision", decision},
                                         {"subject", JsonObject{{"id", id}, {"on", on}}},
                                         {"kind", handed.evidence.kind},
                                         {"what", handed.what},
                                         {"entry", logged},
                                         {"next", "ask again for a decision on this subject; it takes the evidence in"}});
}

}  // namespace probity::pretrade
