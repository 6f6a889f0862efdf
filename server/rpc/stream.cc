#include "server/rpc/stream.h"

#include <grpcpp/impl/codegen/proto_utils.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "server/rpc/status.h"

namespace reinstate::rpc {
namespace {

using std::chrono::steady_clock;

Error TimeIsOver() {
  return {.reason = Reason::kDeadlineExceeded,
          .message = "the stream has lasted as long as it may; call again to go on"};
}

std::string Authorization(const grpc::ServerContext& context) {
  const auto found = context.client_metadata().find("authorization");
  if (found == context.client_metadata().end()) return "";
  return {found->second.data(), found->second.size()};
}

}  // namespace

Stream::Stream(Parts parts)
    : parts_(std::move(parts)),
      deadline_(parts_.call->deadline),
      authorization_(Authorization(*parts_.inbound->context)) {}

void Stream::End(const Error& error) { End(error, /*by_peer=*/false); }

// gRPC cancels a call at its caller's deadline.
void Stream::PeerGone() {
  if (steady_clock::now() >= deadline_) {
    End(TimeIsOver());
  } else {
    End({.reason = Reason::kInternal, .message = "the caller cancelled the stream"}, true);
  }
}

void Stream::End(const Error& error, bool by_peer) {
  Source* source = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (end_) return;
    end_ = error;
    peer_gone_ = by_peer;
    source = source_.get();
  }
  if (source != nullptr) source->Cancel();
}

void Stream::CheckTime(TimePoint now, std::chrono::milliseconds longest_write) {
  if (now >= deadline_) End(TimeIsOver());
  const std::lock_guard lock(mutex_);
  if (!writing_since_ || now - *writing_since_ < longest_write) return;
  if (!end_) end_ = TimeIsOver();
  end_->for_log = "cut: the peer did not read";
  // A status would wait behind the message that is not read.
  parts_.inbound->context->TryCancel();
}

void Stream::Ask() {
  if (parts_.workers == nullptr) {
    Step();
    return;
  }
  auto step = [self = shared_from_this()] { self->Step(); };
  const bool first = parts_.record->messages == 0;
  const bool taken =
      first ? parts_.workers->Submit(std::move(step)) : parts_.workers->Continue(std::move(step));
  if (!taken) {
    Finish(Error{.reason = Reason::kOverloaded,
                 .message = "too many calls are waiting; try again",
                 .retry_after = std::chrono::milliseconds(200)});
  }
}

void Stream::Step() {
  try {
    const Status opened = source_ == nullptr ? Open() : Ok();
    if (!opened.ok() || HasEnd()) {
      Finish(opened);
      return;
    }
    parts_.call->deadline = std::min(deadline_, steady_clock::now() + parts_.longest_message);
    message_.reset(parts_.call->method->response_prototype->New());
    source_->Next(*parts_.call, *message_,
                  [self = shared_from_this()](const Result<bool>& more) { self->OnMessage(more); });
  } catch (const std::exception& exception) {
    Finish(ServerFault(exception));
  }
}

Status Stream::Open() {
  if (HasEnd()) return Ok();
  auto opened = (*parts_.open)(*parts_.call, *parts_.request);
  if (!opened.ok()) return opened.error();
  const std::lock_guard lock(mutex_);
  source_ = std::move(*opened);
  return Ok();
}

void Stream::OnMessage(const Result<bool>& more) {
  if (!more.ok() || !*more) {
    Finish(more.ok() ? Ok() : Status(more.error()));
    return;
  }
  grpc::ByteBuffer bytes;
  bool own_buffer = false;
  const grpc::Status serialized =
      grpc::GenericSerialize<grpc::ProtoBufferWriter, Message>(*message_, &bytes, &own_buffer);
  message_.reset();
  bool write = serialized.ok();
  {
    const std::lock_guard lock(mutex_);
    write = write && !end_;
    if (write) writing_since_ = steady_clock::now();
  }
  if (write) {
    parts_.reply->Write(bytes, [self = shared_from_this()](bool ok) { self->OnWritten(ok); });
  } else {
    Finish(Error{.reason = Reason::kInternal, .message = "a message could not be made"});
  }
}

void Stream::OnWritten(bool ok) {
  {
    const std::lock_guard lock(mutex_);
    writing_since_.reset();
  }
  if (ok) {
    ++parts_.record->messages;
    Ask();
  } else {
    PeerGone();
    Finish(Ok());
  }
}

// What wanted the stream to end comes before what the last step said.
void Stream::Finish(const Status& status) {
  Status last = status;
  {
    const std::lock_guard lock(mutex_);
    if (end_) last = *end_;
    if (!end_) end_ = Error{.reason = Reason::kInternal, .message = "the stream is over"};
    parts_.record->peer_gone = peer_gone_;
  }
  std::exchange(parts_.finish, nullptr)(last);
}

bool Stream::HasEnd() {
  const std::lock_guard lock(mutex_);
  return end_.has_value();
}

}  // namespace reinstate::rpc
