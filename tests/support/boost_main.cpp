// Each test executable lists this file, so that Boost.Test's main is written once.
#define BOOST_TEST_MODULE probity
#include <boost/test/unit_test.hpp>
