#include "engine/service/due.h"

#include <algorithm>

#include "engine/base/json_text.h"

namespace probity::service {
namespace {

std::vector<std::string> cells_of(const DueRow& row) {
  return {row.id,
          row.on,
          row.deadline.rule,
          row.deadline.clock_from,
          row.deadline.due,
          std::string(decision::deadline_state_name(row.deadline.state)),
          row.deadline.met_at,
          row.deadline.extended_to,
          row.missing};
}

class DueCsv final : public DueOutput {
 public:
  explicit DueCsv(std::unique_ptr<ports::TextWriter> writer) : writer_(std::move(writer)) {}
  Result<void> write(const DueRow& row) override {
    PROBITY_TRY_VOID(begin());
    return writer_->write(csv_line(cells_of(row)));
  }
  Result<void> commit() override {
    PROBITY_TRY_VOID(begin());
    return writer_->commit();
  }

 private:
  Result<void> begin() {
    if (begun_) return {};
    begun_ = true;
    return writer_->write(csv_line(due_columns()));
  }
  std::unique_ptr<ports::TextWriter> writer_;
  bool begun_ = false;
};

class DueJson final : public DueOutput {
 public:
  explicit DueJson(std::unique_ptr<ports::TextWriter> writer) : writer_(std::move(writer)) {}
  Result<void> write(const DueRow& row) override {
    const std::vector<std::string> cells = cells_of(row);
    std::string line = "{";
    for (std::size_t at = 0; at < cells.size(); ++at) {
      if (at > 0) line += ", ";
      line += json_text(due_columns()[at]) + ": " + (cells[at].empty() ? "null" : json_text(cells[at]));
    }
    return writer_->write(line + "}\n");
  }
  Result<void> commit() override { return writer_->commit(); }

 private:
  std::unique_ptr<ports::TextWriter> writer_;
};

class DueTable final : public DueOutput {
 public:
  explicit DueTable(std::unique_ptr<ports::RowWriter> writer) : writer_(std::move(writer)) {}
  Result<void> write(const DueRow& row) override {
    std::vector<std::optional<std::string>> cells;
    for (std::string& cell : cells_of(row)) {
      cells.push_back(cell.empty() ? std::nullopt : std::optional<std::string>(std::move(cell)));
    }
    return writer_->write(cells);
  }
  Result<void> commit() override { return writer_->commit(); }

 private:
  std::unique_ptr<ports::RowWriter> writer_;
};

/// A line of iCalendar: folded after 75 bytes, never inside a character.
std::string folded(const std::string& line) {
  std::string text;
  std::size_t width = 0;
  for (std::size_t at = 0; at < line.size();) {
    std::size_t length = 1;
    while (at + length < line.size() && (static_cast<unsigned char>(line[at + length]) & 0xC0U) == 0x80U) ++length;
    if (width + length > 75) {
      text += "\r\n ";
      width = 1;
    }
    text.append(line, at, length);
    width += length;
    at += length;
  }
  return text + "\r\n";
}

std::string calendar_text(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == ';' || c == ',') escaped += '\\';
    if (c == '\n') {
      escaped += "\\n";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

/// `DTSTART;VALUE=DATE:20250403` for a day, `DTSTART:20250403T090000Z` for an instant; empty for neither.
std::string calendar_start(const std::string& due) {
  const auto utc = Zone::find("UTC");
  const auto moment = utc.ok() ? Moment::parse(due, *utc.value()) : Result<Moment>(utc.error());
  if (!moment.ok()) return {};
  const auto digits = [](std::string text) {
    text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '-' || c == ':'; }), text.end());
    return text;
  };
  if (!moment.value().instant_ns) return "DTSTART;VALUE=DATE:" + digits(moment.value().day.to_string());
  Moment in_utc = moment.value();
  in_utc.offset_s = 0;
  return "DTSTART:" + digits(in_utc.to_string().substr(0, 19)) + "Z";
}

class DueCalendar final : public DueOutput {
 public:
  DueCalendar(std::unique_ptr<ports::TextWriter> writer, std::string stamp)
      : writer_(std::move(writer)), stamp_(std::move(stamp)) {}
  Result<void> write(const DueRow& row) override {
    PROBITY_TRY_VOID(begin());
    const std::string start =
        calendar_start(row.deadline.extended_to.empty() ? row.deadline.due : row.deadline.extended_to);
    if (start.empty()) return {};
    const std::string state(decision::deadline_state_name(row.deadline.state));
    std::string event = "BEGIN:VEVENT\r\n";
    event += folded("UID:" + calendar_text(row.deadline.rule + "/" + row.id) + "@probity");
    event += "DTSTAMP:" + stamp_ + "\r\n" + start + "\r\n";
    const std::string said = row.missing.empty() ? state : "undetermined, missing " + row.missing;
    event += folded("SUMMARY:" + calendar_text(row.deadline.rule + ": " + row.on + " " + row.id + " (" + said + ")"));
    return writer_->write(event + "END:VEVENT\r\n");
  }
  Result<void> commit() override {
    PROBITY_TRY_VOID(begin());
    PROBITY_TRY_VOID(writer_->write("END:VCALENDAR\r\n"));
    return writer_->commit();
  }

 private:
  Result<void> begin() {
    if (begun_) return {};
    begun_ = true;
    return writer_->write("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Probity//Deadlines//EN\r\n");
  }
  std::unique_ptr<ports::TextWriter> writer_;
  std::string stamp_;
  bool begun_ = false;
};

}  // namespace

const std::vector<std::string>& due_columns() {
  static const std::vector<std::string> kColumns = {"id",    "on",     "rule",        "clock_from", "due",
                                                    "state", "met_at", "extended_to", "missing"};
  return kColumns;
}

std::unique_ptr<DueOutput> due_csv(std::unique_ptr<ports::TextWriter> writer) {
  return std::make_unique<DueCsv>(std::move(writer));
}
std::unique_ptr<DueOutput> due_json(std::unique_ptr<ports::TextWriter> writer) {
  return std::make_unique<DueJson>(std::move(writer));
}
std::unique_ptr<DueOutput> due_table(std::unique_ptr<ports::RowWriter> writer) {
  return std::make_unique<DueTable>(std::move(writer));
}
std::unique_ptr<DueOutput> due_calendar(std::unique_ptr<ports::TextWriter> writer, std::string stamp) {
  return std::make_unique<DueCalendar>(std::move(writer), std::move(stamp));
}

}  // namespace probity::service
