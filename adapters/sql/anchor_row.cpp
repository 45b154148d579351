#include "adapters/sql/anchor_row.h"

#include <utility>

#include "adapters/sql/connection.h"

namespace probity::sql {
namespace {

constexpr const char* kMakeTable =
    "create table if not exists probity_anchor (log text primary key, checkpoint text not null)";

class AnchorRow final : public ports::Anchor {
 public:
  explicit AnchorRow(DatabaseUrl url) : url_(std::move(url)), log_(url_.table.empty() ? "log" : url_.table) {}

  std::string name() const override { return "`" + url_.shown + "#" + log_ + "`"; }

  Result<std::optional<std::string>> read() override {
    try {
      PROBITY_TRY(const auto session, open());
      std::string checkpoint;
      soci::indicator present = soci::i_null;
      *session << "select checkpoint from probity_anchor where log = :log", soci::into(checkpoint, present), soci::use(log_);
      const bool found = session->got_data() && present == soci::i_ok;
      *session << "commit";
      return found ? std::optional(checkpoint) : std::nullopt;
    } catch (const std::exception& failure) {
      return unavailable(url_, "cannot read the anchor in", failure.what());
    }
  }

  Result<bool> swap(const std::optional<std::string>& expected, const std::string& next) override {
    try {
      PROBITY_TRY(const auto session, open());
      const long long changed = expected ? update(*session, *expected, next) : insert(*session, next);
      *session << "commit";
      return changed == 1;
    } catch (const std::exception& failure) {
      return unavailable(url_, "cannot move the anchor in", failure.what());
    }
  }

 private:
  Result<std::unique_ptr<soci::session>> open() const {
    PROBITY_TRY(auto session, connect(url_, true));
    // Once: a server tells each time that the table is there.
    if (!made_) *session << kMakeTable;
    made_ = true;
    return session;
  }

  long long update(soci::session& session, const std::string& expected, const std::string& next) const {
    soci::statement statement = (session.prepare
                                     << "update probity_anchor set checkpoint = :next where log = :log and checkpoint = :old",
                                 soci::use(next), soci::use(log_), soci::use(expected));
    statement.execute(true);
    return statement.get_affected_rows();
  }

  long long insert(soci::session& session, const std::string& next) const {
    soci::statement statement =
        (session.prepare << "insert into probity_anchor (log, checkpoint) values (:log, :next) on conflict do nothing",
         soci::use(log_), soci::use(next));
    statement.execute(true);
    return statement.get_affected_rows();
  }

  DatabaseUrl url_;
  std::string log_;
  mutable bool made_ = false;
};

}  // namespace

Result<std::shared_ptr<ports::Anchor>> make_anchor_row(const std::string& url) {
  PROBITY_TRY(DatabaseUrl parsed, parse_url(url));
  return std::shared_ptr<ports::Anchor>(std::make_shared<AnchorRow>(std::move(parsed)));
}

}  // namespace probity::sql
