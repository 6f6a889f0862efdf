// The lists of one account's facts.

#include <string>
#include <utility>
#include <vector>

#include "db/facts.h"
#include "server/services/account_admin_service.h"
#include "server/services/convert.h"
#include "server/services/fact_page.h"

namespace reinstate::services {

Status AccountAdminService::ReadFacts(const rpc::Call& call, const ReadBody& read) {
  return db::RunTransaction(environment_.pool, db::Visibility::Of(call.account()),
                            db::Access::kSnapshot, call.deadline,
                            [&](db::Transaction& transaction) -> Status {
                              if (!db::GetAccount(transaction, call.account())) {
                                return AccountNotFound(call.account().account_id());
                              }
                              read(transaction);
                              return Ok();
                            });
}

Status AccountAdminService::ListHolds(const rpc::Call& call, const v1::ListHoldsRequest& request,
                                      v1::ListHoldsResponse& response) {
  const auto after = paging_.Cursor(call, request, request.page_token());
  if (!after.ok()) return after.error();
  const auto size = static_cast<size_t>(Paging::Size(request.page_size(), 100, 1000));
  return ReadFacts(call, [&](db::Transaction& transaction) {
    std::vector<Hold> holds = db::ListHolds(transaction, call.account());
    const auto place_of = [](const Hold& hold) { return std::pair(hold.placed_at, hold.hold_id); };
    response.Clear();
    if (KeepPage(place_of, *after, size, holds)) {
      response.set_next_page_token(paging_.Token(call, request, holds.back().hold_id));
    }
    for (const Hold& hold : holds) *response.add_holds() = ToProto(hold, call.is_staff());
  });
}

Status AccountAdminService::ListAbuseSignals(const rpc::Call& call,
                                             const v1::ListAbuseSignalsRequest& request,
                                             v1::ListAbuseSignalsResponse& response) {
  const auto after = paging_.Cursor(call, request, request.page_token());
  if (!after.ok()) return after.error();
  const auto size = static_cast<size_t>(Paging::Size(request.page_size(), 100, 1000));
  return ReadFacts(call, [&](db::Transaction& transaction) {
    std::vector<AbuseSignal> signals = db::ListAbuseSignals(transaction, call.account());
    const auto place_of = [](const AbuseSignal& signal) {
      return std::pair(signal.detected_at, signal.signal_id);
    };
    response.Clear();
    if (KeepPage(place_of, *after, size, signals)) {
      response.set_next_page_token(paging_.Token(call, request, signals.back().signal_id));
    }
    for (const AbuseSignal& signal : signals) {
      *response.add_signals() = ToProto(signal, call.is_staff());
    }
  });
}

Status AccountAdminService::ListExemptions(const rpc::Call& call,
                                           const v1::ListExemptionsRequest& request,
                                           v1::ListExemptionsResponse& response) {
  const auto after = paging_.Cursor(call, request, request.page_token());
  if (!after.ok()) return after.error();
  const auto size = static_cast<size_t>(Paging::Size(request.page_size(), 100, 1000));
  return ReadFacts(call, [&](db::Transaction& transaction) {
    std::vector<Exemption> exemptions = db::ListExemptions(transaction, call.account());
    const auto place_of = [](const Exemption& exemption) {
      return std::pair(exemption.granted_at, exemption.exemption_id);
    };
    response.Clear();
    if (KeepPage(place_of, *after, size, exemptions)) {
      response.set_next_page_token(paging_.Token(call, request, exemptions.back().exemption_id));
    }
    for (const Exemption& exemption : exemptions) {
      *response.add_exemptions() = ToProto(exemption, call.is_staff());
    }
  });
}

}  // namespace reinstate::services
