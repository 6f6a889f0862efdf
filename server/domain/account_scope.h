// The keys to rows. Only what has authorized a caller, or works for no caller at all, makes them,
// so code that forgot to authorize does not compile.

#pragma once

#include <string>
#include <utility>

namespace reinstate {

namespace rpc {
class Authorizer;
}
namespace background {
class Worker;
}
namespace files {
class FileLinks;
}
class ScopeTestPeer;

// The right to touch the rows of one account, whether or not it exists.
class AccountScope {
 public:
  const std::string& account_id() const { return account_id_; }

 private:
  friend class rpc::Authorizer;
  friend class background::Worker;
  friend class files::FileLinks;
  friend class ScopeTestPeer;
  explicit AccountScope(std::string account_id) : account_id_(std::move(account_id)) {}

  std::string account_id_;
};

// The right to read the rows of all accounts.
class AllAccountsScope {
 private:
  friend class rpc::Authorizer;
  friend class background::Worker;
  friend class ScopeTestPeer;
  AllAccountsScope() = default;
};

}  // namespace reinstate
