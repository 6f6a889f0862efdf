// The watch of AccountStatusService.

#include <utility>

#include "server/rpc/authorizer.h"
#include "server/services/account_status_service.h"

namespace reinstate::services {
namespace {

Result<WatchedAccounts> Authorized(const rpc::Call& call,
                                   const v1::WatchAccountStatusesRequest& request) {
  WatchedAccounts accounts;
  if (request.all_accounts()) {
    if (!call.scopes.all_accounts) return rpc::Authorizer::NotPermitted();
    accounts.all = call.scopes.all_accounts;
  }
  for (const std::string& account_id : request.account_ids()) {
    auto scope = call.scopes.named_accounts->Of(account_id);
    if (!scope) return rpc::Authorizer::NotPermitted();
    accounts.named.push_back(std::move(*scope));
  }
  if (accounts.all.has_value() == accounts.named.empty()) return accounts;
  return InvalidField("account_ids", "must name accounts, unless all_accounts is set");
}

}  // namespace

Result<std::unique_ptr<rpc::Source>> AccountStatusService::WatchAccountStatuses(
    const rpc::Call& call, const v1::WatchAccountStatusesRequest& request) {
  auto accounts = Authorized(call, request);
  if (!accounts.ok()) return accounts.error();
  ResumeTokens tokens(feed_.token_key(), call, request);
  std::optional<ResumePlace> from;
  if (!request.resume_token().empty()) {
    auto place = tokens.Open(request.resume_token());
    if (!place.ok()) return place.error();
    from = std::move(*place);
  }
  return feed_.Watch(std::move(*accounts), std::move(tokens), std::move(from));
}

}  // namespace reinstate::services
