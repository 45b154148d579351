#include "audit/verify/search.h"

#include <algorithm>
#include <utility>

#include "audit/record/entry.h"
#include "audit/record/json_parse.h"
#include "audit/store/checkpoint_keeper.h"
#include "audit/store/crc32c.h"
#include "audit/verify/log_view.h"

namespace probity::audit {
namespace {

constexpr std::string_view kMagic("\x89PRINDX\x01", 8);
constexpr std::size_t kHeaderBytes = 8 + 16 + 8 + 8 + 8;  // magic, log id, first index, segment's bytes, rows
constexpr std::size_t kRowBytes = 4 + 4 + 1 + 1 + 4 * 8;
constexpr std::size_t kIndexBytesMax = std::size_t{1} << 30;
constexpr std::string_view kKinds[] = {"decision",         "scan",     "recovery",   "key",
                                       "ruleset published", "override", "legal hold", "legal hold released",
                                       "ruleset approved",  "erasure",  "business ended", "ruleset withdrawn"};
constexpr std::string_view kOutcomes[] = {"permit", "record", "warn", "disclose", "confirm", "block", "undetermined"};
constexpr std::uint8_t kOtherKind = 255;

std::uint64_t hash_of(std::string_view text) {
  if (text.empty()) return 0;
  std::uint64_t hash = 14'695'981'039'346'656'037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
  hash ^= hash >> 32U;
  return hash == 0 ? 1 : hash;
}

/// Two bits of 64: a rule that is not there is told in most rows.
std::uint64_t rule_bits(std::string_view name) {
  const std::uint64_t hash = hash_of(name);
  return (std::uint64_t{1} << (hash & 63U)) | (std::uint64_t{1} << ((hash >> 6U) & 63U));
}

template <std::size_t N>
std::size_t place_in(const std::string_view (&list)[N], std::string_view name) {
  return static_cast<std::size_t>(std::find(std::begin(list), std::end(list), name) - std::begin(list));
}

std::uint8_t kind_of(std::string_view name) {
  const std::size_t place = place_in(kKinds, name);
  return place < std::size(kKinds) ? static_cast<std::uint8_t>(place) : kOtherKind;
}

std::uint8_t outcome_bit(std::string_view name) {
  const std::size_t place = place_in(kOutcomes, name);
  return place < std::size(kOutcomes) ? static_cast<std::uint8_t>(1U << place) : std::uint8_t{0};
}

template <typename Visit>
void each_of(const Json& object, std::string_view key, const Visit& visit) {
  const Json* member = object.find(key);
  if (member == nullptr || member->as_array() == nullptr) return;
  for (const Json& one : *member->as_array()) visit(one);
}

template <typename Number>
void put_number(Number number, std::string& bytes) {
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    bytes += static_cast<char>((static_cast<std::uint64_t>(number) >> (8 * i)) & 0xFFU);
  }
}

class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  template <typename Number>
  void get(Number& number) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i) {
      value |= std::uint64_t{static_cast<unsigned char>(bytes_[i])} << (8 * i);
    }
    bytes_.remove_prefix(sizeof(Number));
    number = static_cast<Number>(value);
  }

 private:
  std::string_view bytes_;
};

}  // namespace

IndexRow index_row(const Json& entry, std::uint32_t offset) {
  static const Json kNone;
  const Json* decision = entry.find("decision");
  const Json& decided = decision == nullptr ? kNone : *decision;
  const Json* subject = entry.find("subject");
  const Json* digests = entry.find("digests");
  IndexRow row;
  row.offset = offset;
  row.day = day_of_entry(entry).value_or(Date::from_days(IndexRow::kNoDay)).days_since_1970();
  row.kind = kind_of(entry.text_of("kind"));
  row.outcomes = outcome_bit(decided.text_of("outcome"));
  row.subject = subject == nullptr ? 0 : hash_of(subject->text_of("id"));
  row.client = hash_of(entry.text_of("client"));
  std::string_view ruleset = entry.text_of("digest");
  if (ruleset.empty()) ruleset = entry.text_of("program");
  if (ruleset.empty() && digests != nullptr) ruleset = digests->text_of("rules");
  row.ruleset = hash_of(ruleset);
  const auto add_rule = [&](const Json& one) {
    row.outcomes = static_cast<std::uint8_t>(row.outcomes | outcome_bit(one.text_of("outcome")));
    const std::string_view rule = one.text_of("rule");
    row.rules |= rule_bits(rule);
    // A ruleset's name is what stands in front of any of its points.
    for (std::size_t at = rule.find('.'); at != std::string_view::npos; at = rule.find('.', at + 1)) {
      row.rules |= rule_bits(rule.substr(0, at));
    }
  };
  each_of(decided, "findings", add_rule);
  each_of(decided, "deadlines", add_rule);
  each_of(entry, "rulesets", [&](const Json& one) { row.rules |= rule_bits(one.text_of("name")); });
  return row;
}

bool may_pass(const IndexRow& row, const ShowFilter& filter) {
  if (filter.subject && row.subject != hash_of(*filter.subject)) return false;
  if (filter.client && row.client != hash_of(*filter.client) && row.subject != hash_of(*filter.client)) return false;
  if (filter.kind && row.kind != kind_of(*filter.kind)) return false;
  const std::uint64_t rule = filter.rule ? rule_bits(*filter.rule) : 0;
  if ((row.rules & rule) != rule) return false;
  if (filter.ruleset && row.ruleset != hash_of(*filter.ruleset)) {
    const std::uint64_t named = rule_bits(*filter.ruleset);
    if ((row.rules & named) != named) return false;
  }
  const std::uint8_t outcome = filter.outcome ? outcome_bit(*filter.outcome) : std::uint8_t{0};
  if ((row.outcomes & outcome) != outcome) return false;
  if (row.day == IndexRow::kNoDay) return true;
  return (!filter.from || row.day >= filter.from->days_since_1970()) && (!filter.to || row.day <= filter.to->days_since_1970());
}

std::string index_name(std::uint64_t first_index) {
  const std::string name = segment_name(first_index);
  return "index/" + name.substr(0, name.find('.'));
}

std::string encode_index(const SegmentIndex& index) {
  std::string bytes(kMagic);
  bytes.reserve(kHeaderBytes + index.rows.size() * kRowBytes + 4);
  for (const std::uint8_t byte : index.log_id) put_number(byte, bytes);
  put_number(index.first_index, bytes);
  put_number(index.segment_bytes, bytes);
  put_number(std::uint64_t{index.rows.size()}, bytes);
  for (const IndexRow& row : index.rows) {
    put_number(row.offset, bytes);
    put_number(static_cast<std::uint32_t>(row.day), bytes);
    put_number(row.kind, bytes);
    put_number(row.outcomes, bytes);
    for (const std::uint64_t each : {row.subject, row.client, row.ruleset, row.rules}) put_number(each, bytes);
  }
  put_number(crc32c(bytes), bytes);
  return bytes;
}

std::optional<SegmentIndex> decode_index(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes + 4 || !bytes.starts_with(kMagic)) return std::nullopt;
  std::uint32_t crc = 0;
  Bytes(bytes.substr(bytes.size() - 4)).get(crc);
  if (crc32c(bytes.substr(0, bytes.size() - 4)) != crc) return std::nullopt;
  Bytes read(bytes.substr(kMagic.size()));
  SegmentIndex index;
  for (std::uint8_t& byte : index.log_id) read.get(byte);
  std::uint64_t rows = 0;
  read.get(index.first_index);
  read.get(index.segment_bytes);
  read.get(rows);
  if (rows != (bytes.size() - kHeaderBytes - 4) / kRowBytes || (bytes.size() - kHeaderBytes - 4) % kRowBytes != 0) {
    return std::nullopt;
  }
  index.rows.resize(static_cast<std::size_t>(rows));
  for (IndexRow& row : index.rows) {
    std::uint32_t day = 0;
    read.get(row.offset);
    read.get(day);
    row.day = static_cast<std::int32_t>(day);
    read.get(row.kind);
    read.get(row.outcomes);
    for (std::uint64_t* each : {&row.subject, &row.client, &row.ruleset, &row.rules}) read.get(*each);
  }
  return index;
}

void IndexMaker::take(const WalkedEntry& walked, const Json& entry) {
  if (open_ && open_->first_index != walked.segment_first) {
    if (keep_) keep_(index_name(open_->first_index), encode_index(*open_));
    const std::uint64_t first = open_->first_index;
    ended_.insert_or_assign(first, std::move(*open_));
    open_.reset();
  }
  if (!open_) open_ = SegmentIndex{*walked.log_id, walked.segment_first, walked.segment_bytes, {}};
  open_->rows.push_back(index_row(entry, static_cast<std::uint32_t>(walked.offset)));
}

namespace {

class Search {
 public:
  Search(ports::LogSource& source, const ShowFilter& filter, const std::function<bool(const ShownEntry&)>& print,
         const ports::StopRequested& stop)
      : source_(source), filter_(filter), print_(print), stop_(stop) {}

  Result<std::uint64_t> run(const KeepIndex& keep) {
    PROBITY_TRY(const std::vector<std::string> names, source_.list());
    std::vector<std::uint64_t> segments;
    for (const std::string& name : names) {
      if (const auto first = first_index_of_segment(name)) segments.push_back(*first);
    }
    if (segments.size() < 2) return show(source_, filter_, print_, stop_);
    PROBITY_TRY(view_, LogView::open(source_, stop_));
    if (view_->log_id() == nullptr) return std::uint64_t{0};
    PROBITY_TRY_VOID(make_missing(segments, keep));
    for (std::size_t i = 0; i + 1 < segments.size() && going_on_; ++i) PROBITY_TRY_VOID(look_into(segments[i]));
    if (going_on_) PROBITY_TRY_VOID(walk_last());
    return shown_;
  }

 private:
  Result<std::optional<SegmentIndex>> load(std::uint64_t first) {
    const auto bytes = read_whole(source_, index_name(first), kIndexBytesMax);
    if (!bytes.ok() && bytes.error().code == ErrorCode::kUnavailable) return bytes.error();
    if (!bytes.ok()) return std::optional<SegmentIndex>();
    std::optional<SegmentIndex> index = decode_index(bytes.value());
    PROBITY_TRY(const auto segment, source_.read(segment_name(first)));
    PROBITY_TRY(const std::uint64_t size, segment->size());
    const bool fits = index && index->first_index == first && index->segment_bytes == size && index->log_id == *view_->log_id();
    return fits ? std::move(index) : std::nullopt;
  }

  /// One walk from the first segment that has no index.
  Result<void> make_missing(const std::vector<std::uint64_t>& segments, const KeepIndex& keep) {
    std::optional<std::uint64_t> from;
    for (std::size_t i = 0; i + 1 < segments.size() && !from; ++i) {
      PROBITY_TRY(const auto index, load(segments[i]));
      if (!index) from = segments[i];
    }
    if (!from) return {};
    IndexMaker maker(keep);
    WalkOptions options;
    options.from_index = *from;
    options.stop = stop_;
    const EntryVisitor visit = [&](const WalkedEntry& walked) -> Result<bool> {
      PROBITY_TRY(const Json entry, parse_canonical(walked.text));
      maker.take(walked, entry);
      return true;
    };
    PROBITY_TRY(const WalkResult walked, walk_log(source_, visit, options));
    if (walked.damage && !walked.damage->torn_tail) return damaged(*walked.damage);
    made_ = maker.ended();
    return {};
  }

  static Error damaged(const Damage& damage) {
    return Error{ErrorCode::kCorrupt, "the log does not hold from here on: " + damage.text()};
  }

  Result<void> look_into(std::uint64_t first) {
    if (stop_ && stop_()) return Error{ErrorCode::kInterrupted, "stopped while searching the log"};
    std::optional<SegmentIndex> index;
    if (const auto made = made_.find(first); made != made_.end()) {
      index = made->second;
    } else {
      PROBITY_TRY(index, load(first));
    }
    if (!index) return Error{ErrorCode::kUnavailable, index_name(first) + " changed while it was read"};
    PROBITY_TRY(const auto file, source_.read(segment_name(first)));
    for (std::size_t i = 0; i < index->rows.size() && going_on_; ++i) {
      if (may_pass(index->rows[i], filter_)) PROBITY_TRY_VOID(read_entry(*file, index->rows[i].offset, first + i));
    }
    return {};
  }

  Result<void> read_entry(ports::ReadFile& file, std::uint64_t offset, std::uint64_t index) {
    std::string record(kRecordHeaderBytes, '\0');
    PROBITY_TRY(std::size_t got, file.read(offset, {record.data(), record.size()}));
    std::uint32_t size = 0;
    if (got == record.size()) Bytes(record).get(size);
    const Error broken{ErrorCode::kCorrupt, "entry " + std::to_string(index) + " does not hold; see `probity audit verify`"};
    if (size == 0 || size > kEntryBytesMax) return broken;
    std::string text(size, '\0');
    PROBITY_TRY(got, file.read(offset + kRecordHeaderBytes, {text.data(), text.size()}));
    PROBITY_TRY(const TreeHash leaf, view_->tree().leaf(index));
    if (got != text.size() || TreeHasher().leaf(text) != leaf) return broken;
    return take(index, text);
  }

  Result<void> take(std::uint64_t index, std::string_view text) {
    PROBITY_TRY(const Json entry, parse_canonical(text));
    if (!passes(entry, filter_)) return {};
    ++shown_;
    going_on_ = print_({entry_id(*view_->log_id(), index), index, text, &entry});
    return {};
  }

  Result<void> walk_last() {
    WalkOptions options;
    options.from_index = kLastSegment;
    options.stop = stop_;
    PROBITY_TRY(const WalkResult walked, walk_log(source_, [this](const WalkedEntry& entry) -> Result<bool> {
      PROBITY_TRY_VOID(take(entry.index, entry.text));
      return going_on_;
    }, options));
    if (walked.damage && !walked.damage->torn_tail) return damaged(*walked.damage);
    return {};
  }

  ports::LogSource& source_;
  const ShowFilter& filter_;
  const std::function<bool(const ShownEntry&)>& print_;
  const ports::StopRequested& stop_;
  std::unique_ptr<LogView> view_;
  std::map<std::uint64_t, SegmentIndex> made_;
  bool going_on_ = true;
  std::uint64_t shown_ = 0;
};

/// One entry is found by the tree. Where that cannot be, and where all are asked for, the log is read.
Result<std::uint64_t> show_one(ports::LogSource& source, const ShowFilter& filter,
                               const std::function<bool(const ShownEntry&)>& print, const ports::StopRequested& stop) {
  if (!filter.entry) return show(source, filter, print, stop);
  const auto view = LogView::open(source, stop);
  if (!view.ok() || view.value()->log_id() == nullptr) return show(source, filter, print, stop);
  const LogId& log_id = *view.value()->log_id();
  const auto index = index_of_entry_id(log_id, *filter.entry);
  if (!index) return std::uint64_t{0};
  const auto text = view.value()->entry(*index);
  if (!text.ok()) return show(source, filter, print, stop);
  PROBITY_TRY(const Json entry, parse_canonical(text.value()));
  if (!passes(entry, filter)) return std::uint64_t{0};
  (void)print({entry_id(log_id, *index), *index, text.value(), &entry});
  return std::uint64_t{1};
}

}  // namespace

Result<std::uint64_t> search(ports::LogSource& source, const ShowFilter& filter,
                             const std::function<bool(const ShownEntry&)>& print, const KeepIndex& keep,
                             const ports::StopRequested& stop) {
  const bool asks = filter.subject || filter.client || filter.rule || filter.ruleset || filter.outcome || filter.kind ||
                    filter.from || filter.to;
  if (filter.entry || !asks) return show_one(source, filter, print, stop);
  return Search(source, filter, print, stop).run(keep);
}

}  // namespace probity::audit
