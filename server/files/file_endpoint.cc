#include "server/files/file_endpoint.h"

#include <httplib.h>
#include <spdlog/spdlog.h>

#include <condition_variable>
#include <mutex>
#include <utility>

#include "server/files/byte_range.h"

namespace reinstate::files {
namespace {

constexpr int kReadTimeoutS = 2;
constexpr int kWriteTimeoutS = 5;
constexpr std::chrono::seconds kStopGrace{2};

// The library's own queue has no bound. When this one is full the listener waits, and connections
// with it in the kernel's short queue.
class BoundedQueue : public httplib::TaskQueue {
 public:
  BoundedQueue(size_t threads, size_t longest) : pool_(threads), most_(threads + longest) {}

  void enqueue(std::function<void()> task) override {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return pending_ < most_; });
      ++pending_;
    }
    pool_.enqueue([this, task = std::move(task)] {
      task();
      const std::lock_guard lock(mutex_);
      --pending_;
      changed_.notify_one();
    });
  }

  void shutdown() override { pool_.shutdown(); }

 private:
  httplib::ThreadPool pool_;
  const size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t pending_ = 0;  // guarded by mutex_
};

void Refuse(httplib::Response& response, int status, const char* text) {
  response.status = status;
  response.set_content(text, "text/plain; charset=utf-8");
}

void RefuseLink(httplib::Response& response) {
  Refuse(response, 404, "This link is not valid, or no longer. Ask for a new one.\n");
}

void RefuseFor(const Error& error, httplib::Response& response) {
  switch (error.reason) {
    case Reason::kAccountNotFound:
    case Reason::kInvoiceNotFound:
      return RefuseLink(response);
    case Reason::kStoreUnavailable:
    case Reason::kDeadlineExceeded:
    case Reason::kOverloaded:
      response.set_header("Retry-After", "5");
      return Refuse(response, 503, "The file cannot be read now. Try again in a moment.\n");
    default:
      spdlog::error("file endpoint: {} ({})", error.message, error.for_log);
      return Refuse(response, 500, "The file cannot be made. Ask support.\n");
  }
}

// The part of the content that the request wants; sets the status and what tells of the part.
std::string Body(const httplib::Request& request, const FileContent& content,
                 const std::string& tag, httplib::Response& response) {
  const size_t size = content.bytes.size();
  const bool same = !request.has_header("If-Range") || request.get_header_value("If-Range") == tag;
  const bool ranged = request.method == "GET" && request.has_header("Range") && same;
  const ByteRange range =
      ranged ? ParseByteRange(request.get_header_value("Range"), size) : ByteRange{};
  switch (range.kind) {
    case ByteRange::Kind::kWhole:
      response.status = 200;
      return content.bytes;
    case ByteRange::Kind::kPart:
      response.status = 206;
      response.set_header("Content-Range", "bytes " + std::to_string(range.first) + "-" +
                                               std::to_string(range.first + range.length - 1) +
                                               "/" + std::to_string(size));
      return content.bytes.substr(range.first, range.length);
    case ByteRange::Kind::kUnsatisfiable:
      response.status = 416;
      response.set_header("Content-Range", "bytes */" + std::to_string(size));
      return "";
  }
  return "";
}

// Keeps the library from cutting (it does not clamp a range to the file, and answers thousands of
// ranges with as many copies) and from compressing, which would not fit the range and the digest.
void LeaveBodyAlone(const httplib::Request& request) {
  auto& own = const_cast<httplib::Request&>(request);  // the library's object, not constant
  own.ranges.clear();
  own.headers.erase("Accept-Encoding");
}

bool UseCertificate(SSL_CTX& context, const FileEndpoint::Settings& settings) {
  return SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_use_certificate_chain_file(&context, settings.certificate_file.c_str()) == 1 &&
         SSL_CTX_use_PrivateKey_file(&context, settings.key_file.c_str(), SSL_FILETYPE_PEM) == 1 &&
         SSL_CTX_check_private_key(&context) == 1;
}

// HOST of HOST:PORT, without the brackets of an IPv6 address.
std::string Host(const std::string& listen, size_t colon) {
  const std::string host = listen.substr(0, colon);
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

FileEndpoint::FileEndpoint(const FileLinks& links, Fetch fetch, const Limits& limits)
    : links_(links),
      fetch_(std::move(fetch)),
      limits_(limits),
      budget_(limits.longest_connection, limits.most_received_bytes) {}

FileEndpoint::~FileEndpoint() {
  Stop();
  if (thread_.joinable()) thread_.join();
}

Status FileEndpoint::Listen(const Settings& settings) {
  server_ = std::make_unique<httplib::SSLServer>([&](SSL_CTX& context) {
    budget_.Watch(context);
    return UseCertificate(context, settings);
  });
  if (!server_->is_valid()) {
    return Error{.reason = Reason::kInternal,
                 .message = "cannot serve files with the certificate " + settings.certificate_file +
                            "; can it be read, and is " + settings.key_file + " its key?"};
  }
  // The library's own options share the port, so that a second server would start in silence.
  server_->set_socket_options([](int socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  server_->new_task_queue = [this] {
    return new BoundedQueue(limits_.threads, limits_.longest_queue);
  };
  server_->set_keep_alive_max_count(1).set_read_timeout(kReadTimeoutS);
  server_->set_write_timeout(kWriteTimeoutS).set_tcp_nodelay(true);
  server_->set_default_headers({{"Cache-Control", "no-store"},
                                {"X-Content-Type-Options", "nosniff"},
                                {"Referrer-Policy", "no-referrer"}});
  // Ahead of the library's routing, which matches paths by regular expressions.
  server_->set_pre_routing_handler(
      [this](const httplib::Request& request, httplib::Response& response) {
        Answer(request, response);
        return httplib::Server::HandlerResponse::Handled;
      });
  const size_t colon = settings.listen.rfind(':');
  const int wanted =
      colon == std::string::npos ? -1 : std::atoi(settings.listen.c_str() + colon + 1);
  const std::string host = Host(settings.listen, colon);
  port_ = wanted == 0 ? server_->bind_to_any_port(host) : wanted;
  if (port_ <= 0 || (wanted != 0 && !server_->bind_to_port(host, port_))) {
    return Error{.reason = Reason::kInternal,
                 .message = "cannot serve files on " + settings.listen + "; is the port taken?"};
  }
  thread_ = std::thread([this] { server_->listen_after_bind(); });
  // Stop is lost on a server that does not run yet.
  while (!server_->is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return Ok();
}

void FileEndpoint::Stop() {
  budget_.CutAllAt(std::chrono::steady_clock::now() + kStopGrace);
  if (server_ != nullptr) server_->stop();
}

void FileEndpoint::Answer(const httplib::Request& request, httplib::Response& response) const {
  LeaveBodyAlone(request);
  if (request.method != "GET" && request.method != "HEAD") {
    response.set_header("Allow", "GET, HEAD");
    return Refuse(response, 405, "Only GET and HEAD are served here.\n");
  }
  const auto opened = links_.Verify(request.target);
  if (!opened) return RefuseLink(response);
  const FileId& file = opened->file;
  const auto content = fetch_(opened->account, file);
  if (!content.ok()) return RefuseFor(content.error(), response);
  const std::string tag = "\"" + content->sha256_hex + "\"";
  const std::string shown = file.kind == FileKind::kPdf ? "inline" : "attachment";
  response.set_header("Accept-Ranges", "bytes");
  response.set_header("ETag", tag);
  response.set_header("Content-Disposition", shown + "; filename=\"" + FileName(file) + "\"");
  response.set_content(Body(request, *content, tag, response), MediaType(file.kind));
  // Never the query, which is the right itself. Ids are of letters that cannot forge a line.
  spdlog::info("file account={} name={} method={} status={} bytes={}", file.account_id,
               FileName(file), request.method, response.status, response.body.size());
}

}  // namespace reinstate::files
