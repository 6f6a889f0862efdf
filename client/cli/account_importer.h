// Registers the accounts of a CSV file, one call a row.

#pragma once

#include <reinstate/v1/account_admin_service.pb.h>
#include <reinstate/v1/account_status_service.pb.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "client/cli/csv.h"
#include "client/cli/failure.h"
#include "client/cli/import_rows.h"
#include "client/runtime/result.h"

namespace reinstate::cli {

// The request a row stands for. What it has no column or an empty cell for is as in `defaults`,
// which also has the reason.
Outcome<v1::RegisterAccountRequest> ConvertAccount(const CsvReader::Record& record,
                                                   const RowRules& rules,
                                                   const v1::RegisterAccountRequest& defaults);

// The calls, which retry by themselves; a test puts its own in their place.
struct AccountCalls {
  std::function<client::Result<v1::GetAccountStatusResponse>(const v1::GetAccountStatusRequest&)>
      get_status;
  std::function<client::Result<v1::RegisterAccountResponse>(const v1::RegisterAccountRequest&)>
      register_account;
  // Words for a failure.
  std::function<Failure(const client::CallError&)> explain;
};

struct AccountCounts {
  std::int64_t rows = 0;
  std::int64_t bad_rows = 0;
  std::int64_t registered = 0;  // in a dry run: would be sent
  std::int64_t unchanged = 0;
};

class AccountImporter {
 public:
  // Takes the line of a bad row and why it is bad.
  using Report = std::function<void(std::int64_t line, const std::string& why)>;

  // Without calls (a dry run) nothing is sent.
  AccountImporter(AccountCalls calls, Report report);

  // Fails only where the rows that follow would fail as well; what was sent before stays.
  Outcome<bool> Add(std::int64_t line, const v1::RegisterAccountRequest& request);

  // Counts a row that could not be converted.
  void AddBad(std::int64_t line, const std::string& why);

  const AccountCounts& counts() const { return counts_; }
  // Some refusals were BACKDATED: an operator's profile and --reason would help.
  bool backdated() const { return backdated_; }

 private:
  struct Seen {
    std::int64_t line = 0;
    v1::RegisterAccountRequest request;
  };

  AccountCalls calls_;
  Report report_;
  AccountCounts counts_;
  bool backdated_ = false;
  std::map<std::string, Seen> seen_;  // by account
};

// "3 rows: 2 accounts registered, 1 unchanged; 0 bad rows".
std::string SummaryText(const AccountCounts& counts);

}  // namespace reinstate::cli
