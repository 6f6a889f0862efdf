#include "client/cli/progress.h"

#include <string>

namespace reinstate::cli {
namespace {

constexpr std::int64_t kBarWidth = 30;  // columns

}  // namespace

Progress::Progress(const Console& console, std::int64_t total_bytes)
    : console_(console), total_bytes_(total_bytes) {}

void Progress::Show(std::int64_t bytes, std::int64_t rows) {
  if (!console_.progress) return;
  const std::int64_t step = total_bytes_ > 0 ? bytes * 100 / total_bytes_ : rows / 1000;
  if (step == shown_step_ && visible_) return;
  shown_step_ = step;
  std::string bar;
  if (total_bytes_ > 0) {
    const auto filled = static_cast<std::size_t>(step * kBarWidth / 100);
    bar = "[" + std::string(filled, '#') +
          std::string(static_cast<std::size_t>(kBarWidth) - filled, '.') + "] " +
          std::to_string(step) + "%  ";
  }
  *console_.err << '\r' << bar << rows << " rows" << std::flush;
  visible_ = true;
}

void Progress::Clear() {
  if (!visible_) return;
  *console_.err << "\r\033[K" << std::flush;
  visible_ = false;
}

}  // namespace reinstate::cli
