#include "adapters/cli/evidence.h"

#include <algorithm>
#include <utility>

#include "adapters/json/json_tree.h"
#include "audit/record/json_parse.h"
#include "audit/replay/basis.h"
#include "audit/verify/scan_proof.h"

namespace probity::cli {
namespace {

/// The line of facts as it came, for reading: names in its own order, numbers as they were written.
audit::Json tree_of(const adapters::JsonNode& node) {
  using Kind = adapters::JsonNode::Kind;
  switch (node.kind) {
    case Kind::kNull: return {};
    case Kind::kTruth: return node.truth;
    case Kind::kNumber: return audit::JsonNumber{node.text};
    case Kind::kText: return node.text;
    case Kind::kArray: {
      audit::JsonArray array;
      for (const adapters::JsonNode& each : node.elements) array.push_back(tree_of(each));
      return array;
    }
    case Kind::kObject: {
      audit::JsonObject object;
      for (const auto& member : node.members) object.emplace_back(member.key, tree_of(member.value));
      return object;
    }
  }
  return {};
}

/// The block of a file that holds a line: from the line at the margin above it to the next one.
std::string block_at(std::string_view text, std::size_t line) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  if (line == 0 || line > lines.size()) return {};
  const auto begins = [&](std::size_t i) {
    return !lines[i].empty() && lines[i].front() != ' ' && lines[i].front() != '\t' && lines[i].front() != '#' &&
           lines[i].front() != '\r';
  };
  std::size_t begin = line - 1;
  while (begin > 0 && !begins(begin)) --begin;
  std::size_t end = begin + 1;
  while (end < lines.size() && !begins(end)) ++end;
  while (end > begin + 1 && (lines[end - 1].empty() || lines[end - 1].front() == '#')) --end;
  std::string block;
  for (std::size_t i = begin; i < end; ++i) block += std::string(lines[i]) + "\n";
  return block;
}

}  // namespace

EvidenceMaker::EvidenceMaker(ports::LogSource& source, std::shared_ptr<ports::ClientKeys> keys, std::string language,
                             bool reveal)
    : source_(source),
      load_(audit::object_loader(source)),
      kept_(load_),
      revealer_(source, std::move(keys)),
      language_(std::move(language)),
      reveal_(reveal) {}

Result<void> EvidenceMaker::open(const ports::StopRequested& stop) {
  PROBITY_TRY(view_, audit::LogView::open(source_, stop));
  return {};
}

Result<audit::EvidenceItem> EvidenceMaker::item_of(std::uint64_t index) {
  PROBITY_TRY(const std::string text, view_->entry(index));
  audit::EvidenceItem item;
  PROBITY_TRY(item.entry, audit::parse_canonical(text));
  item.id = audit::entry_id(*view_->log_id(), index);
  PROBITY_TRY_VOID(keep_texts(item.entry));
  return item;
}

/// The texts of its rules go along, so that whoever reads the page has them in the bytes that the log names.
Result<void> EvidenceMaker::keep_texts(const audit::Json& entry) {
  const std::string basis(entry.text_of("basis"));
  if (basis.empty() || !kept_texts_.insert(basis).second) return {};
  PROBITY_TRY(const std::string list, load_(basis));
  PROBITY_TRY(const audit::Basis kept, audit::read_basis(list, load_));
  files_.push_back({audit::object_name(basis), list});
  for (const audit::Basis::File& file : kept.files) {
    if (kept_texts_.insert(file.digest).second) files_.push_back({audit::object_name(file.digest), file.text});
  }
  return {};
}

Result<void> EvidenceMaker::put_back(audit::EvidenceItem& item, std::uint64_t index, std::string& facts) {
  const Result<audit::Revealed> revealed = revealer_.reveal(item.entry, index);
  if (!revealed.ok() && revealed.error().code == ErrorCode::kUnavailable) return revealed.error();
  if (!revealed.ok()) {
    item.replay = "not possible";
    item.replay_fault = revealed.error().message;
    return {};
  }
  if (revealed.value().state == audit::Revealed::State::kErased) item.replay = "erased";
  if (!revealed.value().restored) return {};
  facts = revealed.value().restored->facts();
  if (!reveal_) return {};
  audit::JsonObject members = *item.entry.as_object();
  for (auto& [name, value] : members) {
    if (name == "facts") value = facts;
    if (name == "decision") value = revealed.value().restored->decision();
  }
  members.emplace_back("revealed", true);
  item.entry = audit::Json(std::move(members));
  for (const audit::Disclosure& each : revealed.value().restored->disclosures()) {
    disclosures_ += audit::readable_text(audit::JsonObject{{"index", static_cast<std::int64_t>(index)},
                                                           {"name", each.name},
                                                           {"salt", to_hex(each.salt)},
                                                           {"value", each.value}}) + "\n";
  }
  return {};
}

void EvidenceMaker::make_again(audit::EvidenceItem& item, const std::string& facts) {
  const audit::Json* recorded = item.entry.find("decision");
  const Result<std::string> again = kept_.made_again(item.entry, facts);
  if (!again.ok()) {
    item.replay = "not possible";
    item.replay_fault = again.error().message;
    return;
  }
  const Result<std::string> text = audit::canonical_text(*recorded);
  item.replay = text.ok() && text.value() == again.value() ? "the same to the byte" : "comes out differently";
}

void EvidenceMaker::learn_names(const Schema& schema) {
  const auto learn = [this](const std::string& own, const LocalNames& names) {
    const auto local = names.find(language_);
    if (local != names.end()) names_.try_emplace(own, local->second);
  };
  for (const Entity& entity : schema.entities) {
    learn(entity.name, entity.names);
    learn(entity.variable(), entity.names);
    for (const Field& field : entity.fields) learn(field.name, field.names);
  }
  for (const Enumeration& enumeration : schema.enumerations) {
    for (const EnumerationValue& value : enumeration.values) learn(value.name, value.names);
  }
  for (const Document& document : schema.documents) learn(document.name, document.names);
  for (const Act& act : schema.acts) learn(act.name, act.names);
}

void EvidenceMaker::add_rules(audit::EvidenceItem& item, const audit::Json& decision) {
  const auto rulesets = kept_.rulesets_of(item.entry);
  if (!rulesets.ok()) return;
  learn_names(rulesets.value()->compiled.program.schema);
  const audit::Json* findings = decision.find("findings");
  if (findings == nullptr || findings->as_array() == nullptr) return;
  for (const audit::Json& finding : *findings->as_array()) {
    const std::string at(finding.text_of("at"));
    const std::string rule(finding.text_of("rule"));
    const std::size_t colon = at.rfind(':');
    const bool told = std::any_of(item.rules.begin(), item.rules.end(), [&](const auto& each) { return each.rule == rule; });
    if (colon == std::string::npos || told) continue;
    const std::string file = at.substr(0, colon);
    for (const SourceText& source : rulesets.value()->sources) {
      if (source.path() != file && !source.path().ends_with("/" + file)) continue;
      const std::string block = block_at(source.text(), static_cast<std::size_t>(std::atoll(at.c_str() + colon + 1)));
      // Two files may have one name: the rule's own block names it.
      const std::string own = rule.substr(rule.rfind('.') + 1);
      if (block.find(own) == std::string::npos) continue;
      item.rules.push_back({rule, at, block});
      break;
    }
  }
}

Result<void> EvidenceMaker::add(std::uint64_t index) {
  PROBITY_TRY(audit::EvidenceItem item, item_of(index));
  if (item.entry.text_of("kind") == "decision") {
    std::string facts(item.entry.text_of("facts"));
    const std::string as_recorded = facts;
    audit::EvidenceItem whole = item;
    PROBITY_TRY_VOID(put_back(item, index, facts));
    if (item.replay.empty()) {
      // Compared as it was decided, whether or not the page shows it.
      const Result<audit::Revealed> revealed = revealer_.reveal(whole.entry, index);
      if (revealed.ok() && revealed.value().restored) {
        audit::JsonObject members = *whole.entry.as_object();
        for (auto& [name, value] : members) {
          if (name == "decision") value = revealed.value().restored->decision();
        }
        whole.entry = audit::Json(std::move(members));
      }
      make_again(whole, facts);
      item.replay = whole.replay;
      item.replay_fault = whole.replay_fault;
    }
    const auto line = adapters::parse_json_line(reveal_ ? facts : as_recorded);
    if (line.ok()) item.facts = tree_of(line.value());
    add_rules(item, *item.entry.find("decision"));
  }
  entries_.insert_or_assign(index, std::move(item));
  return {};
}

Result<bool> EvidenceMaker::add_scan(std::uint64_t index, const std::string& subject) {
  PROBITY_TRY(const std::string text, view_->entry(index));
  PROBITY_TRY(const audit::Json entry, audit::parse_canonical(text));
  PROBITY_TRY(audit::DecisionPack pack, audit::pack_of_scan(entry, load_));
  PROBITY_TRY(const std::vector<std::uint64_t> numbers, audit::decisions_on(pack, subject));
  for (const std::uint64_t number : numbers) {
    PROBITY_TRY(const audit::ScanDecisionProof proof, audit::prove_scan_decision(*view_, load_, index, number));
    PROBITY_TRY(audit::EvidenceItem item, item_of(index));
    PROBITY_TRY(item.decision, audit::parse_record_json(proof.decision));
    item.number = number;
    item.proof_file = "scan-decisions/" + std::to_string(index) + "-" + std::to_string(number) + ".json";
    files_.push_back({item.proof_file, proof.text()});
    add_rules(item, item.decision);
    of_scans_.push_back(std::move(item));
  }
  return !numbers.empty();
}

Result<std::vector<audit::ExtraFile>> EvidenceMaker::finish(const std::string& about, const std::string& of,
                                                            const std::string& period) {
  PROBITY_TRY(const audit::SignedCheckpoint checkpoint, view_->checkpoint());
  audit::EvidencePage page;
  page.language = language_;
  page.about = {{about, of},
                {"Period", period},
                {"The log", checkpoint.checkpoint.origin},
                {"Entries in the log", std::to_string(checkpoint.checkpoint.size)},
                {"Entries in this folder", std::to_string(entries_.size())},
                {"Root of the tree", digest_text(checkpoint.checkpoint.root)},
                {"Made by", "probity " PROBITY_VERSION}};
  for (auto& [index, item] : entries_) page.items.push_back(std::move(item));
  for (audit::EvidenceItem& item : of_scans_) page.items.push_back(std::move(item));
  page.label = [this](const std::string& name) {
    const auto found = names_.find(name);
    return found == names_.end() ? name : found->second;
  };
  files_.push_back({"index.html", audit::evidence_html(page)});
  if (!disclosures_.empty()) files_.push_back({"disclosures.ndjson", std::move(disclosures_)});
  return std::move(files_);
}

}  // namespace probity::cli
