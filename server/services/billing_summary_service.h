// BillingSummaryService: the bill as partners see it.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "reinstate/v1/billing_summary_service.pb.h"
#include "server/domain/ledger.h"
#include "server/rpc/handlers.h"
#include "server/services/account_write.h"
#include "server/services/invoice_file_service.h"
#include "server/services/ledger_view.h"
#include "server/services/paging.h"

namespace reinstate::services {

class BillingSummaryService {
 public:
  BillingSummaryService(const Environment& environment, const Paging& paging, MaybeFileLinks links)
      : environment_(environment), paging_(paging), links_(links) {}

  void AddTo(rpc::Handlers& handlers);

  Status ListInvoices(const rpc::Call& call, const v1::ListInvoicesRequest& request,
                      v1::ListInvoicesResponse& response);
  Status GetInvoice(const rpc::Call& call, const v1::GetInvoiceRequest& request,
                    v1::GetInvoiceResponse& response);
  Status GetBillingSummary(const rpc::Call& call, const v1::GetBillingSummaryRequest& request,
                           v1::GetBillingSummaryResponse& response);
  Status ListPayments(const rpc::Call& call, const v1::ListPaymentsRequest& request,
                      v1::ListPaymentsResponse& response);
  Status ListLedgerEntries(const rpc::Call& call, const v1::ListLedgerEntriesRequest& request,
                           v1::ListLedgerEntriesResponse& response);

 private:
  // All invoices and credit notes of the account in one snapshot.
  Result<std::vector<v1::Invoice>> ReadInvoices(const rpc::Call& call);
  // The ledger of a list; of every currency where none is named.
  static std::vector<LedgerEntry> ReadLedger(db::Transaction& transaction,
                                             const AccountScope& scope, const PolicySet& policies,
                                             const LedgerPlace& place, const std::string& currency);

  const Environment& environment_;
  const Paging& paging_;
  const MaybeFileLinks links_;
};

}  // namespace reinstate::services
