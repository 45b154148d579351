#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/values/time.h"
#include "examples/sample_book/random.h"

/// A made-up broker's book of 2025: every name and number in it comes from a seed.
namespace sample_book {

constexpr std::int64_t kClients = 5'000;
constexpr std::int64_t kProducts = 300;
constexpr std::int64_t kOrders = 50'000;
constexpr std::int64_t kTrades = 50'000;
constexpr std::int64_t kComplaints = 2'000;

struct Client {
  std::string number;
  bool professional = false;
  int risk_class = 3;  ///< 1 to 5; 0: not rated
  std::set<std::string> rights;  ///< codes of the permissions held
};

struct Product {
  std::string code;
  std::string name;
  int risk = 3;
  std::string right;  ///< the permission that a purchase needs; empty: none
  std::int64_t price_cents = 1'000;
  bool is_share = false;
};

/// How often each kind of dirt was put in; written beside the files so that a scan can be held against it.
using Dirt = std::map<std::string, std::int64_t>;

struct Book {
  Random random;
  std::string folder;
  std::vector<probity::Date> sessions;  ///< trading days of the year
  std::vector<Client> clients;
  std::vector<Product> products;
  Dirt dirt;
};

/// Each writes its files into the folder; false where one could not be written.
[[nodiscard]] bool write_products(Book& book);
[[nodiscard]] bool write_clients(Book& book);
[[nodiscard]] bool write_orders(Book& book);
[[nodiscard]] bool write_complaints(Book& book);

}  // namespace sample_book
