#include "server/services/account_write.h"

#include <algorithm>
#include <utility>

#include "db/facts.h"
#include "db/log.h"
#include "server/domain/seal.h"
#include "server/domain/warnings.h"
#include "server/services/current_timeline.h"
#include "server/services/idempotency.h"
#include "server/services/reinstatement_settlement.h"
#include "server/services/standing_log.h"

namespace reinstate::services {
namespace {

// From which day on documents are loaded; unset: all.
std::optional<absl::CivilDay> LoadFrom(const Environment& environment, const AccountScope& scope,
                                       const DocumentReach& reach, const db::AccountRow& row,
                                       db::Transaction& transaction) {
  if (!row.sealed_before || reach.earliest < *row.sealed_before) return std::nullopt;
  const bool names_any = !reach.invoice_ids.empty() || !reach.payment_ids.empty();
  if (names_any && HasSealed(transaction, scope, reach.invoice_ids, reach.payment_ids,
                             *row.sealed_before, environment.document_zone())) {
    return std::nullopt;
  }
  return row.sealed_before;
}

Status LoadState(const Environment& environment, const AccountScope& scope,
                 const CreateAccount& create, const DocumentReach& reach,
                 db::Transaction& transaction, AccountState& state) {
  if (create) {
    state.created =
        InsertAccount(transaction, scope, create(ReadPresent(environment, transaction).now));
  }
  std::optional<db::AccountRow> row = LockAccount(transaction, scope);
  if (!row) return AccountNotFound(scope.account_id());
  state.row = std::move(*row);
  // After the row was locked: no other write was by newer policies, and writes that waited for each
  // other differ in their instants; only a clock that stands still gives two of them one.
  const Present present = ReadPresent(environment, transaction);
  state.history = &present.history;
  const bool frozen = present.clock && present.clock->frozen;
  state.now = std::max(
      present.now, state.row.written_at + (frozen ? absl::ZeroDuration() : absl::Microseconds(1)));
  if (state.created) state.now = state.row.written_at;  // its past begins where it was registered
  state.facts = LoadFacts(
      transaction, scope, state.row.account,
      {LoadFrom(environment, scope, reach, state.row, transaction), environment.document_zone()});
  state.stored = GetTimeline(transaction, scope);
  if (state.stored) state.timeline = state.stored->timeline;
  CatchUpAccount(environment, transaction, scope, state);
  return Ok();
}

// Episodes that are open now and were not before.
int CountOpened(const std::optional<db::StoredTimeline>& stored, const Timeline& built,
                absl::Time now) {
  std::vector<OpenCause> before;
  if (stored) before = SegmentAt(stored->timeline, now).causes;
  const std::vector<OpenCause>& after = SegmentAt(built, now).causes;
  return static_cast<int>(std::count_if(after.begin(), after.end(), [&](const OpenCause& cause) {
    return std::none_of(before.begin(), before.end(),
                        [&](const OpenCause& was) { return was.kind == cause.kind; });
  }));
}

// The facts are others now: a new revision, and the timeline that follows from them.
void RecordFacts(const Environment& environment, const AccountScope& scope,
                 const WriteOutcome& outcome, db::Transaction& transaction, AccountState& state) {
  const PolicyHistory& history = *state.history;
  Timeline built = BuildTimeline(state.facts, history.current(), state.now);
  const absl::Time next_event = NextEvent(state.stored ? &state.stored->timeline : nullptr, built,
                                          history.current(), state.now);
  if (state.stored) {
    auto own = TransitionByWrite(state.stored->timeline, built, state.now, outcome.cause);
    if (own) {
      RecordTransition(transaction, scope, state.row, std::move(*own), state.row.revision + 1,
                       environment.real_now());
    }
  }
  state.episodes_opened = CountOpened(state.stored, built, state.now);
  state.row.revision += 1;
  state.row.sealed_before =
      SealedBefore(state.facts, built, environment.document_zone(), state.now);
  PutTimeline(transaction, scope, TrimTimeline(built, state.now), state.row.revision,
              history.number(), state.now, next_event);
  state.timeline = std::move(built);
}

void Record(const Environment& environment, const AccountScope& scope, const Author& author,
            const WriteOutcome& outcome, db::Transaction& transaction, AccountState& state) {
  // The log first takes what time has brought about, then what this write does.
  if (state.stored) {
    RecordTime(transaction, scope, state.row, state.stored->timeline, state.policies(), state.now,
               environment.real_now());
  }
  if (outcome.facts_changed) {
    RecordFacts(environment, scope, outcome, transaction, state);
  } else {
    TouchTimeline(transaction, scope, state.now,
                  NextTimedEvent(state.timeline, state.policies(), state.now));
  }
  if (state.stored) {
    SettleReinstatement(transaction, scope,
                        {state.stored->timeline, state.timeline, state.row.written_at, state.now});
  }
  state.row.written_at = state.now;
  InsertAuditEntry(
      transaction, scope,
      {++state.row.last_audit_entry, state.now, environment.real_now(), author.principal,
       author.method, author.request_id, state.row.revision, outcome.cause.id, outcome.reason});
  UpdateAccount(transaction, scope, state.row);
}

}  // namespace

Status WriteToAccount(const Environment& environment, const rpc::Call& call,
                      const AccountWrite& write) {
  const IdempotentCall idempotent(call, write.request, environment.real_now());
  return db::RunTransaction(
      environment.pool,
      write.beside == nullptr ? db::Visibility::Of(call.account())
                              : db::Visibility::Of(call.account(), *write.beside),
      db::Access::kWrite, call.deadline, [&](db::Transaction& transaction) -> Status {
        const Result<bool> replayed = idempotent.Begin(transaction, write.response);
        if (!replayed.ok()) return replayed.error();
        if (*replayed) return Ok();
        AccountState state;
        Status loaded =
            LoadState(environment, call.account(), write.create, write.reach, transaction, state);
        if (!loaded.ok()) return loaded;
        const Result<WriteOutcome> outcome = write.decide(transaction, state);
        if (!outcome.ok()) return outcome.error();
        if (outcome->changed) {
          Record(environment, call.account(),
                 {call.principal->id, call.method->name, call.request_id}, *outcome, transaction,
                 state);
        }
        write.response.Clear();
        write.reply(state);
        idempotent.End(transaction, write.response);
        return Ok();
      });
}

Status ApplyToAccount(const Environment& environment, const AccountScope& scope,
                      const Author& author, const Decide& decide, db::Transaction& transaction) {
  AccountState state;
  Status loaded = LoadState(environment, scope, nullptr, {}, transaction, state);
  if (!loaded.ok()) return loaded;
  const Result<WriteOutcome> outcome = decide(transaction, state);
  if (!outcome.ok()) return outcome.error();
  if (outcome->changed) Record(environment, scope, author, *outcome, transaction, state);
  return Ok();
}

Recorder RecorderOf(const rpc::Call& call, const std::string& reason) {
  return {call.is_operator(), !reason.empty()};
}

Error AccountNotFound(const std::string& account_id) {
  return {
      .reason = Reason::kAccountNotFound,
      .message = "there is no account " + account_id + "; check the id, or register the account",
      .resource = Resource{"account", account_id}};
}

Error InvoiceNotFound(const std::string& invoice_id) {
  return {.reason = Reason::kInvoiceNotFound,
          .message = "the account has no invoice " + invoice_id,
          .resource = Resource{"invoice", invoice_id}};
}

Error PaymentNotFound(const std::string& payment_id) {
  return {.reason = Reason::kPaymentNotFound,
          .message = "the account has no payment " + payment_id,
          .resource = Resource{"payment", payment_id}};
}

}  // namespace reinstate::services
