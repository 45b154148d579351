#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/id.h"
#include "engine/source/source_text.h"
#include "engine/values/money.h"
#include "engine/values/time.h"
#include "engine/values/value.h"

/// What facts can be about: entities with typed fields, enumerations, documents, acts, and all
/// their names in each language. Built from vocabularies by `check`; immutable afterwards.
namespace probity {

struct Enumeration;
struct Entity;
struct Document;
struct Act;

enum class TypeKind : std::uint8_t {
  kTruth, kNumber, kMoney, kRate, kDate, kMoment, kDuration, kText, kEnumeration,
  kReference,  ///< one record of `entity`
  kList,       ///< records of `entity`
};

struct Type {
  TypeKind kind = TypeKind::kTruth;
  std::optional<Currency> currency;   ///< kMoney: empty is "any, checked when used"
  Id<Enumeration> enumeration;        ///< kEnumeration
  Id<Entity> entity;                  ///< kReference, kList
  friend bool operator==(const Type&, const Type&) = default;
};

/// Other-language names; the key is a language tag (`zh`).
using LocalNames = std::map<std::string, std::string>;

struct EnumerationValue { std::string name; LocalNames names; };
struct Enumeration {
  std::string name;
  LocalNames names;
  bool ordered = false;
  std::vector<EnumerationValue> values;  ///< `Symbol::index` counts here
  SourceSpan span;
};

struct Field { std::string name; LocalNames names; Type type; SourceSpan span; };

/// An entity or a record. Field 0 is always `id` (text): the record's own key.
struct Entity {
  std::string name;      ///< `Order`
  LocalNames names;
  bool is_record = false;
  bool is_group = false;  ///< what a rule across groups judges: made by `check`, named by no vocabulary
  std::optional<std::uint32_t> subject_date;  ///< index in `fields`
  std::vector<Field> fields;
  SourceSpan span;

  [[nodiscard]] std::optional<std::uint32_t> find_field(std::string_view name_in_any_language) const;
  /// `order` for `Order`, `bank_account` for `BankAccount`: its name in expressions and facts.
  [[nodiscard]] std::string variable() const;
};

/// One version of a document or an instrument: the register's line.
struct DocumentVersion {
  std::string version;
  std::optional<Date> from, to;  ///< inclusive
  std::string digest;            ///< of the text, `sha256:…`; empty: no text is registered
  bool unverified = false;
};
struct Document {
  std::string name;
  LocalNames names;
  std::vector<DocumentVersion> versions;  ///< by date
  SourceSpan span;
};

struct Act {
  std::string name;  ///< `closing of Complaint`
  LocalNames names;
  Id<Entity> on;
  std::optional<std::uint32_t> date;  ///< field of `on` that is the act's instant
  SourceSpan span;
};

struct Schema {
  Store<Enumeration> enumerations;
  Store<Entity> entities;
  Store<Document> documents;
  Store<Act> acts;

  // By the name in any language; nothing where there is none.
  [[nodiscard]] std::optional<Id<Enumeration>> find_enumeration(std::string_view name) const;
  [[nodiscard]] std::optional<Id<Entity>> find_entity(std::string_view name) const;
  [[nodiscard]] std::optional<Id<Document>> find_document(std::string_view name) const;
  [[nodiscard]] std::optional<Id<Act>> find_act(std::string_view name) const;
  [[nodiscard]] std::optional<std::uint32_t> find_value(Id<Enumeration> enumeration, std::string_view name) const;
};

/// What a rule is checked on: an entity, or an act on one.
struct Subject {
  Id<Entity> entity;
  std::optional<Id<Act>> act;
  friend bool operator==(const Subject&, const Subject&) = default;
};

/// `Order` or `closing of Complaint`.
[[nodiscard]] std::string subject_name(const Schema& schema, const Subject& subject);
/// `money CNY`, `RiskClass`, `list of Permission`: how a message names a type.
[[nodiscard]] std::string type_name(const Schema& schema, const Type& type);
/// `C3`, `12500.00 CNY`, `2025-03-14`, `yes`: how facts are printed everywhere (reasons, `read`).
[[nodiscard]] std::string value_text(const Schema& schema, const Value& value);
/// The same with the enumeration value's name in another language where it has one.
[[nodiscard]] std::string value_text(const Schema& schema, const Value& value, std::string_view language);

}  // namespace probity
