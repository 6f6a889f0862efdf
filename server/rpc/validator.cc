#include "server/rpc/validator.h"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "reinstate/v1/options.pb.h"
#include "server/domain/ids.h"
#include "server/rpc/value_rules.h"

namespace reinstate::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kDefaultCharacters = 256;
constexpr int kDefaultElements = 1000;
constexpr size_t kMaxViolations = 20;

constexpr char kNotSet[] = "must be set";

// How a value is checked, decided once.
enum class Kind {
  kNumber,
  kPageSize,
  kText,
  kBytes,
  kEnum,
  kTimestamp,
  kDuration,
  kDate,
  kMessage
};

Kind KindOf(const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return field->type() == FieldDescriptor::TYPE_BYTES ? Kind::kBytes : Kind::kText;
    case FieldDescriptor::CPPTYPE_ENUM:
      return Kind::kEnum;
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const std::string& name = field->message_type()->full_name();
      if (name == "google.protobuf.Timestamp") return Kind::kTimestamp;
      if (name == "google.protobuf.Duration") return Kind::kDuration;
      if (name == "reinstate.v1.Date") return Kind::kDate;
      return Kind::kMessage;
    }
    case FieldDescriptor::CPPTYPE_INT32:
      return field->name() == "page_size" ? Kind::kPageSize : Kind::kNumber;
    default:
      return Kind::kNumber;
  }
}

bool IsMessage(Kind kind) { return kind >= Kind::kTimestamp; }

[[noreturn]] void Misuse(const FieldDescriptor* field, const std::string& why) {
  throw std::logic_error("the field options of " + field->full_name() + " make no sense: " + why);
}

}  // namespace

struct Validator::Field {
  const FieldDescriptor* descriptor = nullptr;
  Kind kind = Kind::kNumber;
  bool required = false;
  v1::Format format = v1::FORMAT_UNSPECIFIED;
  int max_characters = kDefaultCharacters;
  int max_elements = kDefaultElements;
  bool elements_apart = false;
  std::vector<int> enum_values;                    // sorted; kEnum
  const Plan* plan = nullptr;                      // kMessage
  std::vector<const FieldDescriptor*> components;  // kTimestamp, kDuration, kDate, in their order
};

struct Validator::Plan {
  std::vector<Field> fields;  // those that something can be wrong with
};

Validator::Validator(const Descriptor* request) : root_(Compile(request)) {}

Validator::~Validator() = default;

const Validator::Plan* Validator::Compile(const Descriptor* message) {
  auto& slot = plans_[message];
  if (slot != nullptr) return slot.get();
  slot = std::make_unique<Plan>();  // before its fields: a message may contain itself
  Plan* const plan = slot.get();
  for (int i = 0; i < message->field_count(); ++i) {
    Field field = CompileField(message->field(i));
    const bool always_right =
        field.kind == Kind::kNumber && !field.required && !field.descriptor->is_repeated();
    if (!always_right) plan->fields.push_back(std::move(field));
  }
  return plan;
}

Validator::Field Validator::CompileField(const FieldDescriptor* descriptor) {
  if (descriptor->is_map()) Misuse(descriptor, "no rules exist for maps");
  const v1::FieldRules& rules = descriptor->options().GetExtension(v1::field);
  Field field;
  field.descriptor = descriptor;
  field.kind = KindOf(descriptor);
  field.required = rules.required();
  field.format = rules.format();
  if (field.format != v1::FORMAT_UNSPECIFIED && field.kind != Kind::kText) {
    Misuse(descriptor, "only a string has a format");
  }
  field.elements_apart = rules.elements_apart();
  if (field.elements_apart && !descriptor->is_repeated()) {
    Misuse(descriptor, "only a repeated field has elements");
  }
  const bool is_sized =
      descriptor->is_repeated() || field.kind == Kind::kText || field.kind == Kind::kBytes;
  if (rules.max_size() < 0 || (rules.max_size() > 0 && !is_sized)) {
    Misuse(descriptor, "max_size is for strings, bytes and repeated fields, and above zero");
  }
  if (field.required && !descriptor->is_repeated() && !descriptor->has_presence() &&
      descriptor->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    Misuse(descriptor, "false cannot be told from unset, so a bool cannot be required");
  }
  if (rules.max_size() > 0) {
    (descriptor->is_repeated() ? field.max_elements : field.max_characters) = rules.max_size();
  }
  if (field.kind == Kind::kEnum) {
    for (int i = 0; i < descriptor->enum_type()->value_count(); ++i) {
      field.enum_values.push_back(descriptor->enum_type()->value(i)->number());
    }
    std::sort(field.enum_values.begin(), field.enum_values.end());
  } else if (field.kind == Kind::kMessage) {
    field.plan = Compile(descriptor->message_type());
  } else if (IsMessage(field.kind)) {
    for (int i = 0; i < descriptor->message_type()->field_count(); ++i) {
      field.components.push_back(descriptor->message_type()->field(i));
    }
  }
  return field;
}

// One check of one request.
class Validator::Run {
 public:
  // The way from the request to a field, written out only where something is wrong.
  struct Path {
    const Path* parent;
    const FieldDescriptor* field;
    int index;  // -1: not of a repeated field
  };

  void Visit(const Plan& plan, const Message& message, const Path* parent) {
    const Reflection& reflection = *message.GetReflection();
    for (const Field& field : plan.fields) {
      if (full()) return;
      const Path path{parent, field.descriptor, -1};
      if (field.descriptor->is_repeated()) {
        VisitRepeated(field, message, reflection, path);
      } else if (IsMessage(field.kind) || field.descriptor->has_presence()) {
        VisitWithPresence(field, message, reflection, path);
      } else {
        VisitPlain(field, message, reflection, path);
      }
    }
  }

  Status Finish() {
    if (violations_.empty()) return Ok();
    Error error = InvalidField(violations_.front().field, violations_.front().description);
    if (violations_.size() > 1) {
      error.message += " (and " + std::to_string(violations_.size() - 1) + " more)";
    }
    error.fields = std::move(violations_);
    return error;
  }

 private:
  bool full() const { return violations_.size() >= kMaxViolations; }

  void Add(const Path& path, std::string description) {
    if (!full()) violations_.push_back({Render(path), std::move(description)});
  }

  static std::string Render(const Path& path) {
    std::string text = path.parent == nullptr ? "" : Render(*path.parent) + ".";
    text += path.field->name();
    if (path.index >= 0) text += "[" + std::to_string(path.index) + "]";
    return text;
  }

  // Fields that tell unset from their default; where set, even an empty value is checked.
  void VisitWithPresence(const Field& field, const Message& message, const Reflection& reflection,
                         const Path& path) {
    if (!reflection.HasField(message, field.descriptor)) {
      if (field.required) Add(path, kNotSet);
      return;
    }
    switch (field.kind) {
      case Kind::kText: {
        std::string scratch;
        return CheckText(field, reflection.GetStringReference(message, field.descriptor, &scratch),
                         path);
      }
      case Kind::kEnum:
        return CheckEnum(field, reflection.GetEnumValue(message, field.descriptor), true, path);
      case Kind::kTimestamp:
      case Kind::kDuration:
      case Kind::kDate:
      case Kind::kMessage:
        return CheckMessage(field, reflection.GetMessage(message, field.descriptor), path);
      default:
        return VisitScalar(field, message, reflection, path);
    }
  }

  // Fields whose default value means unset.
  void VisitPlain(const Field& field, const Message& message, const Reflection& reflection,
                  const Path& path) {
    switch (field.kind) {
      case Kind::kText: {
        std::string scratch;
        const auto& text = reflection.GetStringReference(message, field.descriptor, &scratch);
        if (!text.empty()) return CheckText(field, text, path);
        if (field.required) Add(path, kNotSet);
        return;
      }
      case Kind::kEnum: {
        const int value = reflection.GetEnumValue(message, field.descriptor);
        if (value == 0 && !field.required) return;
        return CheckEnum(field, value, field.required, path);
      }
      default:
        if (field.required && !reflection.HasField(message, field.descriptor)) {
          return Add(path, kNotSet);
        }
        return VisitScalar(field, message, reflection, path);
    }
  }

  void VisitScalar(const Field& field, const Message& message, const Reflection& reflection,
                   const Path& path) {
    if (field.kind == Kind::kPageSize && reflection.GetInt32(message, field.descriptor) < 0) {
      Add(path, "must not be negative");
    }
    if (field.kind == Kind::kBytes) {
      std::string scratch;
      CheckBytes(field, reflection.GetStringReference(message, field.descriptor, &scratch), path);
    }
  }

  void VisitRepeated(const Field& field, const Message& message, const Reflection& reflection,
                     Path path) {
    const int size = reflection.FieldSize(message, field.descriptor);
    if (size == 0) {
      if (field.required) Add(path, "must have at least one element");
      return;
    }
    if (size > field.max_elements) {
      return Add(path, "must have at most " + std::to_string(field.max_elements) + " elements");
    }
    if (field.kind == Kind::kNumber || field.kind == Kind::kPageSize || field.elements_apart)
      return;
    std::string scratch;
    for (int i = 0; i < size && !full(); ++i) {
      path.index = i;
      if (field.kind == Kind::kText || field.kind == Kind::kBytes) {
        const auto& text =
            reflection.GetRepeatedStringReference(message, field.descriptor, i, &scratch);
        field.kind == Kind::kText ? CheckText(field, text, path) : CheckBytes(field, text, path);
      } else if (field.kind == Kind::kEnum) {
        CheckEnum(field, reflection.GetRepeatedEnumValue(message, field.descriptor, i), true, path);
      } else {
        CheckMessage(field, reflection.GetRepeatedMessage(message, field.descriptor, i), path);
      }
    }
  }

  void CheckText(const Field& field, const std::string& text, const Path& path) {
    switch (field.format) {
      case v1::FORMAT_ID:
        if (!ValidId(text)) {
          Add(path,
              "must be 1 to 64 letters, digits, dots, underscores or hyphens (A-Z a-z 0-9 . _ -), "
              "beginning with a letter or digit");
        }
        return;
      case v1::FORMAT_REQUEST_ID:
        if (!ValidRequestId(text)) {
          Add(path, "must be 1 to 64 printable ASCII characters without spaces");
        }
        return;
      case v1::FORMAT_CURRENCY:
        if (!LooksLikeCurrency(text)) Add(path, "must be three letters A to Z, such as USD");
        return;
      default:
        break;
    }
    const TextScan scan = ScanText(text);
    if (scan.characters > field.max_characters) {
      Add(path, "must have at most " + std::to_string(field.max_characters) + " characters");
    }
    if (scan.control || (scan.line_or_tab && field.max_characters <= kDefaultCharacters)) {
      Add(path, field.max_characters > kDefaultCharacters
                    ? "must not contain control characters other than line feed and tab"
                    : "must not contain control characters");
    }
  }

  void CheckBytes(const Field& field, const std::string& bytes, const Path& path) {
    if (bytes.size() > static_cast<size_t>(field.max_characters)) {
      Add(path, "must have at most " + std::to_string(field.max_characters) + " bytes");
    }
  }

  void CheckEnum(const Field& field, int value, bool must_say_something, const Path& path) {
    if (value == 0 && must_say_something) return Add(path, "must not be UNSPECIFIED");
    if (!std::binary_search(field.enum_values.begin(), field.enum_values.end(), value)) {
      Add(path, "must be one of the declared values of " + field.descriptor->enum_type()->name());
    }
  }

  void CheckMessage(const Field& field, const Message& message, const Path& path) {
    if (field.kind == Kind::kMessage) return Visit(*field.plan, message, &path);
    const Reflection& reflection = *message.GetReflection();
    const auto& parts = field.components;
    if (field.kind == Kind::kDate) {
      if (!ValidDate(reflection.GetInt32(message, parts[0]), reflection.GetInt32(message, parts[1]),
                     reflection.GetInt32(message, parts[2]))) {
        Add(path, "must be a day of the calendar from 0001-01-01 to 9999-12-31");
      }
      return;
    }
    const int64_t seconds = reflection.GetInt64(message, parts[0]);
    const int64_t nanos = reflection.GetInt32(message, parts[1]);
    if (field.kind == Kind::kTimestamp && !ValidTimestamp(seconds, nanos)) {
      Add(path, "must be an instant of the years 1 to 9999 with nanos from 0 to 999999999");
    }
    if (field.kind == Kind::kDuration && !ValidDuration(seconds, nanos)) {
      Add(path, "must be a duration of at most 10000 years whose seconds and nanos agree in sign");
    }
  }

  std::vector<FieldViolation> violations_;
};

Status Validator::Check(const Message& request) const {
  Run run;
  run.Visit(*root_, request, nullptr);
  return run.Finish();
}

}  // namespace reinstate::rpc
