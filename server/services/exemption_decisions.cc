#include "server/services/exemption_decisions.h"

#include <optional>
#include <string>

#include "db/facts.h"
#include "server/domain/exemption_rules.h"
#include "server/services/account_decisions.h"
#include "server/services/convert.h"

namespace reinstate::services {
namespace {

WriteOutcome Decided(const std::string& exemption_id, const rpc::Call& call,
                     const AccountState& state, const std::string& reason) {
  return {
      true, {TransitionTrigger::kDecision, exemption_id, state.now, call.principal->id}, reason};
}

}  // namespace

Result<WriteOutcome> DecideExemption(const rpc::Call& call,
                                     const v1::GrantExemptionRequest& request,
                                     db::Transaction& transaction, AccountState& state) {
  const Status permitted = CheckNotOwnRequest(call, transaction, state);
  if (!permitted.ok()) return permitted.error();
  const std::optional<CauseKind> cause = FromProto(request.cause());
  if (!cause) return InvalidField("cause", "is no cause that an account can have");
  const Exemption exemption{
      request.exemption_id(), *cause, request.reason(), state.now, FromProto(request.expires_at()),
      call.principal->id};
  const auto changed = GrantExemption(exemption, state.policies().At(state.now), state.facts);
  if (!changed.ok()) return changed.error();
  if (!*changed) return WriteOutcome{};
  InsertExemption(transaction, call.account(), exemption);
  return Decided(exemption.exemption_id, call, state, request.reason());
}

Result<WriteOutcome> DecideRevocation(const rpc::Call& call,
                                      const v1::RevokeExemptionRequest& request,
                                      db::Transaction& transaction, AccountState& state) {
  const Status revoked = RevokeExemption(request.exemption_id(), state.now, state.facts);
  if (!revoked.ok()) return revoked.error();
  db::RevokeExemption(transaction, call.account(), request.exemption_id(), state.now);
  return Decided(request.exemption_id(), call, state, request.reason());
}

}  // namespace reinstate::services
