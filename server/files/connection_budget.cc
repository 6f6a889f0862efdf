#include "server/files/connection_budget.h"

#include <openssl/bio.h>

#include <algorithm>

namespace reinstate::files {

using Clock = std::chrono::steady_clock;

struct ConnectionBudget::Connection {
  const ConnectionBudget& budget;
  const Clock::time_point ends_at;
  size_t bytes_left;

  // BIO_callback_fn_ex, whose types are OpenSSL's.
  static long OnTransfer(BIO* bio, int operation, const char* data, size_t size,  // NOLINT
                         int argument, long long_argument, int result,            // NOLINT
                         size_t* processed);

  bool is_over() const {
    const Clock::time_point now = Clock::now();
    return bytes_left == 0 || now >= ends_at ||
           now.time_since_epoch().count() >= budget.cut_all_at_.load();
  }
};

long ConnectionBudget::Connection::OnTransfer(  // NOLINT
    BIO* bio, int operation, const char* /*data*/, size_t /*size*/, int /*argument*/,
    long /*long_argument*/, int result, size_t* processed) {  // NOLINT
  auto* const connection = reinterpret_cast<Connection*>(BIO_get_callback_arg(bio));
  switch (operation) {
    case BIO_CB_READ:
    case BIO_CB_WRITE:
      if (!connection->is_over()) return 1;
      BIO_clear_retry_flags(bio);  // an end, not a wait
      return -1;                   // 0 would have the library write for ever
    case BIO_CB_READ | BIO_CB_RETURN:
      if (result > 0) connection->bytes_left -= std::min(connection->bytes_left, *processed);
      return result;
    case BIO_CB_FREE:
      delete connection;
      return 1;
    default:
      return (operation & BIO_CB_RETURN) != 0 ? result : 1;
  }
}

void ConnectionBudget::Watch(SSL_CTX& context) {
  SSL_CTX_set_app_data(&context, this);
  SSL_CTX_set_info_callback(&context, OnState);
}

// The first sign of a connection is that its handshake starts.
void ConnectionBudget::OnState(const SSL* ssl, int where, int /*value*/) {
  BIO* const bio = SSL_get_rbio(ssl);
  if ((where & SSL_CB_HANDSHAKE_START) == 0 || bio == nullptr) return;
  if (BIO_get_callback_ex(bio) != nullptr) return;
  const auto* const budget =
      static_cast<const ConnectionBudget*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  auto* const connection =
      new Connection{*budget, Clock::now() + budget->longest_, budget->most_received_bytes_};
  BIO_set_callback_arg(bio, reinterpret_cast<char*>(connection));
  BIO_set_callback_ex(bio, Connection::OnTransfer);
}

}  // namespace reinstate::files
