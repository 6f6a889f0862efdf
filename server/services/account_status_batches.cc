// The batches of AccountStatusService: one statement of the read batcher, an answer an item.

#include <utility>
#include <vector>

#include "server/domain/ids.h"
#include "server/rpc/authorizer.h"
#include "server/rpc/status.h"
#include "server/services/account_status_service.h"
#include "server/services/convert.h"
#include "server/services/status_view.h"

namespace reinstate::services {
namespace {

// So that 1000 statuses fit the 4 MB that gRPC clients take by default.
constexpr int kMostExplanations = 10;

void FillError(const Error& error, v1::ItemError& item) {
  item.set_code(rpc::CodeOf(error.reason));
  item.set_reason(ReasonName(error.reason));
  item.set_message(error.message);
}

Result<AccountScope> ScopeOf(const rpc::Call& call, const std::string& account_id) {
  auto scope = call.scopes.named_accounts->Of(account_id);
  if (!scope) return rpc::Authorizer::NotPermitted();
  if (!ValidId(account_id)) return InvalidField("account_id", "is no id of an account");
  return std::move(*scope);
}

Result<AccountScope> ScopeOf(const rpc::Call& call, const v1::OperationCheck& check) {
  auto scope = ScopeOf(call, check.account_id());
  if (!scope.ok() || FromProto(check.operation())) return scope;
  return InvalidField("operation", "is unknown; it is never allowed");
}

// An item whose scope there is not gets its error at once.
template <typename ItemResult>
void Add(Result<AccountScope> scope, std::vector<AccountScope>& scopes, ItemResult& result) {
  if (scope.ok()) {
    scopes.push_back(std::move(*scope));
  } else {
    FillError(scope.error(), *result.mutable_error());
  }
}

// The answers to the items that have no error yet: `fill(i, stored, result)` for each account that
// was found.
template <typename Results, typename AccountOf, typename Fill>
Status FillResults(const Result<db::ReadBatcher::FoundById>& found, Results& results,
                   AccountOf account_of, Fill fill) {
  if (!found.ok()) return found.error();
  for (int i = 0; i < results.size(); ++i) {
    auto& result = *results.Mutable(i);
    if (result.has_error()) continue;
    const std::string& account_id = account_of(i);
    const auto stored = found->find(account_id);
    if (stored == found->end()) {
      FillError(AccountNotFound(account_id), *result.mutable_error());
    } else if (!stored->second.ok()) {
      FillError(stored->second.error(), *result.mutable_error());
    } else {
      fill(i, **stored->second, result);
    }
  }
  return Ok();
}

}  // namespace

void AccountStatusService::BatchGetAccountStatuses(
    const rpc::Call& call, const v1::BatchGetAccountStatusesRequest& request,
    v1::BatchGetAccountStatusesResponse& response, rpc::Done done) {
  std::vector<AccountScope> scopes;
  for (const std::string& account_id : request.account_ids()) {
    Add(ScopeOf(call, account_id), scopes, *response.add_results());
  }
  if (scopes.empty()) return done(Ok());
  const absl::Time asked_at = environment_.real_now();
  timelines_.GetMany(
      scopes, TimelineReader::Need::kForecast, call.deadline,
      [&, asked_at, done = std::move(done)](const Result<db::ReadBatcher::FoundById>& found) {
        Audience audience = AudienceOf(call);
        audience.most_explanations = kMostExplanations;
        done(FillResults(
            found, *response.mutable_results(),
            [&](int i) -> const std::string& { return request.account_ids(i); },
            [&](int, const db::StoredTimeline& stored, v1::AccountStatusResult& result) {
              FillStatus(stored, environment_.book.history().Set(stored.policy_set),
                         ReadInstant(stored, asked_at), audience, *result.mutable_status());
            }));
      });
}

void AccountStatusService::BatchCheckOperations(const rpc::Call& call,
                                                const v1::BatchCheckOperationsRequest& request,
                                                v1::BatchCheckOperationsResponse& response,
                                                rpc::Done done) {
  std::vector<AccountScope> scopes;
  for (const v1::OperationCheck& check : request.checks()) {
    Add(ScopeOf(call, check), scopes, *response.add_results());
  }
  if (scopes.empty()) return done(Ok());
  const absl::Time asked_at = environment_.real_now();
  timelines_.GetMany(
      scopes, TimelineReader::Need::kStanding, call.deadline,
      [&, asked_at, done = std::move(done)](const Result<db::ReadBatcher::FoundById>& found) {
        done(FillResults(
            found, *response.mutable_results(),
            [&](int i) -> const std::string& { return request.checks(i).account_id(); },
            [&](int i, const db::StoredTimeline& stored, v1::OperationCheckResult& result) {
              FillDecision(stored, environment_.book.history(), ReadInstant(stored, asked_at),
                           *FromProto(request.checks(i).operation()), *result.mutable_decision());
            }));
      });
}

}  // namespace reinstate::services
