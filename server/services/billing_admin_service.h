// BillingAdminService: invoices and payments from internal systems and staff.

#pragma once

#include "reinstate/v1/billing_admin_service.pb.h"
#include "server/rpc/handlers.h"
#include "server/services/account_write.h"

namespace reinstate::services {

class BillingAdminService {
 public:
  explicit BillingAdminService(const Environment& environment) : environment_(environment) {}

  void AddTo(rpc::Handlers& handlers);

  Status RecordInvoice(const rpc::Call& call, const v1::RecordInvoiceRequest& request,
                       v1::RecordInvoiceResponse& response);
  Status RecordPayment(const rpc::Call& call, const v1::RecordPaymentRequest& request,
                       v1::RecordPaymentResponse& response);
  Status ImportDocuments(const rpc::Call& call, const v1::ImportDocumentsRequest& request,
                         v1::ImportDocumentsResponse& response);

 private:
  const Environment& environment_;
};

}  // namespace reinstate::services
