#include "adapters/pretrade/live_rules.h"

#include <atomic>
#include <utility>

#include "adapters/json/facts_text.h"

namespace probity::pretrade {
namespace {

std::atomic<std::uint64_t> generations{0};

/// What a subject of this entity can name, and the entity itself: a complaint is asked about by its id. Orders
/// and trades bring their own facts; their rows are many and are read only where rules count them.
std::vector<Id<Entity>> named_by(const LiveRules& rules, Id<Entity> entity) {
  std::vector<Id<Entity>> named;
  for (const Field& field : rules.program().schema.entities[entity].fields) {
    if (field.type.kind == TypeKind::kReference) named.push_back(field.type.entity);
  }
  if (!rules.windows.keeps(entity)) named.push_back(entity);
  return named;
}

}  // namespace

const Zone& first_zone(const ir::Program& program) {
  for (const ir::Ruleset& ruleset : program.rulesets) {
    if (ruleset.zone != nullptr) return *ruleset.zone;
  }
  PROBITY_CHECK(false);
}

std::shared_ptr<const LiveRules> make_live(service::CheckedRulesets checked, audit::Basis basis,
                                           const ir::Mapping* mapping, std::string basis_digest) {
  // A mapping is found again by its place: moving the vector that holds it keeps it where it is.
  auto live = std::make_shared<LiveRules>();
  live->checked = std::move(checked);
  live->mapping = mapping;
  live->basis = std::move(basis);
  live->basis_digest = std::move(basis_digest);
  live->zone = &first_zone(live->program());
  live->judge = service::make_judge(live->program());
  live->reaches = adapters::fields_reached(live->program());
  live->windows = WindowPlan(live->program().schema, live->reaches);
  live->generation = ++generations;
  return live;
}

Result<std::shared_ptr<const ReferenceData>> load_reference(const std::shared_ptr<const LiveRules>& rules,
                                                            ports::TableStore& tables,
                                                            const std::vector<std::string>& on, std::int64_t now_ns,
                                                            const ports::StopRequested& stop) {
  PROBITY_CHECK(rules->mapping != nullptr);
  auto data = std::make_shared<ReferenceData>();
  data->rules = rules;
  data->loaded_ns = now_ns;
  ingest::LoadOptions options;
  options.reads = &rules->reaches;
  options.stop = stop;
  for (const std::string& name : on) {
    const auto entity = rules->program().schema.find_entity(name);
    if (!entity) {
      return Error{ErrorCode::kInvalidArgument, "`" + name + "` is no entity of the vocabulary, so nothing is judged on it"};
    }
    options.also = named_by(*rules, *entity);
    std::uint64_t& faults = data->faults;
    PROBITY_TRY(std::unique_ptr<ingest::Book> book,
                ingest::Book::load(tables, *rules->mapping, rules->program().schema, *entity, options,
                                   [&faults](const ingest::Finding&) -> Result<void> {
                                     ++faults;
                                     return {};
                                   }));
    for (const ingest::TableCount& count : book->counts()) data->records += count.read;
    data->books.emplace(*entity, std::move(book));
  }
  return std::shared_ptr<const ReferenceData>(std::move(data));
}

}  // namespace probity::pretrade
