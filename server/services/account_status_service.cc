#include "server/services/account_status_service.h"

#include <limits>
#include <utility>

#include "db/accounts.h"
#include "db/facts.h"
#include "db/log.h"
#include "db/profiles.h"
#include "server/services/account_read.h"
#include "server/services/convert.h"
#include "server/services/current_timeline.h"
#include "server/services/plan_view.h"
#include "server/services/reinstatement_settlement.h"
#include "server/services/status_view.h"
#include "server/services/what_if.h"

namespace reinstate::services {
namespace {

// What follows from an instant, such as valid_until, must fit a Timestamp too.
const absl::Time kLatest = absl::FromCivil(absl::CivilYear(3000), absl::UTCTimeZone());

// Whether the read found the account, as fresh as it was asked for.
Status CheckFound(const Result<db::ReadBatcher::Found>& found, const rpc::Call& call,
                  int64_t at_least_revision) {
  if (!found.ok()) return found.error();
  if (*found == nullptr) return AccountNotFound(call.account().account_id());
  if ((*found)->revision >= at_least_revision) return Ok();
  return Error{
      .reason = Reason::kRevisionNotReached,
      .message = "revision " + std::to_string(at_least_revision) + " is not visible yet; try again",
      .retry_after = std::chrono::milliseconds(50)};
}

// The same for an earlier instant.
Status CheckFoundAsOf(const Result<db::ReadBatcher::Found>& found, const rpc::Call& call,
                      absl::Time as_of, absl::Time real_now) {
  if (!found.ok()) return found.error();
  if (*found == nullptr) {
    Error error = AccountNotFound(call.account().account_id());
    error.message = "no account " + call.account().account_id() + " was registered by then";
    return error;
  }
  if (as_of > ReadInstant(**found, real_now)) {
    return InvalidField("as_of", "lies in the future; what is forecast stands in the status");
  }
  return Ok();
}

// What time and policies have brought about since the last write, with the numbers it will get.
std::vector<Transition> DueTransitions(const db::AccountRow& row, const CurrentTimeline& current,
                                       absl::Time now) {
  std::vector<Transition> due = current.due;
  for (Transition& entry : TransitionsByTime(current.stored.timeline, current.due_through, now)) {
    due.push_back(std::move(entry));
  }
  for (size_t i = 0; i < due.size(); ++i) {
    due[i].sequence = row.last_transition + 1 + static_cast<int64_t>(i);
    due[i].revision = row.revision;
  }
  return due;
}

// At most `size` and one more, newest first, below the sequence.
std::vector<Transition> ReadLog(const Present& present, db::Transaction& transaction,
                                const AccountScope& scope, const db::AccountRow& row,
                                int64_t before, int size) {
  const auto current = GetCurrentTimeline(present.history, transaction, scope, row);
  std::vector<Transition> due;
  if (current) due = DueTransitions(row, *current, present.now);
  std::vector<Transition> log;
  for (auto entry = due.rbegin(); entry != due.rend(); ++entry) {
    if (entry->sequence < before && static_cast<int>(log.size()) <= size) log.push_back(*entry);
  }
  const int missing = size + 1 - static_cast<int>(log.size());
  if (missing > 0) {
    for (Transition& entry : ListTransitions(transaction, scope, before, missing)) {
      log.push_back(std::move(entry));
    }
  }
  return log;
}

// The request for reinstatement that the plan need not ask for again.
std::optional<ReinstatementRequest> OpenRequest(const Present& present,
                                                db::Transaction& transaction,
                                                const AccountScope& scope,
                                                const db::AccountRow& row) {
  const auto current = GetCurrentTimeline(present.history, transaction, scope, row);
  if (!current) return std::nullopt;
  const auto ticket = FindOpenReinstatement(transaction, scope, current->stored.timeline,
                                            row.written_at, present.now);
  if (!ticket) return std::nullopt;
  return ReinstatementRequest{ticket->ticket_id};
}

}  // namespace

void AccountStatusService::AddTo(rpc::Handlers& handlers) {
  const std::string service = "reinstate.v1.AccountStatusService/";
  handlers.AddHot(service + "GetAccountStatus", this, &AccountStatusService::GetAccountStatus);
  handlers.AddHot(service + "CheckOperation", this, &AccountStatusService::CheckOperation);
  handlers.AddHot(service + "BatchGetAccountStatuses", this,
                  &AccountStatusService::BatchGetAccountStatuses);
  handlers.AddHot(service + "BatchCheckOperations", this,
                  &AccountStatusService::BatchCheckOperations);
  handlers.Add(service + "ListStatusTransitions", this,
               &AccountStatusService::ListStatusTransitions);
  handlers.Add(service + "GetRestorationPlan", this, &AccountStatusService::GetRestorationPlan);
  handlers.Add(service + "EvaluateAccountStatus", this,
               &AccountStatusService::EvaluateAccountStatus);
  handlers.Add(service + "GetPartnerProfile", this, &AccountStatusService::GetPartnerProfile);
  handlers.Add(service + "UpdatePartnerProfile", this, &AccountStatusService::UpdatePartnerProfile);
  handlers.Add(service + "EnrollProgram", this, &AccountStatusService::EnrollProgram);
  handlers.Add(service + "ListProgramVerifications", this,
               &AccountStatusService::ListProgramVerifications);
  handlers.AddHotStream(service + "WatchAccountStatuses", this,
                        &AccountStatusService::WatchAccountStatuses);
}

void AccountStatusService::GetAccountStatus(const rpc::Call& call,
                                            const v1::GetAccountStatusRequest& request,
                                            v1::GetAccountStatusResponse& response,
                                            rpc::Done done) {
  if (request.has_as_of()) return GetPastStatus(call, request, response, std::move(done));
  const absl::Time asked_at = environment_.real_now();
  timelines_.Get(
      call.account(), TimelineReader::Need::kForecast, call.deadline,
      [&, asked_at, done = std::move(done)](const Result<db::ReadBatcher::Found>& found) {
        Status status = CheckFound(found, call, request.at_least_revision());
        if (status.ok()) {
          const absl::Time now = ReadInstant(**found, asked_at);
          FillStatus(**found, environment_.book.history().Set((*found)->policy_set), now,
                     AudienceOf(call), *response.mutable_status());
        }
        done(std::move(status));
      });
}

void AccountStatusService::GetPastStatus(const rpc::Call& call,
                                         const v1::GetAccountStatusRequest& request,
                                         v1::GetAccountStatusResponse& response, rpc::Done done) {
  if (request.at_least_revision() > 0) {
    return done(InvalidField("as_of", "cannot be asked for together with at_least_revision"));
  }
  const absl::Time as_of = FromProto(request.as_of());
  timelines_.GetAsOf(
      call.account(), as_of, call.deadline,
      [&, as_of, done = std::move(done)](const Result<db::ReadBatcher::Found>& found) {
        Status status = CheckFoundAsOf(found, call, as_of, environment_.real_now());
        if (status.ok()) {
          FillStatus(**found, environment_.book.history().Set((*found)->policy_set), as_of,
                     AudienceOf(call), *response.mutable_status());
        }
        done(std::move(status));
      });
}

void AccountStatusService::CheckOperation(const rpc::Call& call,
                                          const v1::CheckOperationRequest& request,
                                          v1::CheckOperationResponse& response, rpc::Done done) {
  const std::optional<Operation> operation = FromProto(request.operation());
  if (!operation) {
    done(InvalidField("operation", "is unknown; it is never allowed"));
    return;
  }
  const absl::Time asked_at = environment_.real_now();
  timelines_.Get(call.account(), TimelineReader::Need::kStanding, call.deadline,
                 [&, operation, asked_at,
                  done = std::move(done)](const Result<db::ReadBatcher::Found>& found) {
                   Status status = CheckFound(found, call, request.at_least_revision());
                   if (status.ok()) {
                     const absl::Time now = ReadInstant(**found, asked_at);
                     FillDecision(**found, environment_.book.history(), now, *operation,
                                  *response.mutable_decision());
                   }
                   done(std::move(status));
                 });
}

Status AccountStatusService::ListStatusTransitions(const rpc::Call& call,
                                                   const v1::ListStatusTransitionsRequest& request,
                                                   v1::ListStatusTransitionsResponse& response) {
  const auto cursor = paging_.Cursor(call, request, request.page_token());
  if (!cursor.ok()) return cursor.error();
  const int64_t before =
      cursor->empty() ? std::numeric_limits<int64_t>::max() : std::stoll(*cursor);
  const int size = Paging::Size(request.page_size(), 50, 200);
  return ReadAccount(
      environment_, call,
      [&](db::Transaction& transaction, const db::AccountRow& row,
          const Present& present) -> Status {
        const auto log = ReadLog(present, transaction, call.account(), row, before, size);
        response.Clear();
        for (size_t i = 0; i < log.size() && static_cast<int>(i) < size; ++i) {
          *response.add_transitions() = ToProto(log[i]);
        }
        if (static_cast<int>(log.size()) > size) {
          const auto last = response.transitions().rbegin()->sequence();
          response.set_next_page_token(paging_.Token(call, request, std::to_string(last)));
        }
        return Ok();
      });
}

Status AccountStatusService::GetRestorationPlan(const rpc::Call& call,
                                                const v1::GetRestorationPlanRequest&,
                                                v1::GetRestorationPlanResponse& response) {
  return ReadAccount(
      environment_, call,
      [&](db::Transaction& transaction, const db::AccountRow& row,
          const Present& present) -> Status {
        const AccountFacts facts = LoadFacts(transaction, call.account(), row.account,
                                             {row.sealed_before, environment_.document_zone()});
        v1::RestorationPlan& plan = *response.mutable_plan();
        plan.Clear();
        const auto asked = OpenRequest(present, transaction, call.account(), row);
        const auto missing = MissingFields(db::GetPartnerProfile(transaction, call.account()));
        FillPlan(PlanRestoration(facts, present.policies(), present.now, asked, missing),
                 AudienceOf(call), plan);
        plan.set_account_id(row.account.account_id);
        plan.set_revision(row.revision);
        *plan.mutable_evaluated_at() = ToProto(present.now);
        return Ok();
      });
}

// A supposed fact may name a document that is sealed, so all are read.
Status AccountStatusService::EvaluateAccountStatus(const rpc::Call& call,
                                                   const v1::EvaluateAccountStatusRequest& request,
                                                   v1::EvaluateAccountStatusResponse& response) {
  return ReadAccount(
      environment_, call,
      [&](db::Transaction& transaction, const db::AccountRow& row,
          const Present& present) -> Status {
        const absl::Time at = request.has_at() ? FromProto(request.at()) : present.now;
        if (at < present.now)
          return InvalidField("at", "must not lie in the past; see as_of of a status");
        if (at >= kLatest) return InvalidField("at", "must be before the year 3000");
        Hypothesis hypothesis(
            environment_, call, transaction, row,
            LoadFacts(transaction, call.account(), row.account, {{}, environment_.document_zone()}),
            present, at);
        for (const v1::HypotheticalFact& fact : request.facts()) {
          Status added = hypothesis.Add(fact);
          if (!added.ok()) return added;
        }
        response.Clear();
        FillStatus(hypothesis.Build(), present.policies(), at, AudienceOf(call),
                   *response.mutable_status());
        return Ok();
      });
}

}  // namespace reinstate::services
