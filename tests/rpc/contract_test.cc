// The contract: options on every RPC, one reason for each in the domain, and no breaking change
// against the committed descriptor set.

#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "reinstate/rpc/error_details.pb.h"
#include "reinstate/v1/account_admin_service.pb.h"
#include "reinstate/v1/account_status_service.pb.h"
#include "reinstate/v1/billing_admin_service.pb.h"
#include "reinstate/v1/billing_summary_service.pb.h"
#include "reinstate/v1/dev_service.pb.h"
#include "reinstate/v1/error_reason.pb.h"
#include "reinstate/v1/support_ticket_service.pb.h"
#include "server/rpc/method_policy.h"
#include "server/rpc/status.h"

namespace reinstate::rpc {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptorProto;

std::vector<const google::protobuf::FileDescriptor*> ServiceFiles() {
  return {v1::GetAccountStatusRequest::descriptor()->file(),
          v1::RegisterAccountRequest::descriptor()->file(),
          v1::RecordInvoiceRequest::descriptor()->file(),
          v1::GetInvoiceRequest::descriptor()->file(),
          v1::CreateTicketRequest::descriptor()->file(),
          v1::GetClockRequest::descriptor()->file()};
}

// Every file of the contract, named so that the linker keeps it.
const DescriptorPool& LinkedPool() {
  ServiceFiles();
  v1::ErrorReason_descriptor();
  rpc::Status::descriptor();
  return *DescriptorPool::generated_pool();
}

// A service with one RPC of the given options.
std::string LoadError(const v1::MethodPolicy* policy, bool with_request_id = true,
                      bool with_rules = true) {
  FileDescriptorProto file;
  ServiceFiles().front()->CopyTo(&file);
  file.set_name("test.proto");
  file.set_package("test");
  file.clear_dependency();
  file.clear_message_type();
  file.clear_enum_type();
  file.clear_service();
  file.add_dependency("reinstate/v1/options.proto");
  auto* request = file.add_message_type();
  request->set_name("Request");
  int number = 0;
  for (const char* name : {"account_id", "request_id"}) {
    if (!with_request_id && std::string(name) == "request_id") continue;
    auto* field = request->add_field();
    field->set_name(name);
    field->set_number(++number);
    field->set_type(google::protobuf::FieldDescriptorProto::TYPE_STRING);
    field->set_label(google::protobuf::FieldDescriptorProto::LABEL_OPTIONAL);
    if (!with_rules) continue;
    v1::FieldRules* rules = field->mutable_options()->MutableExtension(v1::field);
    rules->set_required(true);
    rules->set_format(v1::FORMAT_ID);
  }
  auto* service = file.add_service();
  service->set_name("TestService");
  auto* method = service->add_method();
  method->set_name("Do");
  method->set_input_type(".test.Request");
  method->set_output_type(".test.Request");
  if (policy != nullptr) *method->mutable_options()->MutableExtension(v1::method) = *policy;
  DescriptorPool pool(DescriptorPool::generated_pool());
  const auto* built = pool.BuildFile(file);
  EXPECT_NE(built, nullptr);
  const auto loaded = LoadMethods({built->service(0)});
  return loaded.ok() ? "ok" : loaded.error().message;
}

v1::MethodPolicy GoodPolicy() {
  v1::MethodPolicy policy;
  policy.set_permission(v1::PERMISSION_READ_STATUS);
  policy.set_account_field("account_id");
  policy.set_default_deadline_ms(2000);
  policy.set_idempotency(v1::IDEMPOTENCY_REQUEST_ID);
  return policy;
}

TEST(MethodOptions, EveryServedRpcHasThem) {
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (const auto* file : ServiceFiles()) services.push_back(file->service(0));
  const auto methods = LoadMethods(services);
  ASSERT_TRUE(methods.ok()) << methods.error().message;
  EXPECT_GE(methods->size(), 17u);
}

TEST(MethodOptions, AnRpcWithoutOrWithWrongOnesIsNamed) {
  v1::MethodPolicy policy = GoodPolicy();
  EXPECT_EQ(LoadError(&policy), "ok");
  EXPECT_EQ(LoadError(nullptr), "the RPC test.TestService/Do has no (method) option");
  policy.clear_permission();
  EXPECT_NE(LoadError(&policy).find("names no permission"), std::string::npos);
  policy = GoodPolicy();
  policy.set_account_field("nothing");
  EXPECT_NE(LoadError(&policy).find("account field"), std::string::npos);
  policy = GoodPolicy();
  policy.set_spans_accounts(true);
  EXPECT_NE(LoadError(&policy).find("exactly one"), std::string::npos);
  policy = GoodPolicy();
  policy.set_catalogue(true);
  EXPECT_NE(LoadError(&policy).find("exactly one"), std::string::npos);
  policy.clear_account_field();
  policy.clear_catalogue();
  policy.set_names_accounts(true);
  EXPECT_NE(LoadError(&policy).find("writes across accounts"), std::string::npos);
  policy.set_catalogue(true);
  EXPECT_NE(LoadError(&policy).find("exactly one"), std::string::npos);
  policy.clear_names_accounts();
  EXPECT_NE(LoadError(&policy).find("what no account owns"), std::string::npos);
  policy.set_idempotency(v1::IDEMPOTENCY_READ_ONLY);
  EXPECT_EQ(LoadError(&policy), "ok");
  policy = GoodPolicy();
  policy.clear_default_deadline_ms();
  EXPECT_NE(LoadError(&policy).find("default deadline"), std::string::npos);
  policy = GoodPolicy();
  policy.clear_idempotency();
  EXPECT_NE(LoadError(&policy).find("idempotency"), std::string::npos);
  policy = GoodPolicy();
  EXPECT_NE(LoadError(&policy, false).find("without a request_id"), std::string::npos);
  EXPECT_NE(LoadError(&policy, true, false).find("in the form of an id"), std::string::npos);
}

TEST(Reasons, TheContractAndTheDomainNameTheSame) {
  std::set<std::string> domain, contract;
  for (const Reason reason : AllReasons()) domain.insert(ReasonName(reason));
  const auto* type = v1::ErrorReason_descriptor();
  for (int i = 1; i < type->value_count(); ++i) {
    contract.insert(type->value(i)->name().substr(std::string("ERROR_REASON_").size()));
  }
  EXPECT_EQ(domain, contract);
}

// What of the committed contract a later one must keep: names, numbers, types, RPCs.
std::vector<std::string> Breaks(const google::protobuf::FileDescriptorSet& committed,
                                const DescriptorPool& pool) {
  std::vector<std::string> breaks;
  DescriptorPool old_pool;
  for (const auto& file : committed.file()) old_pool.BuildFile(file);
  for (const auto& file : committed.file()) {
    const auto* old_file = old_pool.FindFileByName(file.name());
    for (int i = 0; i < old_file->message_type_count(); ++i) {
      const auto* old_message = old_file->message_type(i);
      const auto* message = pool.FindMessageTypeByName(old_message->full_name());
      for (int f = 0; f < old_message->field_count(); ++f) {
        const auto* old_field = old_message->field(f);
        const auto* field =
            message == nullptr ? nullptr : message->FindFieldByNumber(old_field->number());
        if (field == nullptr || field->name() != old_field->name() ||
            field->type() != old_field->type() || field->label() != old_field->label()) {
          breaks.push_back(old_field->full_name());
        }
      }
    }
    for (int i = 0; i < old_file->enum_type_count(); ++i) {
      for (int v = 0; v < old_file->enum_type(i)->value_count(); ++v) {
        const auto* old_value = old_file->enum_type(i)->value(v);
        const auto* type = pool.FindEnumTypeByName(old_file->enum_type(i)->full_name());
        const auto* value = type == nullptr ? nullptr : type->FindValueByName(old_value->name());
        if (value == nullptr || value->number() != old_value->number()) {
          breaks.push_back(old_value->full_name());
        }
      }
    }
    for (int i = 0; i < old_file->service_count(); ++i) {
      for (int m = 0; m < old_file->service(i)->method_count(); ++m) {
        const auto* old_method = old_file->service(i)->method(m);
        const auto* method = pool.FindMethodByName(old_method->full_name());
        if (method == nullptr ||
            method->input_type()->full_name() != old_method->input_type()->full_name() ||
            method->output_type()->full_name() != old_method->output_type()->full_name()) {
          breaks.push_back(old_method->full_name());
        }
      }
    }
  }
  return breaks;
}

google::protobuf::FileDescriptorSet Committed() {
  std::ifstream file(REINSTATE_SOURCE_DIR "/protos/contract.binpb", std::ios::binary);
  google::protobuf::FileDescriptorSet committed;
  EXPECT_TRUE(committed.ParseFromIstream(&file));
  return committed;
}

TEST(Contract, BreaksNothingThatIsCommitted) {
  const auto committed = Committed();
  EXPECT_GE(committed.file_size(), 9);
  for (const std::string& broken : Breaks(committed, LinkedPool())) {
    ADD_FAILURE() << broken << " was changed or removed; callers depend on it. Where that is "
                  << "meant, run scripts/update-contract and say so in CHANGELOG.md";
  }
}

TEST(Contract, TheCheckSeesARenumberedFieldAndAnRpcThatIsGone) {
  auto changed = Committed();
  for (auto& file : *changed.mutable_file()) {
    if (file.name() != "reinstate/v1/common.proto") continue;
    file.mutable_message_type(0)->mutable_field(0)->set_number(77);
    file.mutable_enum_type(0)->mutable_value(1)->set_name("STANDING_GONE");
  }
  EXPECT_EQ(
      Breaks(changed, LinkedPool()),
      (std::vector<std::string>{"reinstate.v1.Money.currency_code", "reinstate.v1.STANDING_GONE"}));
}

}  // namespace
}  // namespace reinstate::rpc
