#include "server/services/invoice_files.h"

#include <algorithm>
#include <optional>

#include "db/accounts.h"
#include "db/billing.h"
#include "db/transaction.h"
#include "server/services/account_write.h"

namespace reinstate::services {

files::InvoiceDocument DocumentOf(const Account& account, const Invoice& invoice) {
  return {.account_id = account.account_id,
          .account_name = account.display_name,
          .invoice_id = invoice.invoice_id,
          .currency = invoice.currency,
          .total_minor = invoice.total_minor,
          .issued_on = invoice.issued_on,
          .due_on = invoice.due_on};
}

Result<files::FileContent> InvoiceFiles::Fetch(const AccountScope& account,
                                               const files::FileId& file,
                                               db::Deadline deadline) const {
  std::optional<files::InvoiceDocument> document;
  const Status status = db::RunTransaction(
      pool_, db::Visibility::Of(account), db::Access::kSnapshot, deadline,
      [&](db::Transaction& transaction) -> Status {
        const auto row = db::GetAccount(transaction, account);
        if (!row) return AccountNotFound(account.account_id());
        const auto invoices = db::ListInvoices(transaction, account);
        const auto found = std::find_if(
            invoices.begin(), invoices.end(),
            [&](const Invoice& invoice) { return invoice.invoice_id == file.invoice_id; });
        if (found == invoices.end()) {
          return Error{.reason = Reason::kInvoiceNotFound,
                       .message = "the account has no invoice " + file.invoice_id,
                       .resource = Resource{"invoice", file.invoice_id}};
        }
        document = DocumentOf(row->account, *found);
        return Ok();
      });
  if (!status.ok()) return status.error();
  return files::MakeFile(*document, file.kind);
}

}  // namespace reinstate::services
