#include "adapters/sql/service_store.h"

#include <functional>
#include <utility>

#include "adapters/sql/connection.h"

namespace probity::sql {
namespace {

/// One step each; a database that has taken the first n begins with the next. Never changed once released.
const char* const kMigrations[] = {
    "create table probity_proposals (id text primary key, state text not null, title text not null, reason text not null, "
    "program text not null, proposed_by text not null, proposed_at text not null, live_at text not null, "
    "files text not null, report text not null)",
    "create table probity_approvals (proposal text not null, person text not null, verdict text not null, "
    "reason text not null, at text not null)",
    "create table probity_deadlines (subject_on text not null, subject_id text not null, rule text not null, "
    "clock_from text not null, due text not null, state text not null, met_at text not null, extended_to text not null, "
    "decision text not null, primary key (subject_on, subject_id, rule))",
    "create table probity_findings_of_service (decision text not null, place text not null, subject_on text not null, "
    "subject_id text not null, as_of text not null, rule text not null, kind text not null, outcome text not null, "
    "undetermined text not null, because text not null, primary key (decision, place))",
    "create index probity_findings_by_subject on probity_findings_of_service (subject_id)",
    "create table probity_policies (at text not null, person text not null, reason text not null, policy text not null)",
};
constexpr int kVersion = static_cast<int>(std::size(kMigrations));
constexpr int kRowsMax = 10'000;

std::string cell(const soci::row& row, std::size_t at) { return row.get<std::string>(at, std::string()); }

class Store final : public ServiceStore {
 public:
  explicit Store(DatabaseUrl url) : url_(std::move(url)) {}

  Result<void> migrate() {
    std::optional<int> later;
    PROBITY_TRY_VOID(in_transaction([&](soci::session& session) {
      session << "create table if not exists probity_store (version integer not null)";
      int version = 0;
      soci::indicator present = soci::i_null;
      session << "select max(version) from probity_store", soci::into(version, present);
      if (present != soci::i_ok) version = 0;
      if (version > kVersion) later = version;
      for (int step = version; step < kVersion; ++step) session << kMigrations[step];
      if (version < kVersion) session << "insert into probity_store (version) values (:v)", soci::use(kVersion);
    }));
    if (!later) return {};
    return Error{ErrorCode::kCorrupt, "`" + url_.shown + "` was written by a later version of probity (its tables are version " +
                                          std::to_string(*later) + ", this one knows " + std::to_string(kVersion) + ")"};
  }

  Result<void> put(const StoredProposal& p) override {
    return in_transaction([&](soci::session& session) {
      session << "delete from probity_proposals where id = :id", soci::use(p.id);
      session << "insert into probity_proposals values (:id, :state, :title, :reason, :program, "
                 ":by, :at, :live, :files, :report)",
          soci::use(p.id), soci::use(p.state), soci::use(p.title), soci::use(p.reason),
          soci::use(p.program), soci::use(p.proposed_by), soci::use(p.proposed_at),
          soci::use(p.live_at), soci::use(p.files), soci::use(p.report);
    });
  }

  Result<std::vector<StoredProposal>> proposals() override {
    std::vector<StoredProposal> all;
    PROBITY_TRY_VOID(in_transaction([&](soci::session& session) {
      soci::rowset<soci::row> rows =
          (session.prepare << "select id, state, title, reason, program, proposed_by, proposed_at, live_at, files, report "
                              "from probity_proposals order by proposed_at desc, id desc");
      for (const soci::row& r : rows) {
        all.push_back({cell(r, 0), cell(r, 1), cell(r, 2), cell(r, 3), cell(r, 4), cell(r, 5), cell(r, 6), cell(r, 7),
                       cell(r, 8), cell(r, 9)});
      }
    }));
    return all;
  }

  Result<void> add(const StoredApproval& a) override {
    return in_transaction([&](soci::session& session) {
      session << "insert into probity_approvals values (:proposal, :person, :verdict, :reason, :at)", soci::use(a.proposal),
          soci::use(a.person), soci::use(a.verdict), soci::use(a.reason), soci::use(a.at);
    });
  }

  Result<std::vector<StoredApproval>> approvals(const std::string& proposal) override {
    std::vector<StoredApproval> all;
    PROBITY_TRY_VOID(in_transaction([&](soci::session& session) {
      soci::rowset<soci::row> rows = (session.prepare << "select proposal, person, verdict, reason, at from probity_approvals "
                                                         "where proposal = :p order by at",
                                      soci::use(proposal));
      for (const soci::row& r : rows) all.push_back({cell(r, 0), cell(r, 1), cell(r, 2), cell(r, 3), cell(r, 4)});
    }));
    return all;
  }

  Result<void> put_judged(const std::vector<StoredFinding>& findings, const std::vector<StoredDeadline>& deadlines) override {
    return in_transaction([&](soci::session& session) {
      for (const StoredFinding& f : findings) {
        session << "insert into probity_findings_of_service values (:decision, :place, :on, :id, :as_of, :rule, :kind, :outcome, "
                   ":undetermined, :because) on conflict do nothing",
            soci::use(f.decision), soci::use(f.place), soci::use(f.subject_on), soci::use(f.subject_id), soci::use(f.as_of),
            soci::use(f.rule), soci::use(f.kind), soci::use(f.outcome), soci::use(f.undetermined), soci::use(f.because);
      }
      for (const StoredDeadline& d : deadlines) {
        session << "delete from probity_deadlines where subject_on = :on and subject_id = :id and rule = :rule",
            soci::use(d.subject_on), soci::use(d.subject_id), soci::use(d.rule);
        session << "insert into probity_deadlines values (:on, :id, :rule, :from, :due, :state, :met, :extended, :decision)",
            soci::use(d.subject_on), soci::use(d.subject_id), soci::use(d.rule), soci::use(d.clock_from), soci::use(d.due),
            soci::use(d.state), soci::use(d.met_at), soci::use(d.extended_to), soci::use(d.decision);
      }
    });
  }

  Result<std::vector<StoredDeadline>> deadlines(const std::string& state, const std::string& subject_id) override {
    std::vector<StoredDeadline> all;
    PROBITY_TRY_VOID(in_transaction([&](soci::session& session) {
      soci::rowset<soci::row> rows =
          (session.prepare << "select subject_on, subject_id, rule, clock_from, due, state, met_at, extended_to, decision "
                              "from probity_deadlines where (:s = '' or state = :s2) and (:i = '' or subject_id = :i2) "
                              "order by due, subject_on, subject_id, rule limit :n",
           soci::use(state), soci::use(state), soci::use(subject_id), soci::use(subject_id), soci::use(kRowsMax));
      for (const soci::row& r : rows) {
        all.push_back({cell(r, 0), cell(r, 1), cell(r, 2), cell(r, 3), cell(r, 4), cell(r, 5),
                       cell(r, 6), cell(r, 7), cell(r, 8)});
      }
    }));
    return all;
  }

  Result<void> add(const StoredPolicy& p) override {
    return in_transaction([&](soci::session& session) {
      session << "insert into probity_policies values (:at, :person, :reason, :policy)", soci::use(p.at), soci::use(p.person),
          soci::use(p.reason), soci::use(p.text);
    });
  }

  Result<std::optional<StoredPolicy>> policy() override {
    std::optional<StoredPolicy> newest;
    PROBITY_TRY_VOID(in_transaction([&](soci::session& session) {
      soci::rowset<soci::row> rows =
          (session.prepare << "select at, person, reason, policy from probity_policies order by at desc limit 1");
      for (const soci::row& r : rows) newest = StoredPolicy{cell(r, 0), cell(r, 1), cell(r, 2), cell(r, 3)};
    }));
    return newest;
  }

  Result<std::vector<StoredFinding>> findings(const std::string& rule, const std::string& subject_id) override {
    std::vector<StoredFinding> all;
    PROBITY_TRY_VOID(in_transaction([&](soci::session& session) {
      soci::rowset<soci::row> rows =
          (session.prepare << "select decision, place, subject_on, subject_id, as_of, rule, kind, outcome, undetermined, because "
                              "from probity_findings_of_service where (:r = '' or rule = :r2) and (:i = '' or subject_id = :i2) "
                              "order by decision, place limit :n",
           soci::use(rule), soci::use(rule), soci::use(subject_id), soci::use(subject_id), soci::use(kRowsMax));
      for (const soci::row& r : rows) {
        all.push_back({cell(r, 0), cell(r, 1), cell(r, 2), cell(r, 3), cell(r, 4), cell(r, 5), cell(r, 6), cell(r, 7), cell(r, 8),
                       cell(r, 9)});
      }
    }));
    return all;
  }

 private:
  Result<void> in_transaction(const std::function<void(soci::session&)>& work) const {
    try {
      PROBITY_TRY(const std::unique_ptr<soci::session> session, connect(url_, true));
      work(*session);
      *session << "commit";
      return {};
    } catch (const std::exception& failure) {
      // What was not committed is not there: the connection goes away with its transaction.
      return unavailable(url_, "cannot use the store", failure.what());
    }
  }

  DatabaseUrl url_;
};

}  // namespace

Result<std::unique_ptr<ServiceStore>> ServiceStore::open(const std::string& url) {
  PROBITY_TRY(DatabaseUrl parsed, parse_url(url));
  auto store = std::make_unique<Store>(std::move(parsed));
  PROBITY_TRY_VOID(store->migrate());
  return std::unique_ptr<ServiceStore>(std::move(store));
}

}  // namespace probity::sql
