// The files of recorded invoices, for whoever holds the right to the account.

#pragma once

#include "db/deadline.h"
#include "db/pool.h"
#include "server/domain/account_scope.h"
#include "server/domain/error.h"
#include "server/domain/facts.h"
#include "server/files/invoice_file.h"

namespace reinstate::services {

// Any thread.
class InvoiceFiles {
 public:
  explicit InvoiceFiles(db::Pool& pool) : pool_(pool) {}

  // Reads the invoice and makes its file; blocks. `file` is of the scope's account.
  // ACCOUNT_NOT_FOUND, INVOICE_NOT_FOUND, and what the database and the file's making may fail
  // with.
  Result<files::FileContent> Fetch(const AccountScope& account, const files::FileId& file,
                                   db::Deadline deadline) const;

 private:
  db::Pool& pool_;
};

// The document as its files show it.
files::InvoiceDocument DocumentOf(const Account& account, const Invoice& invoice);

}  // namespace reinstate::services
