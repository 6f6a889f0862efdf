#include "server/services/import_decisions.h"

#include "server/services/document_intake.h"

namespace reinstate::services {
namespace {

void Fill(const Result<Taken>& taken, v1::DocumentResult& result) {
  if (taken.ok()) {
    return result.set_outcome(*taken == Taken::kNew ? v1::DOCUMENT_OUTCOME_RECORDED
                                                    : v1::DOCUMENT_OUTCOME_UNCHANGED);
  }
  if (taken.error().reason == Reason::kEffectiveInFuture) {
    return result.set_outcome(v1::DOCUMENT_OUTCOME_LATER);
  }
  result.set_outcome(v1::DOCUMENT_OUTCOME_REFUSED);
  result.set_reason(ReasonName(taken.error().reason));
  result.set_message(taken.error().message);
}

Result<Taken> Take(const v1::Document& document, DocumentIntake& intake) {
  if (document.has_invoice()) return intake.Take(document.invoice());
  if (document.has_payment()) return intake.Take(document.payment());
  return InvalidField("documents", "holds neither an invoice nor a payment");
}

bool IsCreditNote(const v1::Document& document) {
  return document.has_invoice() &&
         document.invoice().document_type() == v1::DOCUMENT_TYPE_CREDIT_NOTE;
}

}  // namespace

Result<WriteOutcome> DecideImport(const rpc::Call& call, const v1::ImportDocumentsRequest& request,
                                  v1::ImportDocumentsResponse& response,
                                  db::Transaction& transaction, AccountState& state) {
  DocumentIntake intake(call, transaction, state, RecorderOf(call, request.reason()));
  response.Clear();
  for (int i = 0; i < request.documents_size(); ++i) response.add_results();
  // Credit notes last: the invoices that they amend may stand anywhere in the request.
  for (const bool credit_notes : {false, true}) {
    for (int i = 0; i < request.documents_size(); ++i) {
      const v1::Document& document = request.documents(i);
      if (IsCreditNote(document) != credit_notes) continue;
      Fill(Take(document, intake), *response.mutable_results(i));
    }
  }
  return intake.Finish(request.reason());
}

DocumentReach ReachOf(const v1::ImportDocumentsRequest& request, const absl::TimeZone& zone) {
  DocumentReach reach;
  for (const v1::Document& document : request.documents()) {
    if (document.has_invoice()) Reach(document.invoice(), reach);
    if (document.has_payment()) Reach(document.payment(), zone, reach);
  }
  return reach;
}

}  // namespace reinstate::services
