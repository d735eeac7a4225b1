//===- Scratch.cpp - Per-thread working memory ----------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Scratch.h"
#include <algorithm>
#include <cstdlib>
#include <new>
#include <vector>

using namespace tpuc::kernels;

namespace {

/// One block per nesting depth, grown when a call needs more. Large blocks are
/// therefore reused by the next layer instead of being returned to the system,
/// which would have to clear their pages every time.
struct ThreadBlocks {
  struct Block {
    void *data = nullptr;
    size_t size = 0;
  };
  std::vector<Block> blocks;
  size_t depth = 0;
  ~ThreadBlocks() {
    for (Block &b : blocks)
      std::free(b.data);
  }
};
} // namespace

static ThreadBlocks &threadBlocks() {
  static thread_local ThreadBlocks blocks;
  return blocks;
}

Scratch::Scratch(size_t bytes) {
  ThreadBlocks &t = threadBlocks();
  if (t.depth == t.blocks.size())
    t.blocks.emplace_back();
  ThreadBlocks::Block &b = t.blocks[t.depth];
  if (b.size < bytes) {
    std::free(b.data);
    b = {};
    const size_t rounded = (bytes + 4095) / 4096 * 4096;
    b.data = std::aligned_alloc(64, rounded);
    if (!b.data)
      throw std::bad_alloc();
    b.size = rounded;
  }
  ++t.depth;
  ptr = b.data;
}

Scratch::~Scratch() { --threadBlocks().depth; }
