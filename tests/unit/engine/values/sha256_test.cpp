#include "engine/values/sha256.h"

#include <boost/test/unit_test.hpp>

namespace probity {
namespace {

// The examples of FIPS 180.
constexpr std::string_view kEmpty =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr std::string_view kAbc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr std::string_view kTwoBlocks =
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
constexpr std::string_view kMillionA =
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

BOOST_AUTO_TEST_CASE(digests_are_those_of_the_standard) {
  BOOST_TEST(to_hex(sha256("")) == kEmpty);
  BOOST_TEST(to_hex(sha256("abc")) == kAbc);
  BOOST_TEST(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
             kTwoBlocks);
}

BOOST_AUTO_TEST_CASE(many_updates_are_one_text) {
  Sha256 hash;
  const std::string part(1000, 'a');
  for (int i = 0; i < 1000; ++i) hash.update(part);
  BOOST_TEST(to_hex(hash.finish()) == kMillionA);
}

BOOST_AUTO_TEST_CASE(a_hash_starts_afresh_after_its_digest) {
  Sha256 hash;
  hash.update("something else");
  static_cast<void>(hash.finish());
  hash.update("a");
  hash.update("bc");
  BOOST_TEST(to_hex(hash.finish()) == kAbc);
  BOOST_TEST(to_hex(hash.finish()) == kEmpty);
}

BOOST_AUTO_TEST_CASE(a_digest_is_written_with_its_kind) {
  BOOST_TEST(digest_text(sha256("abc")) == "sha256:" + std::string(kAbc));
}

}  // namespace
}  // namespace probity
