// Whether a request's fields are what the contract's field options say, before any handler runs.

#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <map>
#include <memory>

#include "server/domain/error.h"

namespace reinstate::rpc {

// The compiled rules of one request type. Checked of every field, also without options: texts
// have at most 256 characters and no control characters (line feed and tab are allowed where
// max_size is above 256), enums have a declared value, repeated fields have at most 1000 elements,
// Timestamp, Duration and reinstate.v1.Date are valid, page_size is not negative.
class Validator {
 public:
  // Throws std::logic_error where an option makes no sense on its field, so that a server with a
  // wrong contract does not start.
  explicit Validator(const google::protobuf::Descriptor* request);
  ~Validator();
  Validator(const Validator&) = delete;
  Validator& operator=(const Validator&) = delete;

  // INVALID_FIELD with the path of each of the first 20 violations, such as
  // `payment.allocations[3].invoice_id`, never with a value. `request` is of the type given at
  // construction. Any thread.
  Status Check(const google::protobuf::Message& request) const;

 private:
  struct Field;
  struct Plan;
  class Run;

  const Plan* Compile(const google::protobuf::Descriptor* message);
  Field CompileField(const google::protobuf::FieldDescriptor* descriptor);

  std::map<const google::protobuf::Descriptor*, std::unique_ptr<Plan>> plans_;
  const Plan* root_;
};

}  // namespace reinstate::rpc
