// AccountAdminService: facts about accounts, and decisions on them.

#pragma once

#include <functional>

#include "reinstate/v1/account_admin_service.pb.h"
#include "server/rpc/handlers.h"
#include "server/services/account_write.h"
#include "server/services/paging.h"

namespace reinstate::services {

class AccountAdminService {
 public:
  // `policy_lead`: how long before it takes effect a policy is announced.
  AccountAdminService(const Environment& environment, const Paging& paging,
                      absl::Duration policy_lead)
      : environment_(environment), paging_(paging), policy_lead_(policy_lead) {}

  void AddTo(rpc::Handlers& handlers);

  Status RegisterAccount(const rpc::Call& call, const v1::RegisterAccountRequest& request,
                         v1::RegisterAccountResponse& response);
  Status SetVerificationResult(const rpc::Call& call,
                               const v1::SetVerificationResultRequest& request,
                               v1::SetVerificationResultResponse& response);
  Status PlaceHold(const rpc::Call& call, const v1::PlaceHoldRequest& request,
                   v1::PlaceHoldResponse& response);
  Status ReleaseHold(const rpc::Call& call, const v1::ReleaseHoldRequest& request,
                     v1::ReleaseHoldResponse& response);
  Status ListHolds(const rpc::Call& call, const v1::ListHoldsRequest& request,
                   v1::ListHoldsResponse& response);
  Status RecordAbuseSignal(const rpc::Call& call, const v1::RecordAbuseSignalRequest& request,
                           v1::RecordAbuseSignalResponse& response);
  Status ResolveAbuseSignal(const rpc::Call& call, const v1::ResolveAbuseSignalRequest& request,
                            v1::ResolveAbuseSignalResponse& response);
  Status WithdrawAbuseSignal(const rpc::Call& call, const v1::WithdrawAbuseSignalRequest& request,
                             v1::WithdrawAbuseSignalResponse& response);
  Status ListAbuseSignals(const rpc::Call& call, const v1::ListAbuseSignalsRequest& request,
                          v1::ListAbuseSignalsResponse& response);
  Status GrantExemption(const rpc::Call& call, const v1::GrantExemptionRequest& request,
                        v1::GrantExemptionResponse& response);
  Status RevokeExemption(const rpc::Call& call, const v1::RevokeExemptionRequest& request,
                         v1::RevokeExemptionResponse& response);
  Status ListExemptions(const rpc::Call& call, const v1::ListExemptionsRequest& request,
                        v1::ListExemptionsResponse& response);
  Status ReinstateAccount(const rpc::Call& call, const v1::ReinstateAccountRequest& request,
                          v1::ReinstateAccountResponse& response);
  Status GetAccount(const rpc::Call& call, const v1::GetAccountRequest& request,
                    v1::GetAccountResponse& response);
  Status ListAuditEntries(const rpc::Call& call, const v1::ListAuditEntriesRequest& request,
                          v1::ListAuditEntriesResponse& response);
  Status ListAccounts(const rpc::Call& call, const v1::ListAccountsRequest& request,
                      v1::ListAccountsResponse& response);
  // In account_admin_policies.cc:
  Status PreviewPolicy(const rpc::Call& call, const v1::PreviewPolicyRequest& request,
                       v1::PreviewPolicyResponse& response);
  Status CreatePolicy(const rpc::Call& call, const v1::CreatePolicyRequest& request,
                      v1::CreatePolicyResponse& response);
  Status RevokePolicy(const rpc::Call& call, const v1::RevokePolicyRequest& request,
                      v1::RevokePolicyResponse& response);
  Status GetPolicy(const rpc::Call& call, const v1::GetPolicyRequest& request,
                   v1::GetPolicyResponse& response);
  Status ListPolicies(const rpc::Call& call, const v1::ListPoliciesRequest& request,
                      v1::ListPoliciesResponse& response);

  Status UpdateAccount(const rpc::Call& call, const v1::UpdateAccountRequest& request,
                       v1::UpdateAccountResponse& response);
  Status CloseAccount(const rpc::Call& call, const v1::CloseAccountRequest& request,
                      v1::CloseAccountResponse& response);
  Status LinkProvider(const rpc::Call& call, const v1::LinkProviderRequest& request,
                      v1::LinkProviderResponse& response);
  Status UnlinkProvider(const rpc::Call& call, const v1::UnlinkProviderRequest& request,
                        v1::UnlinkProviderResponse& response);
  Status ReportProviderIssue(const rpc::Call& call, const v1::ReportProviderIssueRequest& request,
                             v1::ReportProviderIssueResponse& response);
  Status UpdateProviderIssue(const rpc::Call& call, const v1::UpdateProviderIssueRequest& request,
                             v1::UpdateProviderIssueResponse& response);
  Status ResolveProviderIssue(const rpc::Call& call, const v1::ResolveProviderIssueRequest& request,
                              v1::ResolveProviderIssueResponse& response);
  Status ListProviderIssues(const rpc::Call& call, const v1::ListProviderIssuesRequest& request,
                            v1::ListProviderIssuesResponse& response);
  Status ListAffectedResellers(const rpc::Call& call,
                               const v1::ListAffectedResellersRequest& request,
                               v1::ListAffectedResellersResponse& response);

 private:
  using ReadBody = std::function<void(db::Transaction&)>;

  // In one snapshot; ACCOUNT_NOT_FOUND.
  Status ReadFacts(const rpc::Call& call, const ReadBody& read);
  // A write about one signal; the reply shows it as it stands then.
  template <typename Request, typename Response>
  Status WriteSignal(const rpc::Call& call, const Request& request, Response& response);

  using ReadHistory = std::function<Status(db::Transaction&, const PolicyHistory&, absl::Time now)>;
  Status ReadPolicies(const rpc::Call& call, const ReadHistory& read);
  using ChangePolicy =
      std::function<Result<PolicyRecord>(db::Transaction&, const PolicyHistory&, absl::Time now)>;
  // One change at a time.
  template <typename Request, typename Response>
  Status ChangePolicies(const rpc::Call& call, const Request& request, Response& response,
                        const ChangePolicy& change);
  // Once all pages are answered.
  Status SealPreview(const rpc::Call& call, const v1::PolicyProposal& proposal,
                     const PolicyHistory& history, v1::PreviewPolicyResponse& response) const;
  void Audit(const rpc::Call& call, const PolicyRecord& changed, const PolicyHistory& history,
             absl::Time now, const std::string& reason, db::Transaction& transaction) const;
  // As the version it would be.
  Result<Policy> CheckProposal(const v1::PolicyProposal& proposal, const PolicyHistory& history,
                               absl::Time now) const;
  // What changes accounts, links and issues of providers.
  void AddChangesTo(rpc::Handlers& handlers, const std::string& service);
  void AddPoliciesTo(rpc::Handlers& handlers, const std::string& service);
  // The same of an issue of a provider.
  template <typename Request, typename Response>
  Status WriteIssue(const rpc::Call& call, const Request& request, Response& response);

  const Environment& environment_;
  const Paging& paging_;
  const absl::Duration policy_lead_;
};

}  // namespace reinstate::services
