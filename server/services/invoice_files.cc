#include "server/services/invoice_files.h"

#include <optional>

#include "db/accounts.h"
#include "db/billing.h"
#include "db/transaction.h"
#include "server/services/account_write.h"

namespace reinstate::services {

Result<IssuedDocument> InvoiceFiles::Read(const AccountScope& account,
                                          const std::string& invoice_id,
                                          db::Deadline deadline) const {
  std::optional<IssuedDocument> document;
  const Status status =
      db::RunTransaction(pool_, db::Visibility::Of(account), db::Access::kSnapshot, deadline,
                         [&](db::Transaction& transaction) -> Status {
                           document = db::GetIssuedDocument(transaction, account, invoice_id);
                           if (document) return Ok();
                           if (!db::GetAccount(transaction, account))
                             return AccountNotFound(account.account_id());
                           return InvoiceNotFound(invoice_id);
                         });
  if (!status.ok()) return status.error();
  return std::move(*document);
}

Result<files::FileContent> InvoiceFiles::Fetch(const AccountScope& account,
                                               const files::FileId& file,
                                               db::Deadline deadline) const {
  const auto document = Read(account, file.invoice_id, deadline);
  if (!document.ok()) return document.error();
  return files::MakeFile(*document, file.kind);
}

}  // namespace reinstate::services
