#include "server/rpc/call_log.h"

#include <prometheus/text_serializer.h>
#include <spdlog/spdlog.h>

#include "server/rpc/status.h"

namespace reinstate::rpc {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds = {0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                          0.025,  0.05,  0.1,    0.5,   2};

}  // namespace

std::string ForLog(const std::string& text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string escaped;
  for (const char c : text.substr(0, 200)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || c == '"' || c == '\\') {
      escaped += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    } else {
      escaped += c;
    }
  }
  return escaped;
}

CallLog::CallLog(const std::vector<MethodInfo>& methods)
    : methods_(methods),
      calls_(prometheus::BuildCounter()
                 .Name("reinstate_calls_total")
                 .Help("Calls that ended, by RPC, status code and reason.")
                 .Register(registry_)) {
  auto& seconds = prometheus::BuildHistogram()
                      .Name("reinstate_call_seconds")
                      .Help("How long calls took in the server.")
                      .Register(registry_);
  auto& messages = prometheus::BuildCounter()
                       .Name("reinstate_stream_messages_total")
                       .Help("Messages that streams which have ended had sent.")
                       .Register(registry_);
  for (const MethodInfo& method : methods_) {
    const bool streams = method.descriptor->server_streaming();
    metrics_.push_back({&seconds.Add({{"method", method.name}}, kSeconds),
                        &calls_.Add({{"method", method.name}, {"code", "OK"}, {"reason", ""}}),
                        streams ? &messages.Add({{"method", method.name}}) : nullptr});
  }
}

void CallLog::End(const CallRecord& record, const Error* error) {
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - record.began;
  const MethodInfo& method = methods_[static_cast<size_t>(record.method_index)];
  const MethodMetrics& metrics = metrics_[static_cast<size_t>(record.method_index)];
  metrics.seconds->Observe(took.count());
  if (metrics.messages != nullptr)
    metrics.messages->Increment(static_cast<double>(record.messages));
  const bool named = error != nullptr && !record.peer_gone;
  const char* code = record.peer_gone   ? "CANCELLED"
                     : error == nullptr ? "OK"
                                        : CodeName(CodeOf(error->reason));
  const char* reason = named ? ReasonName(error->reason) : "";
  if (error == nullptr) {
    metrics.ok->Increment();
  } else {
    calls_.Add({{"method", method.name}, {"code", code}, {"reason", reason}}).Increment();
  }
  const bool quiet = !named && method.request_id_field == nullptr;
  const auto level = quiet                                         ? spdlog::level::debug
                     : named && error->reason == Reason::kInternal ? spdlog::level::err
                                                                   : spdlog::level::info;
  if (!spdlog::should_log(level)) return;
  spdlog::log(level,
              "call method={} code={} reason={} principal=\"{}\" account=\"{}\" "
              "request_id=\"{}\" ms={:.2f} messages={} detail=\"{}\"",
              method.name, code, reason, ForLog(record.principal), ForLog(record.account_id),
              ForLog(record.request_id), took.count() * 1000, record.messages,
              ForLog(error == nullptr ? "" : error->for_log));
}

std::string CallLog::Metrics() const {
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace reinstate::rpc
