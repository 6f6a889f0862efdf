// The keys to rows. Only what has authorized a caller, or works for no caller at all, makes them,
// so code that forgot to authorize does not compile.

#pragma once

#include <optional>
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
  friend class AllAccountsScope;
  friend class NamedAccountsScope;
  friend class rpc::Authorizer;
  friend class background::Worker;
  friend class files::FileLinks;
  friend class ScopeTestPeer;
  explicit AccountScope(std::string account_id) : account_id_(std::move(account_id)) {}

  std::string account_id_;
};

// The right to touch the rows of those accounts, of all that a request names, that the caller may
// touch at all.
class NamedAccountsScope {
 public:
  // Nothing where the caller may not touch the account, whether or not it exists.
  std::optional<AccountScope> Of(const std::string& account_id) const {
    if (only_ && *only_ != account_id) return std::nullopt;
    return AccountScope(account_id);
  }
  // The one account that the caller may touch; nothing where it may touch any.
  const std::optional<std::string>& only() const { return only_; }

 private:
  friend class rpc::Authorizer;
  friend class ScopeTestPeer;
  explicit NamedAccountsScope(std::optional<std::string> only) : only_(std::move(only)) {}

  std::optional<std::string> only_;
};

// The right to read the rows of all accounts.
class AllAccountsScope {
 public:
  // Who may read all of them may read each.
  AccountScope Of(std::string account_id) const { return AccountScope(std::move(account_id)); }

 private:
  friend class rpc::Authorizer;
  friend class background::Worker;
  friend class ScopeTestPeer;
  AllAccountsScope() = default;
};

}  // namespace reinstate
