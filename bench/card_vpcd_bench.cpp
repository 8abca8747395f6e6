// How fast a card behind a private pcscd answers through PC/SC. Without the remedy in simulators/card/vpcd.cpp the
// packaged driver manages some twenty commands a second; the bound guards that remedy.
#include <benchmark/benchmark.h>

#include <atomic>
#include <cstdio>
#include <thread>

#include "common/random.hpp"
#include "simulators/card/emrtd_card.hpp"
#include "simulators/card/pcscd.hpp"
#include "simulators/card/vpcd.hpp"

namespace proofmark {
namespace {

constexpr double kBound = 1000.0;  // commands per second, at least

struct Reader {
  SeededRandom random{1, "bench"};
  std::unique_ptr<card::PrivatePcscd> daemon;
  std::unique_ptr<card::Card> card;
  std::atomic<bool> stop{false};
  Result<void> served;
  std::thread thread;
  std::unique_ptr<card::PcscReader> reader;
  std::string problem;

  Reader() {
    auto started = card::PrivatePcscd::start();
    if (!started) {
      problem = started.error().line();
      return;
    }
    daemon = std::move(*started);
    card::ChipContent content;
    content.master_file[card::kEfCardAccess] = Bytes(64000, 0x31);
    card = card::make_emrtd(std::move(content), random);
    const auto set = daemon->use_in_this_process();
    thread = std::thread([this] { served = card::serve_vpcd(*card, "127.0.0.1", daemon->port(), stop); });
    auto connected = card::PcscReader::connect("Virtual PCD");
    if (!set || !connected) {
      problem = set ? connected.error().line() : set.error().line();
      return;
    }
    reader = std::move(*connected);
  }
  ~Reader() {
    reader.reset();
    stop = true;
    if (thread.joinable()) thread.join();
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
};

Reader& the_reader() {
  static Reader reader;
  return reader;
}

void exchange(benchmark::State& state, const char* command_hex, std::size_t answer_size) {
  Reader& r = the_reader();
  if (!r.problem.empty()) {
    state.SkipWithError(r.problem.c_str());
    return;
  }
  const Bytes select = from_hex("00A4020C02011C").value_or(Bytes{});
  const Bytes command = from_hex(command_hex).value_or(Bytes{});
  if (!r.reader->transceive(select)) {
    state.SkipWithError("the card does not answer");
    return;
  }
  for (auto _ : state) {
    const auto answer = r.reader->transceive(command);
    if (!answer || answer->size() != answer_size) {
      state.SkipWithError("an answer of another size");
      return;
    }
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["bound_per_s"] = kBound;
  state.counters["apdu_per_s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void select_file(benchmark::State& state) {
  exchange(state, "00A4020C02011C", 2);
}
void read_binary_256(benchmark::State& state) {
  exchange(state, "00B0000000", 258);
}
void read_binary_64000(benchmark::State& state) {
  exchange(state, "00B00000000000", 64002);
}

BENCHMARK(select_file)->UseRealTime();
BENCHMARK(read_binary_256)->UseRealTime();
BENCHMARK(read_binary_64000)->UseRealTime();

// Prints the bound's verdict after each line and remembers whether all kept it.
class BoundReporter final : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      const auto rate = run.counters.find("apdu_per_s");
      const bool good = !run.error_occurred && rate != run.counters.end() && rate->second.value >= kBound;
      kept = kept && good;
      std::printf("  %s: %.0f APDU/s, bound >= %.0f: %s\n", run.benchmark_name().c_str(),
                  rate == run.counters.end() ? 0.0 : rate->second.value, kBound, good ? "kept" : "BROKEN");
    }
  }
  bool kept = true;
};

}  // namespace
}  // namespace proofmark

// Exit code 1 when the bound is broken, so that a scheduled run notices.
int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  proofmark::BoundReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  benchmark::Shutdown();
  return reporter.kept ? 0 : 1;
}
