// The three files of a service.

#pragma once

#include <string>

#include "client/generator/model.h"

namespace reinstate::generator {

std::string WriteHeader(const ServiceModel& service);
std::string WriteSource(const ServiceModel& service);
std::string WriteMock(const ServiceModel& service);

}  // namespace reinstate::generator
