// What replies to writes have in common.

#pragma once

#include "server/domain/status.h"
#include "server/services/account_write.h"
#include "server/services/convert.h"

namespace reinstate::services {

// The account's revision and standing after the write.
template <typename Response>
void FillStanding(const AccountState& state, Response& response) {
  response.set_revision(state.row.revision);
  response.set_standing(ToProto(state.standing()));
}

// What the account's last decision ended, and until when only a pause or an exemption holds it.
template <typename Response>
void FillDecided(const AccountState& state, Response& response) {
  for (const CauseKind kind : state.facts.decisions.back().causes) {
    response.add_causes_ended(ToProto(kind));
  }
  const auto suspended_again_at =
      SuspendedWhenRespiteEnds(state.timeline, state.policies(), state.now);
  if (suspended_again_at) *response.mutable_suspended_again_at() = ToProto(*suspended_again_at);
}

}  // namespace reinstate::services
