// Sends rows in batches, account by account, and counts what became of them.

#pragma once

#include <reinstate/v1/account_admin_service.pb.h>
#include <reinstate/v1/billing_admin_service.pb.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "client/cli/failure.h"
#include "client/cli/import_rows.h"
#include "client/runtime/result.h"

namespace reinstate::cli {

// The two calls an import makes, which retry by themselves; a test puts its own in their place.
struct ImportCalls {
  std::function<client::Result<v1::RegisterAccountResponse>(const v1::RegisterAccountRequest&)>
      register_account;
  std::function<client::Result<v1::ImportDocumentsResponse>(const v1::ImportDocumentsRequest&)>
      import_documents;
  // Words for a failure that ends the import.
  std::function<Failure(const client::CallError&)> explain;
};

struct DocumentCounts {
  std::int64_t recorded = 0;
  std::int64_t unchanged = 0;
  std::int64_t later = 0;
  std::int64_t left_out = 0;  // payments after --payments-through
};

struct ImportCounts {
  std::int64_t rows = 0;
  std::int64_t bad_rows = 0;
  std::int64_t bad_lines = 0;  // of the file of lines: malformed, or of no invoice
  DocumentCounts invoices;
  DocumentCounts credit_notes;
  DocumentCounts payments;
  std::int64_t accounts = 0;
  std::int64_t episodes_opened = 0;
};

struct ImporterOptions {
  // What a registration carries besides account_id and request_id.
  v1::RegisterAccountRequest registration;
  bool register_accounts = true;
  std::string reason;
  bool dry_run = false;
};

class Importer {
 public:
  // Takes the line of a bad row and why it is bad.
  using Report = std::function<void(std::int64_t line, const std::string& why)>;

  Importer(ImportCalls calls, ImporterOptions options, Report report);

  // Sends what is due; credit notes wait for Finish, because the invoices they amend may come later
  // in the file. A failure ends the import; what was sent before stays.
  Outcome<bool> Add(ImportRow row);
  // Sends the rest.
  Outcome<bool> Finish();

  // Counts a row that could not be converted.
  void AddBad(std::int64_t line, const std::string& why);
  // Counts a bad row of the file of lines.
  void AddBadLine() { ++counts_.bad_lines; }

  const ImportCounts& counts() const { return counts_; }
  // Some refusals were BACKDATED: an operator's profile and --reason would help.
  bool backdated() const { return backdated_; }

 private:
  struct Batch {
    std::vector<ImportRow> rows;
    std::size_t documents = 0;
    std::size_t bytes = 0;
    std::map<std::string, std::size_t> row_of_invoice;  // positions in `rows`
  };

  Outcome<bool> AddNow(ImportRow row);
  DocumentCounts* CountsFor(const ImportRow& row);
  Outcome<bool> Register(const std::string& account_id);
  Outcome<bool> Send(const std::string& account_id, Batch batch);
  Outcome<bool> SendRows(const std::string& account_id, std::vector<ImportRow> rows);
  void CountResults(const std::vector<ImportRow>& rows,
                    const v1::ImportDocumentsResponse& response);
  void CountDryRun(const std::vector<ImportRow>& rows);
  Outcome<bool> FlushAll();

  ImportCalls calls_;
  ImporterOptions options_;
  Report report_;
  ImportCounts counts_;
  bool backdated_ = false;
  std::set<std::string> registered_;
  std::map<std::string, Batch> batches_;  // by account
  std::size_t pending_documents_ = 0;
  std::vector<ImportRow> credit_notes_;
};

// "2466 rows: 2410 invoices recorded, 0 unchanged, 56 later; ...".
std::string SummaryText(const ImportCounts& counts);

}  // namespace reinstate::cli
