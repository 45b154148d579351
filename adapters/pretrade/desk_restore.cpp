// What the desk knew before it was stopped, made again from the log.
#include <utility>

#include "adapters/json/facts_line.h"
#include "adapters/pretrade/desk.h"
#include "adapters/pretrade/reply.h"
#include "audit/record/json_parse.h"
#include "audit/store/log_walk.h"
#include "audit/store/segment_format.h"

namespace probity::pretrade {
namespace {

using audit::Json;
using audit::JsonObject;

std::string_view subject_text(const Json& entry, std::string_view member) {
  const Json* subject = entry.find("subject");
  return subject == nullptr ? std::string_view() : subject->text_of(member);
}

}  // namespace

Result<void> Desk::restore(const ports::StopRequested& stop) {
  if (log_ == nullptr || reader_ == nullptr || log_->size() == 0 || log_->redactor() != nullptr) return {};
  const std::int64_t since = now_ns() - std::max(options_.window_ns, options_.keys_ns);
  // The first entry that is young enough: entries are in the order of their times.
  std::uint64_t low = 0;
  std::uint64_t high = log_->size();
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    PROBITY_TRY(const Json entry, reader_->entry(middle));
    if (time_of_text(entry.text_of("time")) < since) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == log_->size()) return {};
  audit::WalkOptions walk;
  walk.from_index = low;
  walk.stop = stop;
  const auto visit = [&](const audit::WalkedEntry& entry) -> Result<bool> {
    if (entry.index < low) return true;
    PROBITY_TRY(const Json json, audit::parse_record_json(entry.text));
    restore_entry(json, entry.index);
    return true;
  };
  PROBITY_TRY(const audit::WalkResult walked, audit::walk_log(reader_->source(), visit, walk));
  if (walked.damage) return Error{ErrorCode::kCorrupt, "the log is damaged: " + walked.damage->text()};
  return {};
}

void Desk::restore_entry(const Json& entry, std::uint64_t index) {
  const std::string_view kind = entry.text_of("kind");
  const std::int64_t at_ns = time_of_text(entry.text_of("time"));
  const std::string on(subject_text(entry, "on"));
  const std::string id(subject_text(entry, "id"));
  if (kind == "decision") {
    restore_decision(entry, index, at_ns);
  } else if (kind == "order_event") {
    const auto event = read_order_event(entry.text_of("event"));
    const KeptPtr kept = ledger_.find(on, id);
    if (event.ok() && kept != nullptr) {
      const Ledger::Hold held = ledger_.hold(kept->owners);
      apply_event(kept, event.value());
    }
    if (const std::string_view key = entry.text_of("key"); !key.empty()) {
      keys_.put(std::string(entry.text_of("caller")) + '\x1f' + std::string(key),
                {std::string(entry.text_of("body")), {}, nullptr, at_ns});
    }
  } else if (kind == "trade") {
    const Snapshot snapshot = this->snapshot();
    adapters::FactsOptions options;
    options.zone = snapshot.rules->zone;
    const auto read = adapters::read_facts_line(entry.text_of("facts"), snapshot.rules->program().schema, options);
    // A ruleset that has no such windows any more needs none of it.
    if (read.subject && snapshot.rules->windows.keeps(read.subject->subject.entity)) {
      (void)count_in(*read.subject, KeptState::kSettled, at_ns, 0, audit::entry_id(log_->id(), index), snapshot);
    }
  } else if (kind == "obligation_met") {
    const Json* obligation = entry.find("obligation");
    const Json* shown = entry.find("shown");
    if (obligation == nullptr || shown == nullptr || shown->as_object() == nullptr) return;
    Evidence evidence{std::string(obligation->text_of("kind")), std::string(obligation->text_of("what")), {}};
    if (evidence.kind == "step") evidence.what = evidence.what.substr(0, evidence.what.find('.'));
    for (const auto& [name, value] : *shown->as_object()) {
      if (const std::string* text = value.as_string()) evidence.members[name] = *text;
    }
    (void)cases_.add(on, id, evidence);
  }
}

void Desk::restore_decision(const Json& entry, std::uint64_t index, std::int64_t at_ns) {
  const Json* request = entry.find("request");
  const Json* decision = entry.find("decision");
  if (request == nullptr || decision == nullptr) return;
  const std::string logged_as = audit::entry_id(log_->id(), index);
  if (const std::string_view key = request->text_of("key"); !key.empty()) {
    const Json* place = request->find("place");
    const std::int64_t* number = place == nullptr ? nullptr : place->as_integer();
    keys_.restore(std::string(request->text_of("caller")) + '\x1f' + std::string(key), std::string(request->text_of("body")),
                  {number == nullptr ? 0 : static_cast<std::size_t>(*number), index}, at_ns);
  }
  const Json* obligations = decision->find("obligations");
  const bool is_open = obligations != nullptr && obligations->as_array() != nullptr && !obligations->as_array()->empty();
  const std::string_view until = request->text_of("reserved_until");
  if (!is_open && until.empty()) return;
  const Snapshot snapshot = this->snapshot();
  adapters::FactsOptions options;
  options.zone = snapshot.rules->zone;
  const auto read = adapters::read_facts_line(entry.text_of("facts"), snapshot.rules->program().schema, options);
  if (!read.subject) return;
  const std::string on(subject_text(entry, "on"));
  if (is_open) {
    cases_.open(on, read.id, ties_of(snapshot.rules->program().schema, *read.subject), logged_as, at_ns);
  }
  if (until.empty()) return;
  if (const std::string_view replaced = request->text_of("replaces"); !replaced.empty()) {
    if (const KeptPtr kept = ledger_.find(on, std::string(replaced))) {
      const Ledger::Hold held = ledger_.hold(kept->owners);
      (void)ledger_.remove(kept);
    }
  }
  const KeptPtr before = ledger_.find(on, read.id);
  const KeptState state = before == nullptr ? KeptState::kReserved : before->state;
  const Decimal filled = before == nullptr ? Decimal() : before->filled;
  if (!count_in(*read.subject, state, at_ns, time_of_text(until), logged_as, snapshot).ok()) return;
  if (const KeptPtr kept = ledger_.find(on, read.id)) kept->filled = filled;
}

}  // namespace probity::pretrade
