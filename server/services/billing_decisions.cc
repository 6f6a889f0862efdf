#include "server/services/billing_decisions.h"

#include <string>

#include "db/billing_settings.h"
#include "server/domain/civil_day.h"
#include "server/services/billing_convert.h"
#include "server/services/convert.h"
#include "server/services/document_intake.h"

namespace reinstate::services {
Result<WriteOutcome> DecideInvoice(const rpc::Call& call, const v1::RecordInvoiceRequest& request,
                                   db::Transaction& transaction, AccountState& state) {
  DocumentIntake intake(call, transaction, state, RecorderOf(call, request.reason()));
  const auto taken = intake.Take(request.invoice());
  if (!taken.ok()) return taken.error();
  return intake.Finish(request.reason());
}

Result<WriteOutcome> DecidePayment(const rpc::Call& call, const v1::RecordPaymentRequest& request,
                                   db::Transaction& transaction, AccountState& state) {
  DocumentIntake intake(call, transaction, state, RecorderOf(call, request.reason()));
  const auto taken = intake.Take(request.payment());
  if (!taken.ok()) return taken.error();
  return intake.Finish(request.reason());
}

Result<WriteOutcome> DecideTerms(const rpc::Call& call, const v1::SetPaymentTermsRequest& request,
                                 db::Transaction& transaction, AccountState& state,
                                 PaymentTerms& terms) {
  const absl::TimeZone& zone = state.policies().At(state.now).zone;
  terms.net_days = request.net_days();
  terms.effective_on =
      request.has_effective_on() ? FromProto(request.effective_on()) : DayOf(state.now, zone);
  for (const PaymentTerms& known : db::ListTerms(transaction, call.account())) {
    if (known.effective_on != terms.effective_on) continue;
    if (known.net_days == terms.net_days) return WriteOutcome{};
    return FactConflict("payment terms", absl::FormatCivilTime(terms.effective_on));
  }
  const Recorder recorder = RecorderOf(call, request.reason());
  const Status status = CheckPaymentTerms(terms, state.now, zone, recorder);
  if (!status.ok()) return status.error();
  InsertTerms(transaction, call.account(), terms, state.now, state.row.revision + 1);
  return WriteOutcome{true,
                      {TransitionTrigger::kFact, "payment-terms",
                       StartOfDay(terms.effective_on, zone), call.principal->id},
                      request.reason()};
}

Result<WriteOutcome> DecideInstructions(const rpc::Call& call,
                                        const v1::SetPaymentInstructionsRequest& request,
                                        db::Transaction& transaction, AccountState& state) {
  if (request.instructions().has_amount()) {
    return InvalidField("instructions.amount", "must be unset: it is the invoice's total");
  }
  PaymentInstructions instructions = FromProto(request.instructions());
  instructions.revision = state.row.revision + 1;
  InsertInstructions(transaction, call.account(), instructions, state.now);
  return WriteOutcome{
      true,
      {TransitionTrigger::kFact, "payment-instructions", state.now, call.principal->id},
      request.reason()};
}

}  // namespace reinstate::services
