// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Executor.h"
#include "Threads.h"

#include "llvm/Support/MathExtras.h"

#include <atomic>
#include <mutex>
#ifdef __linux__
#include <sys/mman.h>
#endif

using namespace tpuc::kernels;

namespace tpuc::runtime {

/// Asks for huge pages where the system leaves that to programs: kept
/// activations are touched once, and then most of the time goes into pages.
static void askForHugePages(void *memory, size_t bytes) {
#ifdef MADV_HUGEPAGE
  // Only a hint: without it memory is slower, nothing else.
  (void)madvise(memory, bytes, MADV_HUGEPAGE);
#endif
}

Buffer::Buffer(int64_t elements) : elements(elements) {
  constexpr size_t hugePage = size_t(2) << 20, cacheLine = 64;
  size_t wanted = std::max<int64_t>(elements, 1) * sizeof(float);
  bool large = wanted >= 2 * hugePage;
  size_t bytes = llvm::alignTo(wanted, cacheLine);
  memory.reset(static_cast<float *>(
      std::aligned_alloc(large ? hugePage : cacheLine, bytes)));
  if (large && memory)
    askForHugePages(memory.get(), llvm::alignDown(bytes, hugePage));
}

Executor::Executor(std::shared_ptr<const Plan> plan, int threads,
                   std::shared_ptr<Arenas> shared)
    : thePlan(std::move(plan)),
      threads(threads > 0 ? threads : std::max(1, omp_get_num_procs())),
      arenas(std::move(shared)), pointers(this->threads) {
  if (!arenas)
    arenas = std::make_shared<Arenas>(this->threads);
}

Status Executor::runItem(const Job &job, const WorkItem &item, unsigned worker,
                         ValueId &failed) {
  const Plan &plan = *thePlan;
  Buffer &arena = (*arenas)[worker];
  // A network of views alone needs no memory, but a place to point to.
  if (!arena.data() || arena.size() < plan.arenaSize() * item.samples)
    arena = Buffer(plan.arenaSize() * item.samples);
  if (!arena.data())
    return Status::failure("out of memory");

  std::vector<const float *> &memory = pointers[worker];
  memory.assign(plan.values().size(), nullptr);
  job.bind(item, memory);
  auto show = [&](ValueId id) {
    if (job.observed && job.observed->test(id))
      job.observe(item, id, memory[id], worker);
  };
  if (job.observed)
    for (ValueId id : job.observed->set_bits())
      if (memory[id])
        show(id);

  llvm::SmallVector<const float *, 8> in;
  for (StepId index : job.steps) {
    const PlanStep &step = plan.steps()[index];
    if (!step.run) {
      memory[step.result] = memory[step.operands[0]];
    } else {
      in.clear();
      for (ValueId operand : step.operands)
        in.push_back(memory[operand]);
      float *out = arena.data() + plan.value(step.result).offset * item.samples;
      Status status = step.run({item.samples, in, out});
      if (!status.ok()) {
        failed = step.result;
        return status;
      }
      memory[step.result] = out;
    }
    show(step.result);
  }
  return Status();
}

llvm::Error Executor::run(const Job &job) { return runTogether(this, job); }

llvm::Error Executor::runTogether(llvm::ArrayRef<Executor *> executors,
                                  llvm::ArrayRef<Job> jobs) {
  struct Piece {
    size_t job;
    const WorkItem *item;
  };
  std::vector<Piece> pieces;
  for (auto [i, job] : llvm::enumerate(jobs))
    for (const WorkItem &item : job.items)
      pieces.push_back({i, &item});

  std::mutex mutex;
  std::atomic<bool> stop{false};
  Status firstFailure;
  const PlanValue *failedValue = nullptr;
  auto runOne = [&](const Piece &piece, unsigned worker) {
    if (stop)
      return;
    Executor &executor = *executors[piece.job];
    ValueId failed = 0;
    Status status =
        executor.runItem(jobs[piece.job], *piece.item, worker, failed);
    if (status.ok())
      return;
    std::lock_guard<std::mutex> lock(mutex);
    if (!stop.exchange(true)) {
      firstFailure = status;
      failedValue = &executor.plan().value(failed);
    }
  };

  unsigned threads = executors.front()->threads;
  int64_t count = pieces.size();
  if (count == 1 || threads == 1) {
    // The kernels' own threads, as many as allowed.
    ThreadLimit limit(threads);
    for (const Piece &piece : pieces)
      runOne(piece, 0);
  } else {
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (int64_t i = 0; i < count; ++i)
      runOne(pieces[i], omp_get_thread_num());
  }
  if (firstFailure.ok())
    return llvm::Error::success();
  const TensorInfo &info = failedValue->info;
  return llvm::createStringError("layer '" + info.name + "' (" + info.op +
                                 "): " + firstFailure.message());
}

std::vector<WorkItem> splitSamples(int64_t samples, int64_t perItem,
                                   unsigned workers) {
  int64_t share = llvm::divideCeil(samples, workers);
  int64_t size = std::max<int64_t>(1, std::min(perItem, share));
  std::vector<WorkItem> items;
  for (int64_t first = 0; first < samples; first += size)
    items.push_back({first, std::min(size, samples - first)});
  return items;
}

} // namespace tpuc::runtime
