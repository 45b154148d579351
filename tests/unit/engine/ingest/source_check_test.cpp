#include "engine/check/source_check.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/ir/mapping_text.h"
#include "tests/support/parsed_source.h"

namespace probity::check {
namespace {

namespace data = boost::unit_test::data;

const std::string kVocabulary = R"(vocabulary book
enumeration Side
  buy
  sell
record Fill
  quantity  number
entity Client
  name  text
entity Order
  subject date placed_on
  placed_on  date
  side       Side
  amount     money
  client     Client
  fills      list of Fill
)";

struct Mistake {
  std::string code;
  std::string lines;
  std::string header = "  zone Asia/Shanghai\n";
};
std::ostream& operator<<(std::ostream& out, const Mistake& row) { return out << row.code; }

const std::string kOrder = "  Order  from \"orders\"  key nr";

const Mistake kMistakes[] = {
    {"P0901", kOrder + "\n    sied = s\n"},
    {"P0902", "  Ordr  from \"orders\"  key nr\n    side = s\n"},
    {"P0903", kOrder + "\n    side = s\n", ""},
    {"P0904", kOrder + "\n    side = s\n", "  zone Asia/Shanghia\n"},
    {"P0905", kOrder + "\n    side = s\n", "  zone Asia/Shanghai\n  encoding latin1\n"},
    {"P0906", kOrder + "\n    side = s\n", "  zone Asia/Shanghai\n  delimiter \";;\"\n"},
    {"P0908", "  Order.side  from \"fills\"  of nr\n    side = s\n"},
    {"P0909", kOrder + "  side s\n"},
    {"P0910", kOrder + "\n    client = c\n"},
    {"P0911", kOrder + "\n    side = s  { \"B\" -> bought }\n"},
    {"P0912", kOrder + "\n    placed_on = d  as date \"yyyy-QQ-dd\"\n"},
    {"P0913", kOrder + "\n    side = s  as date\n"},
    {"P0914", kOrder + "\n    side = s  in CNY\n"},
    {"P0915", kOrder + "\n    side = fees.s\n"},
    {"P0916", kOrder + "\n    side = s\n    side = t\n"},
    {"P0917", "  Order  from \"orders\"\n    side = s\n"},
    {"P0918", "  Order.fills  from \"fills\"\n    quantity = q\n"},
    {"P0919", kOrder + "\n    side = s  { else -> buy, \"S\" -> sell }\n"},
    {"P0920", kOrder + "\n    side = s  { \"B\" -> buy, \"B\" -> sell }\n"},
    {"P0921", "  Fill  from \"fills\"  key nr\n    quantity = q\n"},
    {"P0922", kOrder + "  of customer\n    side = s\n"},
    {"P0923", "  Order.fills  from \"fills\"  of nr  as of day\n    quantity = q\n"},
};

BOOST_DATA_TEST_CASE(each_mistake_of_a_source_has_one_diagnostic, data::make(kMistakes), mistake) {
  const tests::ParsedSource parsed =
      tests::parse_source(kVocabulary, "source book\n" + mistake.header + mistake.lines);
  const auto found = parsed.diagnostics.sorted();
  BOOST_TEST(found.size() == 1U, parsed.messages());
  if (!found.empty()) BOOST_TEST(diagnostics::code_of(found[0].id) == mistake.code, parsed.messages());
}

BOOST_AUTO_TEST_CASE(a_sound_source_has_none_and_a_digest_that_places_do_not_change) {
  const std::string lines = kOrder + "  client customer  where kind is not \"x\"\n" +
                            "    placed_on = d  as date \"dd.MM.yyyy\"\n    side = s  { \"B\" -> buy }\n";
  const auto first = tests::parse_source(kVocabulary, "source book\n  zone Asia/Shanghai\n" + lines);
  BOOST_TEST(first.diagnostics.size() == 0U, first.messages());
  const auto moved = tests::parse_source(kVocabulary, "# moved\nsource book\n  zone Asia/Shanghai\n\n" + lines);
  BOOST_TEST(first.mapping.digest == moved.mapping.digest);
  const auto changed = tests::parse_source(
      kVocabulary, "source book\n  zone Asia/Shanghai\n" + lines + "    amount = a  in CNY\n");
  BOOST_TEST(first.mapping.digest != changed.mapping.digest);
}

}  // namespace
}  // namespace probity::check
