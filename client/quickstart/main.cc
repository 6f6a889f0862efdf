// Says whether an account may resell new licenses: ./quickstart ACCOUNT
#include <reinstate/v1/account_status_client.h>

#include <iostream>

int main(int argc, char** argv) {
  using namespace reinstate;
  const client::AccountStatusClient accounts(client::Connect(client::Options::FromEnvironment()));
  v1::CheckOperationRequest request;
  request.set_account_id(argc > 1 ? argv[1] : "");
  request.set_operation(v1::OPERATION_RESELL_NEW_LICENSE);
  const auto answer = accounts.CheckOperation(request);
  if (!answer.ok()) {
    std::cerr << ToString(answer.error()) << '\n';
    return 1;
  }
  std::cout << (answer->decision().allowed() ? "allowed" : "denied") << '\n';
}
