#include "server/metrics_endpoint.h"

#include <httplib.h>

#include <utility>

namespace reinstate {

MetricsEndpoint::MetricsEndpoint(std::function<std::string()> render)
    : render_(std::move(render)), server_(std::make_unique<httplib::Server>()) {
  // The library's own options share the port, so that a second server would start in silence.
  server_->set_socket_options([](int socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  server_->Get("/metrics", [this](const httplib::Request&, httplib::Response& response) {
    response.set_content(render_(), "text/plain; version=0.0.4");
  });
}

MetricsEndpoint::~MetricsEndpoint() {
  server_->stop();
  if (thread_.joinable()) thread_.join();
}

Status MetricsEndpoint::Listen(const std::string& address) {
  const size_t colon = address.rfind(':');
  const int port = colon == std::string::npos ? 0 : std::atoi(address.c_str() + colon + 1);
  if (port <= 0 || !server_->bind_to_port(address.substr(0, colon), port)) {
    return Error{.reason = Reason::kInternal,
                 .message = "cannot serve metrics on " + address + "; is the port taken?"};
  }
  thread_ = std::thread([this] { server_->listen_after_bind(); });
  return Ok();
}

}  // namespace reinstate
