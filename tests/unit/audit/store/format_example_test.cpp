// The example in audit/FORMAT.md is what the log writes, byte for byte.

#include <sstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/log_records.h"
#include "tests/support/shared_data.h"

namespace audit = probity::audit;

namespace {

/// The log of the example: one permitted order.
struct Example {
  std::string segment, root, checkpoint, key;

  Example() {
    probity::tests::MemoryDisk disk;
    const probity::tests::SteppingClock clock;
    probity::tests::Judged judged("O-1");
    judged.facts = R"({"id":"O-1","on":"Order"})";
    judged.decision.outcome = probity::decision::Outcome::kPermit;
    judged.decision.findings.clear();
    auto options = probity::tests::log_options();
    audit::SignerKey signer{"probity.log/" + audit::log_id_text(options.new_log_id), audit::SignatureType::kEd25519, {}};
    for (std::size_t i = 0; i < signer.seed.size(); ++i) signer.seed[i] = static_cast<std::uint8_t>(i);
    key = signer.verifier().text();
    options.signers = {signer};
    {
      const auto log = probity::tests::open_log(disk, clock, options);
      BOOST_REQUIRE(log.value()->record(judged.subject, judged.facts, judged.decision).ok());
      root = probity::digest_text(log.value()->root());
    }
    segment = disk.files["00000000000000000000.segment"];
    checkpoint = disk.files["checkpoint"];
  }
};

std::string hex_dump(const std::string& bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (std::size_t row = 0; row < bytes.size(); row += 16) {
    const std::string offset = std::to_string(row);
    out += std::string(5 - offset.size(), ' ') + offset + " ";
    std::string text;
    for (std::size_t i = row; i < std::min(row + 16, bytes.size()); ++i) {
      const auto byte = static_cast<unsigned char>(bytes[i]);
      out += ' ';
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
      text += byte >= 0x20 && byte < 0x7F ? bytes[i] : '.';
    }
    out += std::string(3 * (16 - text.size()), ' ') + "  " + text + "\n";
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_example_of_the_format_page_is_what_the_log_writes) {
  const std::string page =
      probity::tests::file_bytes(std::string(PROBITY_SOURCE_DIR) + "/audit/FORMAT.md");
  const Example example;
  const std::string dump = hex_dump(example.segment);
  BOOST_TEST_MESSAGE(dump << example.root << "\n" << example.checkpoint << example.key);
  BOOST_TEST(page.find("```\n" + dump + "```\n") != std::string::npos);
  BOOST_TEST(page.find(example.root) != std::string::npos);
  BOOST_TEST(page.find("```\n" + example.checkpoint + "```\n") != std::string::npos);
  BOOST_TEST(page.find(example.key) != std::string::npos);
}
