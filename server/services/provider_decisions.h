// What each write about an account itself, its providers and their issues decides and records, once
// the account's row is locked.

#pragma once

#include <string>
#include <vector>

#include "db/providers.h"
#include "reinstate/v1/account_admin_service.pb.h"
#include "server/domain/provider_rules.h"
#include "server/services/account_write.h"

namespace reinstate::services {

Result<WriteOutcome> DecideUpdate(const rpc::Call& call, const v1::UpdateAccountRequest& request,
                                  db::Transaction& transaction, AccountState& state);
Result<WriteOutcome> DecideClosing(const rpc::Call& call, const v1::CloseAccountRequest& request,
                                   db::Transaction& transaction, AccountState& state);

// `provider` is locked against reports, so that the account learns of every issue either here or
// from the job of a report that comes later.
Result<WriteOutcome> DecideLink(const rpc::Call& call, const v1::LinkProviderRequest& request,
                                const AccountScope& provider, db::Transaction& transaction,
                                AccountState& state);
Result<WriteOutcome> DecideUnlink(const rpc::Call& call, const v1::UnlinkProviderRequest& request,
                                  db::Transaction& transaction, AccountState& state);

// Each fills `issue` as it stands then.
Result<WriteOutcome> DecideIssue(const Environment& environment, const rpc::Call& call,
                                 const v1::ReportProviderIssueRequest& request,
                                 db::Transaction& transaction, AccountState& state,
                                 ProviderIssue& issue);
Result<WriteOutcome> DecideIssue(const Environment& environment, const rpc::Call& call,
                                 const v1::UpdateProviderIssueRequest& request,
                                 db::Transaction& transaction, AccountState& state,
                                 ProviderIssue& issue);
Result<WriteOutcome> DecideIssue(const Environment& environment, const rpc::Call& call,
                                 const v1::ResolveProviderIssueRequest& request,
                                 db::Transaction& transaction, AccountState& state,
                                 ProviderIssue& issue);

// Makes the account know all of the provider's issues that impact it; true where one is new. The
// provider's rows must be visible.
bool LearnIssues(const std::vector<ProviderIssue>& issues, const std::string& provider_id,
                 const AccountScope& scope, db::Transaction& transaction, AccountState& state);

v1::ProviderIssue ToProto(const ProviderIssue& issue, const std::vector<db::IssueJob>& jobs,
                          absl::Time now, bool show_internal_note);

}  // namespace reinstate::services
