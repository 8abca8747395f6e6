#include "scenarios/runner/progress.hpp"

#include <algorithm>
#include <cmath>

namespace proofmark::runner {

Progress::Progress(std::FILE* out, bool terminal, double total, double done, std::size_t attempts, std::size_t finished,
                   std::string what)
    : out_(out),
      terminal_(terminal),
      total_(total),
      done_at_start_(done),
      done_(done),
      attempts_(attempts),
      finished_(finished),
      what_(std::move(what)) {
  if (terminal_) draw();
}

Progress::~Progress() {
  if (terminal_) std::fputc('\n', out_);
  std::fflush(out_);
}

std::string Progress::time_left() const {
  const double gone = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  const double won = done_ - done_at_start_;
  if (won <= 0) return "estimating";
  const auto left = static_cast<long>(std::lround(gone * std::max(0.0, total_ - done_) / won));
  char text[48];
  std::snprintf(text, sizeof text, "%ld:%02ld left", left / 60, left % 60);
  return text;
}

void Progress::draw() {
  constexpr int width = 30;
  const double share = total_ > 0 ? std::clamp(done_ / total_, 0.0, 1.0) : 1.0;
  const auto filled = static_cast<std::size_t>(std::lround(share * width));
  const std::string bar = std::string(filled, '#') + std::string(width - filled, '.');
  std::fprintf(out_, "\r[%s] %zu of %zu %s, %s   \x1b[K", bar.c_str(), finished_, attempts_, what_.c_str(),
               time_left().c_str());
  std::fflush(out_);
}

void Progress::attempt_done(const std::string& id, const std::string& outcome, double cost) {
  const std::scoped_lock lock(mutex_);
  ++finished_;
  done_ += cost;
  if (terminal_) return draw();
  std::fprintf(out_, "%zu/%zu %s: %s (%s)\n", finished_, attempts_, id.c_str(), outcome.c_str(), time_left().c_str());
  std::fflush(out_);
}

void Progress::note(const std::string& line) {
  const std::scoped_lock lock(mutex_);
  if (terminal_) std::fputs("\r\x1b[K", out_);
  std::fprintf(out_, "%s\n", line.c_str());
  if (terminal_) draw();
  std::fflush(out_);
}

}  // namespace proofmark::runner
