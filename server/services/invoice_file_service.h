// The RPCs of BillingSummaryService that are about files and what they hold.

#pragma once

#include <string>

#include "reinstate/v1/billing_summary_service.pb.h"
#include "server/files/file_link.h"
#include "server/rpc/handlers.h"
#include "server/services/account_write.h"
#include "server/services/invoice_files.h"

namespace reinstate::services {

// What the server links to its files by; null where it serves no links.
using MaybeFileLinks = const files::FileLinks*;

// Adds a link a file to the invoice of the account; the caller may read it.
void AddFileLinks(MaybeFileLinks links, const std::string& account_id, v1::Invoice& invoice);

class InvoiceFileService {
 public:
  InvoiceFileService(const Environment& environment, MaybeFileLinks links)
      : files_(environment.pool), links_(links) {}

  void AddTo(rpc::Handlers& handlers);

  Status GetInvoiceFile(const rpc::Call& call, const v1::GetInvoiceFileRequest& request,
                        v1::GetInvoiceFileResponse& response);
  // Makes the file once and holds it until its last chunk was sent.
  Result<rpc::Pull<v1::DownloadInvoiceFileResponse>> DownloadInvoiceFile(
      const rpc::Call& call, const v1::DownloadInvoiceFileRequest& request);
  // Likewise with the lines.
  Result<rpc::Pull<v1::StreamReconciliationResponse>> StreamReconciliation(
      const rpc::Call& call, const v1::StreamReconciliationRequest& request);

 private:
  const InvoiceFiles files_;
  const MaybeFileLinks links_;
};

}  // namespace reinstate::services
