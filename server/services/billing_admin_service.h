// BillingAdminService: invoices, credit notes, payments and what becomes of them, from internal
// systems and staff.

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
  Status SetPaymentTerms(const rpc::Call& call, const v1::SetPaymentTermsRequest& request,
                         v1::SetPaymentTermsResponse& response);
  Status SetPaymentInstructions(const rpc::Call& call,
                                const v1::SetPaymentInstructionsRequest& request,
                                v1::SetPaymentInstructionsResponse& response);

  // VoidInvoice, WriteOffInvoice, OpenDispute and ResolveDispute.
  template <typename Request, typename Response>
  Status ChangeInvoice(const rpc::Call& call, const Request& request, Response& response);
  // SettlePayment, FailPayment, ReversePayment and VoidPayment.
  template <typename Request, typename Response>
  Status ChangePayment(const rpc::Call& call, const Request& request, Response& response);

 private:
  const Environment& environment_;
};

}  // namespace reinstate::services
