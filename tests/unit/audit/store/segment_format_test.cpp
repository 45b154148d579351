#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "audit/store/crc32c.h"
#include "audit/store/segment_format.h"

namespace audit = probity::audit;

namespace {

audit::BatchHeader a_header() {
  audit::BatchHeader header;
  for (std::size_t i = 0; i < 16; ++i) header.log_id[i] = static_cast<std::uint8_t>(i);
  header.number = 3;
  header.first_index = 0x0102030405060708;
  header.count = 2;
  header.body_bytes = 25;
  header.previous_root.fill(0x11);
  header.root.fill(0x22);
  return header;
}

}  // namespace

BOOST_AUTO_TEST_CASE(crc32c_gives_the_published_check_values) {
  BOOST_TEST(audit::crc32c("") == 0U);
  BOOST_TEST(audit::crc32c("123456789") == 0xE3069283U);
  // RFC 3720, appendix B.4.
  BOOST_TEST(audit::crc32c(std::string(32, '\0')) == 0x8A9136AAU);
  BOOST_TEST(audit::crc32c(std::string(32, '\xFF')) == 0x62A8AB43U);
  std::string rising;
  for (int i = 0; i < 32; ++i) rising += static_cast<char>(i);
  BOOST_TEST(audit::crc32c(rising) == 0x46DD794EU);
}

BOOST_AUTO_TEST_CASE(crc32c_of_pieces_is_that_of_the_whole) {
  const std::string text = "The quick brown fox jumps over the lazy dog";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    const auto whole = std::string_view(text);
    BOOST_TEST(audit::crc32c(whole.substr(cut), audit::crc32c(whole.substr(0, cut))) ==
               audit::crc32c(text));
  }
}

BOOST_AUTO_TEST_CASE(a_header_is_read_as_it_was_written) {
  const std::string bytes = audit::encode_header(a_header());
  BOOST_REQUIRE(bytes.size() == audit::kBatchHeaderBytes);
  BOOST_TEST(bytes.substr(32, 8) == "\x08\x07\x06\x05\x04\x03\x02\x01");  // the lowest byte first
  const auto read = audit::decode_header(bytes);
  BOOST_REQUIRE(read.ok());
  BOOST_TEST((read.value().log_id == a_header().log_id));
  BOOST_TEST(read.value().number == 3U);
  BOOST_TEST(read.value().first_index == 0x0102030405060708U);
  BOOST_TEST(read.value().count == 2U);
  BOOST_TEST(read.value().body_bytes == 25U);
  BOOST_TEST((read.value().previous_root == a_header().previous_root));
  BOOST_TEST((read.value().root == a_header().root));
}

BOOST_AUTO_TEST_CASE(each_flipped_bit_of_a_header_is_noticed) {
  const std::string bytes = audit::encode_header(a_header());
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string bent = bytes;
    bent[bit / 8] = static_cast<char>(bent[bit / 8] ^ (1 << (bit % 8)));
    BOOST_TEST(!audit::decode_header(bent).ok(), bit);
  }
}

BOOST_AUTO_TEST_CASE(a_segments_header_is_read_as_it_was_written_and_each_flipped_bit_is_noticed) {
  audit::SegmentHeader header;
  header.log_id = a_header().log_id;
  header.batch_number = 4;
  header.first_index = 300;
  header.previous_first_index = 100;
  header.previous_bytes = 12'345;
  for (int i = 0; i < 300; ++i) {
    header.edge.append(probity::sha256(std::to_string(i)), {});
  }
  const std::string bytes = audit::encode_segment_header(header);
  BOOST_TEST(bytes.size() == 60U + (44 + 1) * 32 + 4);
  const auto read = audit::decode_segment_header(bytes + "what follows");
  BOOST_REQUIRE(read.ok());
  BOOST_TEST((read.value().log_id == header.log_id));
  BOOST_TEST(read.value().batch_number == 4U);
  BOOST_TEST(read.value().first_index == 300U);
  BOOST_TEST(read.value().previous_first_index == 100U);
  BOOST_TEST(read.value().previous_bytes == 12'345U);
  BOOST_TEST((read.value().edge == header.edge));
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string bent = bytes;
    bent[bit / 8] = static_cast<char>(bent[bit / 8] ^ (1 << (bit % 8)));
    BOOST_TEST(!audit::decode_segment_header(bent).ok(), bit);
  }
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    BOOST_TEST(!audit::decode_segment_header(bytes.substr(0, size)).ok(), size);
  }
}

BOOST_AUTO_TEST_CASE(a_header_with_impossible_sizes_is_refused_though_its_crc_fits) {
  auto header = a_header();
  header.count = 0;
  BOOST_TEST(!audit::decode_header(audit::encode_header(header)).ok());
  header = a_header();
  header.body_bytes = 0xFFFFFFFF;
  BOOST_TEST(!audit::decode_header(audit::encode_header(header)).ok());
}

BOOST_AUTO_TEST_CASE(the_entries_of_a_body_are_read_as_they_were_written) {
  std::string body;
  audit::append_record("first", body);
  audit::append_record(std::string(65'535, 'x'), body);
  std::vector<audit::RecordPlace> entries;
  BOOST_TEST(!audit::decode_body(body, 2, entries).has_value());
  BOOST_REQUIRE(entries.size() == 2U);
  BOOST_TEST(entries[0].entry == "first");
  BOOST_TEST(entries[1].offset == 13U);
  BOOST_TEST(entries[1].entry.size() == 65'535U);
  BOOST_TEST(audit::decode_body(body, 1, entries)->record == 1U);
  BOOST_TEST(audit::decode_body(body, 3, entries)->record == 2U);
}

BOOST_AUTO_TEST_CASE(segments_are_named_by_their_first_entry) {
  BOOST_TEST(audit::segment_name(42) == "00000000000000000042.segment");
  BOOST_TEST((audit::first_index_of_segment("00000000000000000042.segment") == 42U));
  for (const char* name : {"42.segment", "lock", "00000000000000000042.segment~",
                           "0000000000000000004x.segment", "+0000000000000000042.segment",
                           "99999999999999999999.segment"}) {
    BOOST_TEST(!audit::first_index_of_segment(name).has_value(), name);
  }
}

BOOST_AUTO_TEST_CASE(an_entrys_id_names_its_log) {
  const audit::LogId id = a_header().log_id;
  BOOST_TEST(audit::entry_id(id, 17) == "00010203-17");
  BOOST_TEST((audit::index_of_entry_id(id, "00010203-17") == 17U));
  BOOST_TEST((audit::index_of_entry_id(id, "17") == 17U));
  for (const char* text : {"", "00010204-17", "00010203-", "x", "17 ", "-1"}) {
    BOOST_TEST(!audit::index_of_entry_id(id, text).has_value(), text);
  }
}
