// The lines of invoices, from a CSV file of their own.

#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "client/cli/csv.h"
#include "client/cli/failure.h"
#include "client/cli/import_rows.h"
#include "client/cli/mapping.h"

namespace reinstate::cli {

class InvoiceLines {
 public:
  // Takes a row of the file and what is wrong with it.
  using Report = std::function<void(std::int64_t line, const std::string& why)>;

  // Holds the whole file in memory, because its rows may stand in any order. Fails where nothing of
  // it can be used; a row that is malformed is reported and left out. `name` is for failures.
  static Outcome<InvoiceLines> Read(std::istream* input, char delimiter,
                                    const ColumnMapping& mapping, const std::string& name,
                                    const Report& report);

  // Gives the row its lines, in the order of the file. Fails, naming file and row, where one of
  // them is malformed or where they do not sum to the total; the row must not be sent then.
  Outcome<bool> AddTo(ImportRow* row);

  // The row of this invoice was bad by itself, so that its lines are not without an invoice.
  void Excuse(std::string_view account_id, std::string_view invoice_id);

  // Tells the first line of each invoice that no row was for.
  void ReportUnused(const Report& report) const;

 private:
  struct Line {
    std::int64_t line = 0;
    std::string description;
    std::string reference;
    std::string quantity;
    std::string amount;
  };
  struct Group {
    std::vector<Line> lines;
    std::string invoice_id;
    std::string account_id;  // that took them; empty so far
    bool used = false;
  };

  explicit InvoiceLines(std::string name) : name_(std::move(name)) {}

  std::string KeyOf(std::string_view account_id, std::string_view invoice_id) const;
  void Keep(const CsvReader::Record& record, const RowRules& rules, const Report& report);
  Failure Bad(const Line& line, const std::string& why) const;
  Outcome<v1::LineItem> Convert(const Line& line, const ImportRow& row) const;

  std::string name_;
  bool has_accounts_ = false;  // else a number must be of one account only
  std::map<std::string, Group> groups_;
};

}  // namespace reinstate::cli
