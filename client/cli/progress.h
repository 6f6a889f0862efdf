// A progress bar on a terminal, nothing elsewhere.

#pragma once

#include <cstdint>

#include "client/cli/console.h"

namespace reinstate::cli {

class Progress {
 public:
  // `total_bytes` of the input; 0 where it is not known.
  Progress(const Console& console, std::int64_t total_bytes);

  // Draws when another percent (or, without a total, another 1000 rows) is done.
  void Show(std::int64_t bytes, std::int64_t rows);
  // Takes the bar away so that a line can be written; the next Show draws it again.
  void Clear();

 private:
  const Console& console_;
  std::int64_t total_bytes_;
  std::int64_t shown_step_ = -1;
  bool visible_ = false;
};

}  // namespace reinstate::cli
