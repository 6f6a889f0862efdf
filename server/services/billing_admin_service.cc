#include "server/services/billing_admin_service.h"

#include <algorithm>

#include "server/services/billing_convert.h"
#include "server/services/billing_decisions.h"
#include "server/services/convert.h"
#include "server/services/document_decisions.h"
#include "server/services/document_intake.h"
#include "server/services/import_decisions.h"
#include "server/services/invoice_view.h"

namespace reinstate::services {
namespace {

const Payment& PaymentOf(const AccountState& state, const std::string& payment_id) {
  const auto& payments = state.facts.payments;
  return *std::find_if(payments.begin(), payments.end(),
                       [&](const Payment& payment) { return payment.payment_id == payment_id; });
}

}  // namespace

void BillingAdminService::AddTo(rpc::Handlers& handlers) {
  const std::string service = "reinstate.v1.BillingAdminService/";
  using Self = BillingAdminService;
  handlers.Add(service + "RecordInvoice", this, &Self::RecordInvoice);
  handlers.Add(service + "RecordPayment", this, &Self::RecordPayment);
  handlers.Add(service + "ImportDocuments", this, &Self::ImportDocuments);
  handlers.Add(service + "SetPaymentTerms", this, &Self::SetPaymentTerms);
  handlers.Add(service + "SetPaymentInstructions", this, &Self::SetPaymentInstructions);
  handlers.Add(service + "VoidInvoice", this,
               &Self::ChangeInvoice<v1::VoidInvoiceRequest, v1::VoidInvoiceResponse>);
  handlers.Add(service + "WriteOffInvoice", this,
               &Self::ChangeInvoice<v1::WriteOffInvoiceRequest, v1::WriteOffInvoiceResponse>);
  handlers.Add(service + "OpenDispute", this,
               &Self::ChangeInvoice<v1::OpenDisputeRequest, v1::OpenDisputeResponse>);
  handlers.Add(service + "ResolveDispute", this,
               &Self::ChangeInvoice<v1::ResolveDisputeRequest, v1::ResolveDisputeResponse>);
  handlers.Add(service + "SettlePayment", this,
               &Self::ChangePayment<v1::SettlePaymentRequest, v1::SettlePaymentResponse>);
  handlers.Add(service + "FailPayment", this,
               &Self::ChangePayment<v1::FailPaymentRequest, v1::FailPaymentResponse>);
  handlers.Add(service + "ReversePayment", this,
               &Self::ChangePayment<v1::ReversePaymentRequest, v1::ReversePaymentResponse>);
  handlers.Add(service + "VoidPayment", this,
               &Self::ChangePayment<v1::VoidPaymentRequest, v1::VoidPaymentResponse>);
}

Status BillingAdminService::RecordInvoice(const rpc::Call& call,
                                          const v1::RecordInvoiceRequest& request,
                                          v1::RecordInvoiceResponse& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideInvoice(call, request, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_invoice() = ShowInvoice(state.facts, request.invoice().invoice_id(),
                                              state.policies().At(state.now), state.now);
    // A repeated invoice has the same lines, which were not loaded.
    *response.mutable_invoice()->mutable_lines() = request.invoice().lines();
    response.set_revision(state.row.revision);
    response.set_standing(ToProto(state.standing()));
  };
  DocumentReach reach;
  Reach(request.invoice(), reach);
  return WriteToAccount(environment_, call, {request, response, decide, reply, nullptr, reach});
}

Status BillingAdminService::RecordPayment(const rpc::Call& call,
                                          const v1::RecordPaymentRequest& request,
                                          v1::RecordPaymentResponse& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecidePayment(call, request, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_payment() = ToProto(PaymentOf(state, request.payment().payment_id()));
    response.set_revision(state.row.revision);
    response.set_standing(ToProto(state.standing()));
  };
  DocumentReach reach;
  Reach(request.payment(), environment_.document_zone(), reach);
  return WriteToAccount(environment_, call, {request, response, decide, reply, nullptr, reach});
}

Status BillingAdminService::ImportDocuments(const rpc::Call& call,
                                            const v1::ImportDocumentsRequest& request,
                                            v1::ImportDocumentsResponse& response) {
  v1::ImportDocumentsResponse results;
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideImport(call, request, results, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    response = results;
    response.set_revision(state.row.revision);
    response.set_episodes_opened(state.episodes_opened);
    response.set_standing(ToProto(state.standing()));
  };
  return WriteToAccount(
      environment_, call,
      {request, response, decide, reply, nullptr, ReachOf(request, environment_.document_zone())});
}

Status BillingAdminService::SetPaymentTerms(const rpc::Call& call,
                                            const v1::SetPaymentTermsRequest& request,
                                            v1::SetPaymentTermsResponse& response) {
  PaymentTerms terms;
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideTerms(call, request, transaction, state, terms);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_effective_on() = ToProto(terms.effective_on);
    response.set_net_days(terms.net_days);
    response.set_revision(state.row.revision);
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status BillingAdminService::SetPaymentInstructions(const rpc::Call& call,
                                                   const v1::SetPaymentInstructionsRequest& request,
                                                   v1::SetPaymentInstructionsResponse& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideInstructions(call, request, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_instructions() = request.instructions();
    response.set_revision(state.row.revision);
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

template <typename Request, typename Response>
Status BillingAdminService::ChangeInvoice(const rpc::Call& call, const Request& request,
                                          Response& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DocumentDecision(call, transaction, state).Decide(request);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_invoice() =
        ShowInvoice(state.facts, request.invoice_id(), state.policies().At(state.now), state.now);
    response.set_revision(state.row.revision);
    response.set_standing(ToProto(state.standing()));
  };
  DocumentReach reach;
  reach.invoice_ids.push_back(request.invoice_id());
  return WriteToAccount(environment_, call, {request, response, decide, reply, nullptr, reach});
}

template <typename Request, typename Response>
Status BillingAdminService::ChangePayment(const rpc::Call& call, const Request& request,
                                          Response& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DocumentDecision(call, transaction, state).Decide(request);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_payment() = ToProto(PaymentOf(state, request.payment_id()));
    response.set_revision(state.row.revision);
    response.set_standing(ToProto(state.standing()));
  };
  DocumentReach reach;
  reach.payment_ids.push_back(request.payment_id());
  return WriteToAccount(environment_, call, {request, response, decide, reply, nullptr, reach});
}

}  // namespace reinstate::services
