// Timelines for the hot reads: from the batcher, and where one was built with an older set of
// policies than the present one, from the facts (DOMAIN 2). Those few run on threads of their own.

#pragma once

#include <vector>

#include "db/read_batcher.h"
#include "server/rpc/worker_pool.h"
#include "server/services/account_write.h"

namespace reinstate::services {

class TimelineReader {
 public:
  using Found = db::ReadBatcher::Found;
  using FoundById = db::ReadBatcher::FoundById;

  // What a read is about. A timeline of an older set says who is suspended until a policy that was
  // changed since takes effect; its forecast is wrong at once.
  enum class Need { kForecast, kStanding };

  // Keeps references.
  TimelineReader(const Environment& environment, db::ReadBatcher& batcher);

  // As the batcher's, each with the present policies. `done` is called on any thread.
  void Get(const AccountScope& scope, Need need, db::Deadline deadline, db::ReadBatcher::Done done);
  void GetMany(const std::vector<AccountScope>& scopes, Need need, db::Deadline deadline,
               db::ReadBatcher::DoneMany done);
  // With the policies that were known by then.
  void GetAsOf(const AccountScope& scope, absl::Time as_of, db::Deadline deadline,
               db::ReadBatcher::Done done);

 private:
  // Whether it can be answered from; where it can for a time only, see RightUntil.
  bool IsRight(const db::StoredTimeline& stored, Need need) const;
  Result<FoundById> Rebuild(const std::vector<AccountScope>& scopes, db::Deadline deadline);
  // Nothing where something was recorded after `found`.
  Result<std::optional<Found>> RebuildAsOf(const AccountScope& scope, absl::Time as_of,
                                           const db::StoredTimeline& found, db::Deadline deadline);

  const Environment& environment_;
  db::ReadBatcher& batcher_;
  rpc::WorkerPool workers_;  // last: its threads use all of the above
};

}  // namespace reinstate::services
