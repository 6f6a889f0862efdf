#include "server/services/dev_service.h"

#include "db/clock.h"
#include "server/services/convert.h"
#include "server/services/idempotency.h"

namespace reinstate::services {
namespace {

// Dates years ahead of the clock must stay within what a Timestamp can say.
const absl::Time kLatest = absl::FromCivil(absl::CivilYear(3000), absl::UTCTimeZone());

std::string Text(absl::Time instant) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", instant, absl::UTCTimeZone());
}

}  // namespace

void DevService::AddTo(rpc::Handlers& handlers) {
  const std::string service = "reinstate.v1.DevService/";
  handlers.Add(service + "SetClock", this, &DevService::SetClock);
  handlers.Add(service + "AdvanceClock", this, &DevService::AdvanceClock);
  handlers.Add(service + "GetClock", this, &DevService::GetClock);
}

template <typename Response>
Status DevService::Move(const rpc::Call& call, const google::protobuf::Message& request,
                        Response& response, const Next& next) {
  const IdempotentCall idempotent(call, request, environment_.real_now());
  return db::RunTransaction(environment_.pool, db::Visibility::Server(), db::Access::kWrite,
                            call.deadline, [&](db::Transaction& transaction) -> Status {
                              const auto replayed = idempotent.Begin(transaction, response);
                              if (!replayed.ok()) return replayed.error();
                              if (*replayed) return Ok();
                              const auto setting = next(transaction, db::LockClock(transaction));
                              if (!setting.ok()) return setting.error();
                              if (setting->domain_at > kLatest) {
                                return InvalidField("now", "must be before the year 3000");
                              }
                              PutClock(transaction, *setting);
                              *response.mutable_now() =
                                  ToProto(DomainNow(*setting, environment_.real_now()));
                              idempotent.End(transaction, response);
                              return Ok();
                            });
}

Status DevService::SetClock(const rpc::Call& call, const v1::SetClockRequest& request,
                            v1::SetClockResponse& response) {
  const auto next = [&](db::Transaction& transaction,
                        const std::optional<ClockSetting>& was) -> Result<ClockSetting> {
    const absl::Time real_now = environment_.real_now(), to = FromProto(request.now());
    if (was && was->domain_at == to && was->frozen == request.frozen()) return *was;
    const absl::Time now = DomainNow(was, real_now);
    if (to < now && AnyAccount(transaction)) {
      return Error{.reason = Reason::kClockBackward,
                   .message = "the clock stands at " + Text(now) +
                              " and goes only forward once there is an account; start on a new "
                              "database to go back"};
    }
    return ClockSetting{to, real_now, request.frozen()};
  };
  return Move(call, request, response, next);
}

Status DevService::AdvanceClock(const rpc::Call& call, const v1::AdvanceClockRequest& request,
                                v1::AdvanceClockResponse& response) {
  const absl::Duration by =
      absl::Seconds(request.by().seconds()) + absl::Nanoseconds(request.by().nanos());
  if (by <= absl::ZeroDuration() || by > absl::Hours(24 * 3660)) {
    return InvalidField("by", "must be above zero and at most 3660 days");
  }
  return Move(
      call, request, response,
      [&](db::Transaction&, const std::optional<ClockSetting>& was) -> Result<ClockSetting> {
        const absl::Time real_now = environment_.real_now();
        return ClockSetting{DomainNow(was, real_now) + by, real_now,
                            was.has_value() && was->frozen};
      });
}

Status DevService::GetClock(const rpc::Call& call, const v1::GetClockRequest&,
                            v1::GetClockResponse& response) {
  return db::RunTransaction(environment_.pool, db::Visibility::Server(), db::Access::kSnapshot,
                            call.deadline, [&](db::Transaction& transaction) -> Status {
                              const auto setting = db::GetPresent(transaction).clock;
                              *response.mutable_now() =
                                  ToProto(DomainNow(setting, environment_.real_now()));
                              response.set_set(setting.has_value());
                              response.set_frozen(setting && setting->frozen);
                              return Ok();
                            });
}

}  // namespace reinstate::services
