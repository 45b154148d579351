// Commitments in entries, values in the vault: they fit, they come back, and no crash parts them.
#include <boost/test/unit_test.hpp>

#include <map>

#include "audit/record/decision_json.h"
#include "audit/redact/json_spans.h"
#include "audit/redact/redactor.h"
#include "audit/redact/vault.h"
#include "audit/verify/reveal.h"
#include "audit/verify/show.h"
#include "tests/support/log_records.h"

namespace {

namespace audit = probity::audit;
namespace ports = probity::ports;
using namespace probity::tests;
using probity::Error;
using probity::ErrorCode;
using probity::Result;

class MemoryKeys final : public ports::ClientKeys {
 public:
  Result<std::optional<ports::ClientKey>> find(const std::string& client) override {
    const auto found = keys_.find(client);
    return found == keys_.end() ? std::optional<ports::ClientKey>() : std::optional(found->second);
  }
  Result<ports::ClientKey> find_or_make(const std::string& client) override {
    if (const auto found = keys_.find(client); found != keys_.end()) return found->second;
    ports::ClientKey key{};
    key.fill(++made_);
    return keys_[client] = key;
  }
  Result<void> destroy(const std::string& client) override {
    keys_.erase(client);
    return {};
  }

 private:
  std::map<std::string, ports::ClientKey> keys_;
  std::uint8_t made_ = 0;
};

struct Redaction {
  std::shared_ptr<MemoryKeys> keys = std::make_shared<MemoryKeys>();
  std::shared_ptr<const audit::Redactor> redactor;

  Redaction() {
    redactor = std::make_shared<audit::Redactor>(
        audit::parse_policy("client client.number\npersonal client.name\npersonal client.devices\n").value(), keys,
        [count = std::uint8_t{0}](std::span<std::uint8_t> into) mutable -> Result<void> {
          std::fill(into.begin(), into.end(), ++count);
          return {};
        });
  }
  [[nodiscard]] audit::LogOptions options() const {
    audit::LogOptions made = log_options();
    made.redactor = redactor;
    return made;
  }
};

struct Personal : Judged {
  explicit Personal(const std::string& id) : Judged(id) {
    facts = R"({"id":")" + id + R"(", "on":"Order","facts":{"order":{"client":{"number": 17, "name" : "Li \u4f1f",)"
            R"("devices":[{"name":"x"},["y"]]}}}})";
    decision.findings[0].because = {{"en", "Li \xe4\xbc\x9f is known."}, {"zh", "fine"}};
  }
};

BOOST_AUTO_TEST_CASE(each_value_of_a_json_text_is_visited_with_its_path_and_place) {
  const std::string text = R"( {"a" : [1, {"b\u0063":"x,}"}], "d": {} ,"e":null} )";
  std::vector<std::string> seen;
  BOOST_REQUIRE(audit::visit_json(text, [&](const audit::JsonSpan& span) {
    std::string path;
    for (const std::string& key : span.path) path += "/" + key;
    seen.push_back(path + "=" + text.substr(span.begin, span.size));
    return false;
  }).ok());
  const std::vector<std::string> expected = {R"(/a=[1, {"b\u0063":"x,}"}])", "/a/0=1", R"(/a/1={"b\u0063":"x,}"})",
                                             R"(/a/1/bc="x,}")", "/d={}", "/e=null"};
  BOOST_TEST(seen == expected, boost::test_tools::per_element());
  for (const char* bad : {"", "{", "{\"a\"}", "{\"a\":}", "[1,]x", "{\"a\":1} x", "\"open", "{\"a\":\"\\"}) {
    BOOST_TEST(!audit::visit_json(bad, [](const audit::JsonSpan&) { return false; }).ok(), bad);
  }
}

BOOST_AUTO_TEST_CASE(a_redacted_entry_comes_back_byte_for_byte_and_its_commitments_can_be_disclosed) {
  const Redaction redaction;
  const Personal judged("O-1");
  const auto made = redaction.redactor->redact("Order", "O-1", judged.facts, audit::recorded_decision_json(judged.decision));
  BOOST_REQUIRE(made.ok());
  const audit::Redacted& redacted = made.value();
  BOOST_TEST(redacted.client == "17");
  BOOST_TEST(redacted.facts.find("devices") != std::string::npos);
  BOOST_TEST(redacted.facts.find("u4f1f") == std::string::npos);
  const audit::Json entry(audit::JsonObject{{"facts", redacted.facts},
                                            {"decision", redacted.decision},
                                            {"redaction", audit::redaction_json(*redacted.id, redacted.sealed)}});
  const auto key = redaction.keys->find("17").value().value();
  const auto restored = audit::Restored::open(entry, key, redacted.sealed);
  BOOST_REQUIRE(restored.ok());
  BOOST_TEST(restored.value().facts() == judged.facts);
  BOOST_TEST((restored.value().decision() == audit::recorded_decision_json(judged.decision)));
  BOOST_TEST(restored.value().disclosures().size() == 3U);  // name, devices, the English reason
  const std::string text = audit::canonical_text(entry).value();
  for (const audit::Disclosure& each : restored.value().disclosures()) {
    BOOST_TEST(text.find(probity::to_hex(audit::commitment(each.salt, each.name, each.value))) != std::string::npos);
  }
  for (std::size_t at = 0; at < redacted.sealed.size(); ++at) {
    std::string bent = redacted.sealed;
    bent[at] = static_cast<char>(bent[at] ^ 1);
    BOOST_TEST(!audit::unseal(key, *redacted.id, bent).has_value());
    BOOST_TEST(!audit::sealed_fits(entry, bent));
  }
}

/// Entries of the log whose personal values do not come back.
std::size_t not_revealed(MemoryDisk& disk, const Redaction& redaction) {
  MemoryLogFolder folder(disk);
  audit::Revealer revealer(folder, redaction.keys);
  std::size_t lost = 0;
  BOOST_REQUIRE(audit::show(folder, {}, [&](const audit::ShownEntry& entry) {
    const auto revealed = revealer.reveal(*entry.json, entry.index);
    const bool decision = entry.json->text_of("kind") == "decision";
    lost += decision && !(revealed.ok() && revealed.value().state == audit::Revealed::State::kRestored) ? 1U : 0U;
    return true;
  }).ok());
  return lost;
}

BOOST_AUTO_TEST_CASE(a_disk_that_fails_at_any_call_never_parts_an_acknowledged_entry_from_its_values) {
  constexpr int kEntries = 6;
  int acknowledged_in_all = 0;
  for (int failing = 1; failing < 60; ++failing) {
    for (const bool tear : {false, true}) {
      MemoryDisk disk;
      const Redaction redaction;
      const SteppingClock clock;
      disk.failing_call = failing;
      disk.tear = tear;
      for (int life = 0; life < 2; ++life) {
        auto options = redaction.options();
        options.resume_after_failed_write = true;
        const auto log = open_log(disk, clock, std::move(options));
        if (!log.ok()) continue;
        for (int i = 0; i < kEntries; ++i) {
          const Personal judged("O-" + std::to_string(i));
          acknowledged_in_all += log.value()->record(judged.subject, judged.facts, judged.decision).ok() ? 1 : 0;
        }
      }
      BOOST_TEST(not_revealed(disk, redaction) == 0U, "call " << failing);
      if (!verified(disk).damage) BOOST_TEST(verified(disk).holds(), "call " << failing);
    }
  }
  BOOST_TEST(acknowledged_in_all > 800);
}

}  // namespace
