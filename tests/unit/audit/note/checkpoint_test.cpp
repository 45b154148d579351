#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "audit/note/checkpoint.h"
#include "audit/tree/merkle_tree.h"

namespace audit = probity::audit;

namespace {

const std::string kBody = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

audit::SignerKey log_key() {
  audit::SignerKey key{"example.com/log", audit::SignatureType::kEd25519, {}};
  key.seed.fill(3);
  return key;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_example_of_the_specification_is_read_and_written) {
  const auto parsed = audit::parse_signed_checkpoint(
      kBody +
      "\n\u2014 example.com/behind-the-sofa "
      "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
      "\u2014 witness.example.com/w1 "
      "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n");
  BOOST_REQUIRE(parsed.ok());
  BOOST_TEST(parsed.value().checkpoint.origin == "example.com/behind-the-sofa");
  BOOST_TEST(parsed.value().checkpoint.size == 20'852'163U);
  BOOST_TEST(parsed.value().checkpoint.text() == kBody);
  BOOST_TEST((audit::cosigned_at(parsed.value().note.signatures[1]) == 1'679'315'147U));
}

BOOST_AUTO_TEST_CASE(lines_that_are_none_of_a_checkpoint_are_refused_and_extensions_read_past) {
  BOOST_TEST(audit::parse_checkpoint(kBody + "extension\n").ok());
  const std::string hash = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  for (const std::string& text : std::vector<std::string>{"", "a\n", "a\n1\n", "\n1\n" + hash, "a\n01\n" + hash, "a\n-1\n" + hash,
                                  "a\n+1\n" + hash, "a\n\n" + hash, "a\n18446744073709551616\n" + hash, "a\n1\nCsUY\n",
                                  "a\n1\n" + hash + "\n" + "x\n"}) {
    BOOST_TEST(!audit::parse_checkpoint(text).ok(), text);
  }
}

BOOST_AUTO_TEST_CASE(a_proof_is_read_as_it_is_written_and_proves_its_entry) {
  audit::MerkleTree tree;
  audit::TreeHasher hasher;
  for (int i = 0; i < 100; ++i) tree.append(hasher.leaf(std::to_string(i)));
  audit::LogProof proof;
  proof.index = 42;
  proof.proof = tree.inclusion(42, 100).value();
  proof.checkpoint = audit::sign_checkpoint({"example.com/log", 100, tree.root(100).value()}, {log_key()});
  const std::string text = proof.text();
  BOOST_TEST(text.starts_with("c2sp.org/tlog-proof@v1\nindex 42\n"));
  const auto read = audit::parse_log_proof(text);
  BOOST_REQUIRE(read.ok());
  BOOST_TEST(read.value().text() == text);
  const audit::Checkpoint& checkpoint = read.value().checkpoint.checkpoint;
  BOOST_TEST(audit::check_note(read.value().checkpoint.note, {log_key().verifier()}).holds());
  BOOST_TEST(audit::inclusion_holds(read.value().index, checkpoint.size, hasher.leaf("42"), read.value().proof, checkpoint.root));
  BOOST_TEST(audit::parse_log_proof(text.substr(0, 23) + "extra YWJj\n" + text.substr(23)).ok());
  for (const std::string& bent : std::vector<std::string>{"x", "x" + text, text.substr(0, 23), text.substr(0, 40), text + "x"}) {
    BOOST_TEST(!audit::parse_log_proof(bent).ok());
  }
}
