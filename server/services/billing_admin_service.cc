#include "server/services/billing_admin_service.h"

#include <algorithm>

#include "server/services/billing_decisions.h"
#include "server/services/convert.h"
#include "server/services/invoice_view.h"

namespace reinstate::services {

void BillingAdminService::AddTo(rpc::Handlers& handlers) {
  const std::string service = "reinstate.v1.BillingAdminService/";
  handlers.Add(service + "RecordInvoice", this, &BillingAdminService::RecordInvoice);
  handlers.Add(service + "RecordPayment", this, &BillingAdminService::RecordPayment);
  handlers.Add(service + "ImportDocuments", this, &BillingAdminService::ImportDocuments);
}

Status BillingAdminService::RecordInvoice(const rpc::Call& call,
                                          const v1::RecordInvoiceRequest& request,
                                          v1::RecordInvoiceResponse& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideInvoice(environment_, call, request, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    const auto shown = ShowInvoices(state.facts.invoices, state.facts.payments,
                                    environment_.policies.At(state.now), state.now);
    *response.mutable_invoice() =
        *std::find_if(shown.begin(), shown.end(), [&](const v1::Invoice& invoice) {
          return invoice.invoice_id() == request.invoice().invoice_id();
        });
    response.set_revision(state.row.revision);
    response.set_standing(ToProto(state.standing()));
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status BillingAdminService::RecordPayment(const rpc::Call& call,
                                          const v1::RecordPaymentRequest& request,
                                          v1::RecordPaymentResponse& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecidePayment(environment_, call, request, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    const auto& payments = state.facts.payments;
    *response.mutable_payment() =
        ToProto(*std::find_if(payments.begin(), payments.end(), [&](const Payment& payment) {
          return payment.payment_id == request.payment().payment_id();
        }));
    response.set_revision(state.row.revision);
    response.set_standing(ToProto(state.standing()));
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status BillingAdminService::ImportDocuments(const rpc::Call& call,
                                            const v1::ImportDocumentsRequest& request,
                                            v1::ImportDocumentsResponse& response) {
  v1::ImportDocumentsResponse results;
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideImport(environment_, call, request, results, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    response = results;
    response.set_revision(state.row.revision);
    response.set_episodes_opened(state.episodes_opened);
    response.set_standing(ToProto(state.standing()));
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

}  // namespace reinstate::services
