// DevService: the domain clock of a development server.

#pragma once

#include "reinstate/v1/dev_service.pb.h"
#include "server/rpc/handlers.h"
#include "server/services/account_write.h"

namespace reinstate::services {

class DevService {
 public:
  explicit DevService(const Environment& environment) : environment_(environment) {}

  void AddTo(rpc::Handlers& handlers);

  Status SetClock(const rpc::Call& call, const v1::SetClockRequest& request,
                  v1::SetClockResponse& response);
  Status AdvanceClock(const rpc::Call& call, const v1::AdvanceClockRequest& request,
                      v1::AdvanceClockResponse& response);
  Status GetClock(const rpc::Call& call, const v1::GetClockRequest& request,
                  v1::GetClockResponse& response);

 private:
  using Next =
      std::function<Result<ClockSetting>(db::Transaction&, const std::optional<ClockSetting>&)>;
  // Locks the setting and lets `next` say the one to put in its place; fills the reply with the
  // clock then.
  template <typename Response>
  Status Move(const rpc::Call& call, const google::protobuf::Message& request, Response& response,
              const Next& next);

  const Environment& environment_;
};

}  // namespace reinstate::services
