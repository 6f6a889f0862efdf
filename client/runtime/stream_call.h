// A stream of messages whose type is known at run time only.

#pragma once

#include <google/protobuf/message.h>

#include "client/runtime/cancellation.h"
#include "client/runtime/result.h"

namespace reinstate::client {

// Used from one thread, but for the cancellation. The destructor cancels.
class StreamCall {
 public:
  virtual ~StreamCall() = default;

  // Waits for the next message. True: `response` is filled in; false: there are no more. Not to be
  // called again after false or an error.
  virtual Result<bool> Read(google::protobuf::Message* response) = 0;

  // Ends this call alone.
  virtual const Cancellation& cancellation() const = 0;
};

}  // namespace reinstate::client
