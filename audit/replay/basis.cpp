#include "audit/replay/basis.h"

#include <utility>

#include "audit/record/json_parse.h"
#include "engine/values/sha256.h"

namespace probity::audit {
namespace {

constexpr std::string_view kRoleNames[] = {"named", "unit", "named calendar", "calendar"};

std::optional<Basis::Role> role_of(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kRoleNames); ++i) {
    if (kRoleNames[i] == name) return static_cast<Basis::Role>(i);
  }
  return std::nullopt;
}

Error corrupt(std::string what) { return Error{ErrorCode::kCorrupt, std::move(what)}; }

class KeptStore final : public ports::RulesetStore {
 public:
  explicit KeptStore(Basis basis) : basis_(std::move(basis)) {}

  Result<std::vector<SourceText>> named_files(std::size_t) override { return texts(Basis::Role::kNamed, {}, {}); }
  Result<std::vector<SourceText>> find_unit(std::string_view name, const std::string& user_path, std::size_t) override {
    return texts(Basis::Role::kUnit, name, user_path);
  }
  Result<std::vector<SourceText>> named_calendars() override { return texts(Basis::Role::kNamedCalendar, {}, {}); }
  Result<std::optional<SourceText>> find_calendar(std::string_view name, const std::string& user_path) override {
    const std::vector<SourceText> found = texts(Basis::Role::kCalendar, name, user_path);
    return found.empty() ? std::optional<SourceText>() : std::optional(found.front());
  }

 private:
  std::vector<SourceText> texts(Basis::Role role, std::string_view name, const std::string& user) const {
    std::vector<SourceText> found;
    for (const Basis::File& file : basis_.files) {
      if (file.role == role && file.name == name && file.user == user) found.emplace_back(file.path, file.text);
    }
    return found;
  }

  Basis basis_;
};

}  // namespace

Result<std::string> Basis::list() const {
  JsonArray list;
  for (const File& file : files) {
    list.push_back(JsonObject{{"role", kRoleNames[static_cast<std::size_t>(file.role)]},
                              {"name", file.name},
                              {"user", file.user},
                              {"path", file.path},
                              {"digest", file.digest}});
  }
  return canonical_text(JsonObject{{"format", 1}, {"program", program}, {"language", language}, {"files", std::move(list)}});
}

Result<Basis> read_basis(std::string_view list, const LoadText& load) {
  PROBITY_TRY(const Json json, parse_canonical(list));
  const Json* files = json.find("files");
  const Json* language = json.find("language");
  if (files == nullptr || files->as_array() == nullptr || language == nullptr || language->as_integer() == nullptr) {
    return corrupt("this is no list of files that decisions rest on");
  }
  Basis basis;
  basis.program = std::string(json.text_of("program"));
  basis.language = *language->as_integer();
  for (const Json& each : *files->as_array()) {
    const auto role = role_of(each.text_of("role"));
    if (!role) return corrupt("the list names a file whose part in it is not known");
    Basis::File file{*role, std::string(each.text_of("name")), std::string(each.text_of("user")),
                     std::string(each.text_of("path")), {}, std::string(each.text_of("digest"))};
    PROBITY_TRY(file.text, load(file.digest));
    if (digest_text(sha256(file.text)) != file.digest) return corrupt("the kept copy of " + file.path + " was changed");
    basis.files.push_back(std::move(file));
  }
  return basis;
}

void RecordingStore::keep(Basis::Role role, std::string_view name, const std::string& user, const SourceText& text) {
  files_.push_back({role, std::string(name), user, text.path(), std::string(text.text()), digest_text(sha256(text.text()))});
}

Result<std::vector<SourceText>> RecordingStore::named_files(std::size_t bytes_max) {
  PROBITY_TRY(std::vector<SourceText> texts, store_.named_files(bytes_max));
  for (const SourceText& text : texts) keep(Basis::Role::kNamed, {}, {}, text);
  return texts;
}

Result<std::vector<SourceText>> RecordingStore::find_unit(std::string_view name, const std::string& user_path,
                                                          std::size_t bytes_max) {
  PROBITY_TRY(std::vector<SourceText> texts, store_.find_unit(name, user_path, bytes_max));
  for (const SourceText& text : texts) keep(Basis::Role::kUnit, name, user_path, text);
  return texts;
}

Result<std::vector<SourceText>> RecordingStore::named_calendars() {
  PROBITY_TRY(std::vector<SourceText> texts, store_.named_calendars());
  for (const SourceText& text : texts) keep(Basis::Role::kNamedCalendar, {}, {}, text);
  return texts;
}

Result<std::optional<SourceText>> RecordingStore::find_calendar(std::string_view name, const std::string& user_path) {
  PROBITY_TRY(std::optional<SourceText> text, store_.find_calendar(name, user_path));
  if (text) keep(Basis::Role::kCalendar, name, user_path, *text);
  return text;
}

Basis RecordingStore::basis(std::string program, std::int64_t language) const {
  return {std::move(program), language, files_};
}

std::unique_ptr<ports::RulesetStore> store_of_basis(Basis basis) { return std::make_unique<KeptStore>(std::move(basis)); }

}  // namespace probity::audit
