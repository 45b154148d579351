#include "audit/store/segment_format.h"

#include <algorithm>
#include <charconv>

#include "audit/record/entry.h"
#include "audit/store/crc32c.h"
#include "engine/base/check.h"

namespace probity::audit {
namespace {

constexpr std::string_view kSegmentSuffix = ".segment";
constexpr std::size_t kSegmentDigits = 20;
constexpr std::size_t kCrcOffset = kBatchHeaderBytes - 4;
constexpr std::size_t kIdDigits = 8;  // of the log's id in an entry's id

template <typename Unsigned>
void put(Unsigned value, std::string& out) {
  for (std::size_t i = 0; i < sizeof value; ++i) {
    out += static_cast<char>(static_cast<std::uint8_t>(value >> (8 * i)));
  }
}

template <typename Unsigned>
Unsigned take(std::string_view& bytes) {
  Unsigned value = 0;
  for (std::size_t i = 0; i < sizeof value; ++i) {
    value |= static_cast<Unsigned>(static_cast<Unsigned>(static_cast<std::uint8_t>(bytes[i]))
                                   << (8 * i));
  }
  bytes.remove_prefix(sizeof value);
  return value;
}

template <std::size_t N>
void take_bytes(std::string_view& bytes, std::array<std::uint8_t, N>& into) {
  std::transform(bytes.begin(), bytes.begin() + N, into.begin(),
                 [](char c) { return static_cast<std::uint8_t>(c); });
  bytes.remove_prefix(N);
}

template <std::size_t N>
void put_bytes(const std::array<std::uint8_t, N>& bytes, std::string& out) {
  for (const std::uint8_t byte : bytes) out += static_cast<char>(byte);
}

std::uint32_t record_crc(std::uint32_t length, std::string_view entry) {
  std::string length_bytes;
  put(length, length_bytes);
  return crc32c(entry, crc32c(length_bytes));
}

Error corrupt(std::string what) { return Error{ErrorCode::kCorrupt, std::move(what)}; }

}  // namespace

std::string encode_segment_header(const SegmentHeader& header) {
  const std::vector<TreeHash> hashes = header.edge.all();
  PROBITY_CHECK(header.edge.size() == header.first_index);
  std::string bytes(kSegmentMagic);
  put_bytes(header.log_id, bytes);
  put(header.batch_number, bytes);
  put(header.first_index, bytes);
  put(header.previous_first_index, bytes);
  put(header.previous_bytes, bytes);
  put(static_cast<std::uint32_t>(hashes.size()), bytes);
  bytes += hashes_bytes(hashes);
  put(crc32c(bytes), bytes);
  PROBITY_CHECK(bytes.size() == header.bytes());
  return bytes;
}

std::optional<std::size_t> segment_header_bytes(std::string_view fixed_part) {
  if (fixed_part.size() < kSegmentHeaderFixedBytes || !fixed_part.starts_with(kSegmentMagic)) return std::nullopt;
  std::string_view count_bytes = fixed_part.substr(kSegmentHeaderFixedBytes - 4);
  const std::size_t size = kSegmentHeaderFixedBytes + std::size_t{take<std::uint32_t>(count_bytes)} * sizeof(TreeHash) + 4;
  return size <= kSegmentHeaderBytesMax ? std::optional(size) : std::nullopt;
}

Result<SegmentHeader> decode_segment_header(std::string_view bytes) {
  const auto size = segment_header_bytes(bytes);
  if (!size) return corrupt("no segment begins here (its first bytes are wrong)");
  if (bytes.size() < *size) return corrupt("the file ends inside the segment's header");
  std::string_view crc_bytes = bytes.substr(*size - 4, 4);
  if (take<std::uint32_t>(crc_bytes) != crc32c(bytes.substr(0, *size - 4))) {
    return corrupt("the segment header's CRC does not fit it");
  }
  const std::string_view hash_part = bytes.substr(kSegmentHeaderFixedBytes, *size - 4 - kSegmentHeaderFixedBytes);
  bytes.remove_prefix(kSegmentMagic.size());
  SegmentHeader header;
  take_bytes(bytes, header.log_id);
  header.batch_number = take<std::uint64_t>(bytes);
  header.first_index = take<std::uint64_t>(bytes);
  header.previous_first_index = take<std::uint64_t>(bytes);
  header.previous_bytes = take<std::uint64_t>(bytes);
  const std::vector<TreeHash> hashes = hashes_of_bytes(hash_part);
  if (hashes.size() != TileEdge::count(header.first_index)) {
    return corrupt("the segment header has another number of hashes than its first index needs");
  }
  header.edge = TileEdge::of(header.first_index, hashes);
  return header;
}

std::string encode_header(const BatchHeader& header) {
  std::string bytes(kBatchMagic);
  put_bytes(header.log_id, bytes);
  put(header.number, bytes);
  put(header.first_index, bytes);
  put(header.count, bytes);
  put(header.body_bytes, bytes);
  put_bytes(header.previous_root, bytes);
  put_bytes(header.root, bytes);
  put(crc32c(bytes), bytes);
  PROBITY_CHECK(bytes.size() == kBatchHeaderBytes);
  return bytes;
}

Result<BatchHeader> decode_header(std::string_view bytes) {
  PROBITY_CHECK(bytes.size() == kBatchHeaderBytes);
  if (bytes.substr(0, kBatchMagic.size()) != kBatchMagic) {
    return corrupt("no batch begins here (its first eight bytes are wrong)");
  }
  const std::uint32_t crc = crc32c(bytes.substr(0, kCrcOffset));
  bytes.remove_prefix(kBatchMagic.size());
  BatchHeader header;
  take_bytes(bytes, header.log_id);
  header.number = take<std::uint64_t>(bytes);
  header.first_index = take<std::uint64_t>(bytes);
  header.count = take<std::uint32_t>(bytes);
  header.body_bytes = take<std::uint32_t>(bytes);
  take_bytes(bytes, header.previous_root);
  take_bytes(bytes, header.root);
  if (take<std::uint32_t>(bytes) != crc) return corrupt("the batch header's CRC does not fit it");
  if (header.count == 0 || header.count > kBatchEntriesMax ||
      header.body_bytes > kBatchBodyBytesMax) {
    return corrupt("the batch header names sizes that no writer makes");
  }
  return header;
}

void append_record(std::string_view entry, std::string& body) {
  PROBITY_CHECK(!entry.empty() && entry.size() <= kEntryBytesMax);
  const auto length = static_cast<std::uint32_t>(entry.size());
  put(length, body);
  put(record_crc(length, entry), body);
  body += entry;
}

std::optional<BodyFault> decode_body(std::string_view body, std::uint32_t count,
                                     std::vector<RecordPlace>& entries) {
  entries.clear();
  std::size_t offset = 0;
  for (std::uint32_t record = 0; record < count; ++record) {
    const auto fault = [&](const char* what) { return BodyFault{record, offset, what}; };
    std::string_view rest = body.substr(offset);
    if (rest.size() < kRecordHeaderBytes) return fault("the batch ends before all its entries");
    const auto length = take<std::uint32_t>(rest);
    const auto crc = take<std::uint32_t>(rest);
    if (length == 0 || length > kEntryBytesMax || length > rest.size()) {
      return fault("the entry's length cannot be");
    }
    const std::string_view entry = rest.substr(0, length);
    if (record_crc(length, entry) != crc) return fault("the entry's CRC does not fit it");
    entries.push_back({offset, entry});
    offset += kRecordHeaderBytes + length;
  }
  if (offset != body.size()) {
    return BodyFault{count, offset, "bytes that belong to no entry stand behind the last one"};
  }
  return std::nullopt;
}

std::string segment_name(std::uint64_t first_index) {
  const std::string digits = std::to_string(first_index);
  return std::string(kSegmentDigits - digits.size(), '0') + digits + std::string(kSegmentSuffix);
}

std::optional<std::uint64_t> first_index_of_segment(std::string_view name) {
  std::uint64_t index = 0;
  if (name.size() != kSegmentDigits + kSegmentSuffix.size()) return std::nullopt;
  const auto read = std::from_chars(name.data(), name.data() + kSegmentDigits, index);
  if (read.ec != std::errc{} || segment_name(index) != name) return std::nullopt;
  return index;
}

std::string log_id_text(const LogId& log_id) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : log_id) {
    text += kHex[byte >> 4U];
    text += kHex[byte & 15U];
  }
  return text;
}

std::string entry_id(const LogId& log_id, std::uint64_t index) {
  return log_id_text(log_id).substr(0, kIdDigits) + "-" + std::to_string(index);
}

std::optional<std::uint64_t> index_of_entry_id(const LogId& log_id, std::string_view id) {
  const std::string prefix = log_id_text(log_id).substr(0, kIdDigits) + "-";
  if (id.substr(0, prefix.size()) == prefix) id.remove_prefix(prefix.size());
  std::uint64_t index = 0;
  const auto read = std::from_chars(id.data(), id.data() + id.size(), index);
  if (id.empty() || read.ec != std::errc{} || read.ptr != id.data() + id.size()) return std::nullopt;
  return index;
}

}  // namespace probity::audit
