#include <algorithm>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "audit/note/base64.h"
#include "audit/note/note.h"

namespace audit = probity::audit;

namespace {

audit::Ed25519Key key_of_hex(const std::string& hex) {
  audit::Ed25519Key key{};
  for (std::size_t i = 0; i < key.size(); ++i) {
    key[i] = static_cast<std::uint8_t>(std::stoul(hex.substr(2 * i, 2), nullptr, 16));
  }
  return key;
}

std::string hex_of(const std::string& bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    hex += kHex[static_cast<std::uint8_t>(c) >> 4U];
    hex += kHex[static_cast<std::uint8_t>(c) & 15U];
  }
  return hex;
}

audit::SignerKey log_key() {
  audit::SignerKey key{"example.com/log", audit::SignatureType::kEd25519, {}};
  for (std::size_t i = 0; i < key.seed.size(); ++i) key.seed[i] = static_cast<std::uint8_t>(i);
  return key;
}

audit::SignerKey witness_key() {
  audit::SignerKey key{"witness.example/w", audit::SignatureType::kCosignature, {}};
  key.seed.fill(7);
  return key;
}

}  // namespace

BOOST_AUTO_TEST_CASE(ed25519_signs_as_rfc_8032_says) {
  // RFC 8032, section 7.1, tests 1 and 3.
  const auto first = key_of_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  BOOST_TEST((audit::ed25519_public(first) ==
              key_of_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")));
  BOOST_TEST(hex_of(audit::ed25519_sign(first, "")) ==
             "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
             "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
  const auto third = key_of_hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
  BOOST_TEST(hex_of(audit::ed25519_sign(third, "\xaf\x82")) ==
             "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
             "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
}

BOOST_AUTO_TEST_CASE(base64_has_one_text_for_each_value) {
  // RFC 4648, section 10.
  const std::pair<const char*, const char*> kCases[] = {{"", ""},         {"f", "Zg=="},     {"fo", "Zm8="},
                                                        {"foo", "Zm9v"},  {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="},
                                                        {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : kCases) {
    BOOST_TEST(audit::base64(bytes) == text);
    BOOST_TEST((audit::from_base64(text) == std::string(bytes)));
  }
  for (const char* text : {"Zg", "Zg=", "Zh==", "Zg==\n", "Z", "Zm9v=", "Zm 9v", "Zm9v!", "====", "Zg==Zg=="}) {
    BOOST_TEST(!audit::from_base64(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(keys_are_read_as_they_are_written_and_their_digits_must_fit) {
  const std::string text = log_key().verifier().text();
  BOOST_TEST((audit::parse_verifier_key(text).value() == log_key().verifier()));
  BOOST_TEST(audit::parse_signer_key(log_key().text()).value().text() == log_key().text());
  BOOST_TEST((audit::parse_verifier_key(witness_key().verifier().text()).value() == witness_key().verifier()));
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string bent = text;
    bent[at] = bent[at] == 'x' ? 'y' : 'x';
    BOOST_TEST(!audit::parse_verifier_key(bent).ok(), bent);
  }
  BOOST_TEST(!audit::parse_signer_key(text).ok());
  // The Go checksum database's key, as its clients are built with it.
  BOOST_TEST(audit::parse_verifier_key("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8").ok());
}

BOOST_AUTO_TEST_CASE(a_note_of_others_is_verified) {
  // The example of C2SP's signed-note is signed by a key that it does not give; its form must read.
  const std::string note =
      "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned \u00e8 subito sera.\n\n"
      "\u2014 quasimodo.example/salvatore "
      "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
  const auto parsed = audit::parse_note(note);
  BOOST_REQUIRE(parsed.ok());
  BOOST_TEST(parsed.value().text.ends_with("sera.\n"));
  BOOST_TEST(parsed.value().signatures.at(0).key_id == 0x367ba04bU);
  BOOST_TEST(parsed.value().bytes() == note);
}

BOOST_AUTO_TEST_CASE(a_note_holds_by_a_known_key_and_not_by_a_changed_one) {
  audit::SignedNote note{"one\n\ntwo\n", {}};
  note.signatures = {audit::sign_note(log_key(), note.text), audit::sign_note(witness_key(), note.text, 1'700'000'000)};
  const auto read = audit::parse_note(note.bytes());
  BOOST_REQUIRE(read.ok());
  BOOST_TEST(audit::check_note(read.value(), {log_key().verifier()}).holds());
  BOOST_TEST(audit::check_note(read.value(), {witness_key().verifier()}).holds());
  BOOST_TEST((audit::cosigned_at(read.value().signatures[1]) == 1'700'000'000U));
  BOOST_TEST(!audit::check_note(read.value(), {}).holds());
  audit::SignerKey stranger = log_key();
  stranger.seed.fill(9);
  BOOST_TEST(!audit::check_note(read.value(), {stranger.verifier()}).holds());
  const std::string bytes = note.bytes();
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string bent = bytes;
    bent[bit / 8] = static_cast<char>(bent[bit / 8] ^ (1 << (bit % 8)));
    const auto parsed = audit::parse_note(bent);
    const bool both_hold = parsed.ok() && audit::check_note(parsed.value(), {log_key().verifier()}).holds() &&
                           audit::check_note(parsed.value(), {witness_key().verifier()}).holds();
    BOOST_TEST(!both_hold, "bit " << bit);
  }
}

BOOST_AUTO_TEST_CASE(a_known_keys_line_that_does_not_hold_spoils_the_note) {
  audit::SignedNote note{"text\n", {}};
  note.signatures = {audit::sign_note(log_key(), note.text), audit::sign_note(log_key(), "other\n")};
  const auto check = audit::check_note(note, {log_key().verifier()});
  BOOST_TEST(!check.holds());
  BOOST_TEST(check.bad.size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_no_note_is_refused) {
  const std::string signature = "\u2014 a AAAAAAA=\n";
  for (const std::string& bytes : std::vector<std::string>{"", "text\n", "text\n\n", "text\n" + signature,
                                   "text\n\n\u2014 a b\n", "text\n\n" + signature + "more\n", "te\rxt\n\n" + signature,
                                   "te\xFFxt\n\n" + signature, "text\n\n\u2014  AAAAAAA=\n", "text\n\n\u2014 a+b AAAAAAA=\n",
                                   "text\n\n\u2014 a AAAA\n", "text\n\n\u2014 a AAAAAAA="}) {
    BOOST_TEST(!audit::parse_note(bytes).ok(), bytes);
  }
  BOOST_TEST(audit::parse_note("text\n\n" + signature).ok());
}

BOOST_AUTO_TEST_CASE(names_of_keys_have_no_blank_and_no_plus) {
  for (const char* name : {"a", "example.com/log", "\u65e5\u5fd7"}) BOOST_TEST(audit::is_key_name(name), name);
  for (const char* name : {"", "a b", "a+b", "a\u3000b", "a\u00a0", "a\n", "\xFF"}) BOOST_TEST(!audit::is_key_name(name), name);
}
