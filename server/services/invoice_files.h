// The files of recorded invoices, for whoever holds the right to the account.

#pragma once

#include <string>

#include "db/deadline.h"
#include "db/pool.h"
#include "server/domain/account_scope.h"
#include "server/domain/error.h"
#include "server/domain/facts.h"
#include "server/files/invoice_file.h"

namespace reinstate::services {

// Any thread. All of it blocks, and may fail with ACCOUNT_NOT_FOUND, INVOICE_NOT_FOUND and as the
// database may.
class InvoiceFiles {
 public:
  explicit InvoiceFiles(db::Pool& pool) : pool_(pool) {}

  Result<IssuedDocument> Read(const AccountScope& account, const std::string& invoice_id,
                              db::Deadline deadline) const;

  // Makes the file. `file` is of the scope's account.
  Result<files::FileContent> Fetch(const AccountScope& account, const files::FileId& file,
                                   db::Deadline deadline) const;

 private:
  db::Pool& pool_;
};

}  // namespace reinstate::services
