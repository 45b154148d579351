// Scans' decisions and rows kept in parts: what comes back is what went in, and a change is found.
#include <map>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "audit/packs/decision_pack.h"
#include "audit/packs/table_pack.h"
#include "audit/tree/merkle_tree.h"
#include "engine/values/sha256.h"
#include "tests/support/memory_tables.h"

namespace {

namespace audit = probity::audit;
namespace ports = probity::ports;
using probity::Error;
using probity::ErrorCode;
using probity::Result;

struct Objects {
  std::map<std::string, std::string> texts;

  audit::KeepText keep() {
    return [this](std::string_view text) -> Result<std::string> {
      const std::string digest = probity::digest_text(probity::sha256(text));
      texts[digest] = text;
      return digest;
    };
  }
  audit::LoadText load() {
    return [this](const std::string& digest) -> Result<std::string> {
      const auto found = texts.find(digest);
      if (found == texts.end()) return Error{ErrorCode::kNotFound, "no object " + digest};
      return found->second;
    };
  }
};

std::string leaf_text(std::uint64_t number) { return R"({"id":"T-)" + std::to_string(number) + R"("})"; }

struct Packed {
  explicit Packed(std::uint64_t count) {
    audit::DecisionPackWriter writer(objects.keep());
    for (std::uint64_t i = 0; i < count; ++i) {
      BOOST_REQUIRE(writer.add(leaf_text(i)).ok());
      tree.append(audit::TreeHasher().leaf(leaf_text(i)));
    }
    root = writer.root();
    list = writer.finish().value();
  }
  Result<audit::DecisionPack> open(std::uint64_t count) { return audit::DecisionPack::open(list, count, root, objects.load()); }

  Objects objects;
  audit::MerkleTree tree;
  std::string root, list;
};

std::string all_rows(ports::TableStore& tables, const std::string& table, std::size_t rows_each) {
  const auto reader = tables.open(table, {});
  BOOST_REQUIRE(reader.ok());
  ports::TableChunk chunk;
  std::string text;
  while (true) {
    const auto more = reader.value()->next(chunk, rows_each);
    BOOST_REQUIRE(more.ok());
    if (!more.value()) return text;
    for (std::size_t row = 0; row < chunk.row_count(); ++row) {
      for (std::size_t cell = 0; cell < chunk.cell_count(row); ++cell) text += "[" + std::string(chunk.cell(row, cell)) + "]";
      text += chunk.fault(row) == nullptr ? "\n" : " broken: " + chunk.fault(row)->what + "\n";
    }
  }
}

BOOST_AUTO_TEST_CASE(each_decision_of_a_scan_comes_back_with_the_proof_that_the_whole_tree_gives) {
  for (const std::uint64_t count : {1U, 2U, 1'023U, 1'024U, 1'025U, 2'048U, 3'500U}) {
    Packed packed(count);
    BOOST_TEST(packed.root == probity::digest_text(packed.tree.root(count).value()));
    auto pack = packed.open(count);
    BOOST_REQUIRE(pack.ok());
    for (std::uint64_t number = 0; number < count; number += count < 1'100 ? 1 : 37) {
      BOOST_TEST(pack.value().at(number).value().text == leaf_text(number));
      BOOST_TEST((pack.value().prove(number).value() == packed.tree.inclusion(number, count).value()));
    }
    BOOST_TEST((pack.value().at(count).error().code == ErrorCode::kOutOfRange));
    std::uint64_t visited = 0;
    BOOST_TEST(pack.value().each([&](const audit::PackedDecision& each) -> Result<bool> {
      BOOST_TEST(each.number == visited++);
      return true;
    }).ok());
    BOOST_TEST(visited == count);
  }
}

BOOST_AUTO_TEST_CASE(a_scan_of_nothing_has_a_pack_of_nothing) {
  Packed packed(0);
  BOOST_TEST(packed.open(0).ok());
  BOOST_TEST(!packed.open(1).ok());
}

BOOST_AUTO_TEST_CASE(a_part_that_was_changed_or_lost_is_found_when_it_is_read) {
  Packed packed(1'500);
  for (auto& [digest, text] : packed.objects.texts) {
    const std::string whole = text;
    for (std::size_t at = 0; at < whole.size(); at += 997) {
      text = whole;
      text[at] = static_cast<char>(text[at] ^ 1);
      auto pack = packed.open(1'500);
      const bool holds = pack.ok() && pack.value().each([](const audit::PackedDecision&) -> Result<bool> { return true; }).ok();
      BOOST_TEST(!holds, "a changed byte " << at << " was not found");
    }
    text = whole;
  }
  const auto part = packed.objects.texts.begin()->first;
  packed.objects.texts.erase(part);
  auto pack = packed.open(1'500);
  BOOST_TEST((!pack.ok() || !pack.value().each([](const audit::PackedDecision&) -> Result<bool> { return true; }).ok()));
}

BOOST_AUTO_TEST_CASE(a_pack_of_another_scan_is_refused) {
  Packed packed(10);
  BOOST_TEST(!packed.open(11).ok());
  packed.root = Packed(9).root;
  BOOST_TEST((packed.open(10).error().code == ErrorCode::kCorrupt));
}

BOOST_AUTO_TEST_CASE(kept_rows_are_read_again_cell_for_cell_broken_ones_too) {
  std::string csv = "id,name,note\n";
  for (int i = 0; i < 20'000; ++i) csv += std::to_string(i) + ",\"a \"\"quoted\"\" 名\"," + (i % 3 == 0 ? "" : "x") + "\n";
  csv += "too,few\n1,2,3,4\nlast,one,\n";
  probity::tests::MemoryTables tables({{"trades", csv}});
  Objects objects;
  audit::KeepingTables keeping(tables, objects.keep());
  const std::string read = all_rows(keeping, "trades", 1'000);
  const std::string list = keeping.finish().value();
  const auto kept = audit::kept_tables(list, objects.load());
  BOOST_REQUIRE(kept.ok());
  BOOST_TEST(kept.value()->place_name("trades") == "trades.csv");
  BOOST_TEST((all_rows(*kept.value(), "trades", 777) == read));
  BOOST_TEST(read.find("broken") != std::string::npos);
  BOOST_TEST((kept.value()->open("orders", {}).error().code == ErrorCode::kNotFound));
}

BOOST_AUTO_TEST_CASE(what_stays_the_same_between_two_scans_is_kept_once) {
  std::string rows;
  for (int i = 0; i < 60'000; ++i) rows += std::to_string(i) + ",some text that goes with it\n";
  Objects objects;
  const auto keep_all = [&](const std::string& csv) {
    probity::tests::MemoryTables tables({{"trades", csv}});
    audit::KeepingTables keeping(tables, objects.keep());
    (void)all_rows(keeping, "trades", 1'000);
    BOOST_REQUIRE(keeping.finish().ok());
  };
  keep_all("id,text\n" + rows);
  const std::size_t before = objects.texts.size();
  BOOST_TEST(before > 5);
  keep_all("id,text\nnew,in front\n" + rows + "new,behind\n");
  BOOST_TEST(objects.texts.size() - before <= 3);
}

}  // namespace
