// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Runtime/ModuleIO.h"
#include "Files.h"
#include "Safetensors.h"
#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Runtime/Diagnostics.h"

#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/OperationSupport.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"

#include <cstring>

using namespace mlir;

namespace tpuc::runtime {

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

/// The safetensors dtype of an element type; empty when there is none.
static llvm::StringRef safetensorsType(Type type) {
  if (type.isF32())
    return "F32";
  if (type.isF16())
    return "F16";
  if (type.isBF16())
    return "BF16";
  auto integer = dyn_cast<IntegerType>(type);
  if (!integer)
    return "";
  bool isUnsigned = integer.isUnsigned();
  switch (integer.getWidth()) {
  case 8:
    return isUnsigned ? "U8" : "I8";
  case 16:
    return isUnsigned ? "U16" : "I16";
  case 32:
    return isUnsigned ? "U32" : "I32";
  case 64:
    return isUnsigned ? "U64" : "I64";
  default:
    return "";
  }
}

static bool isPackage(llvm::StringRef contents) {
  return contents.starts_with("ML\xefR");
}

static bool isPackage(const llvm::SourceMgr &sources) {
  return isPackage(
      sources.getMemoryBuffer(sources.getMainFileID())->getBuffer());
}

/// Whether a file that cannot be parsed is a damaged one of ours.
static bool isModule(const llvm::SourceMgr &sources) {
  llvm::StringRef text =
      sources.getMemoryBuffer(sources.getMainFileID())->getBuffer();
  return isPackage(text) || text.contains("func.func") ||
         text.contains("module {");
}

//===----------------------------------------------------------------------===//
// Loading
//===----------------------------------------------------------------------===//

/// Points the resource of `weight` to the bytes of `tensor`, which keep `file`
/// alive. Bytes that the file misaligns are copied.
static void setBlob(DenseResourceElementsAttr value, const SafeTensor &tensor,
                    const std::shared_ptr<const SafetensorsFile> &file) {
  size_t align = safetensorsElementSize(tensor.dtype);
  AsmResourceBlob blob;
  if (reinterpret_cast<uintptr_t>(tensor.bytes.data()) % align == 0)
    blob = AsmResourceBlob(
        tensor.bytes, align, [file](void *, size_t, size_t) {},
        /*dataIsMutable=*/false);
  else
    blob = HeapAsmResourceBlob::allocateAndCopyWithAlign(
        tensor.bytes, align, /*dataIsMutable=*/false);
  value.getRawHandle().getResource()->setBlob(std::move(blob));
}

llvm::Error attachWeights(ModuleOp module, llvm::StringRef weightFile) {
  std::shared_ptr<const SafetensorsFile> file;
  llvm::Error error = llvm::Error::success();
  module.walk([&](top::WeightOp weight) {
    auto value = dyn_cast<DenseResourceElementsAttr>(weight.getValue());
    if (!value)
      return WalkResult::advance(); // written out in the text
    if (!file) {
      auto opened = SafetensorsFile::open(weightFile);
      if (!opened) {
        error = joinErrors(std::move(error), opened.takeError());
        return WalkResult::interrupt();
      }
      file = std::move(*opened);
    }
    auto fail = [&](const llvm::Twine &what) {
      error =
          joinErrors(std::move(error),
                     fileError(weightFile, "tensor '" + weight.getWeightName() +
                                               "': " + what));
      return WalkResult::interrupt();
    };
    const SafeTensor *tensor = file->lookup(weight.getWeightName());
    if (!tensor)
      return fail("missing");
    llvm::StringRef dtype = safetensorsType(value.getElementType());
    if (tensor->dtype != dtype)
      return fail("is " + tensor->dtype + ", the module says " + dtype);
    size_t bytes = value.getNumElements() * safetensorsElementSize(dtype);
    if (tensor->bytes.size() != bytes)
      return fail("has " + llvm::Twine(tensor->bytes.size()) +
                  " bytes, the module says " + llvm::Twine(bytes));
    setBlob(value, *tensor, file);
    return WalkResult::advance();
  });
  return error;
}

/// Refuses f32 weights that are NaN or infinite: activations and quantization
/// can swallow them, so that nothing later would tell.
static llvm::Error checkFinite(ModuleOp module, llvm::StringRef path) {
  llvm::Error error = llvm::Error::success();
  module.walk([&](top::WeightOp weight) {
    if (!weight.getValue().getElementType().isF32())
      return WalkResult::advance();
    constexpr uint32_t exponent = 0x7f800000;
    llvm::ArrayRef<char> bytes = weight.getBytes();
    uint32_t found = 0;
    for (size_t i = 0; i + sizeof(uint32_t) <= bytes.size();
         i += sizeof(uint32_t)) {
      uint32_t bits;
      std::memcpy(&bits, bytes.data() + i, sizeof(bits));
      found |= (bits & exponent) == exponent;
    }
    if (!found)
      return WalkResult::advance();
    error = joinErrors(std::move(error),
                       fileError(path, "tensor '" + weight.getWeightName() +
                                           "': holds NaN or infinity"));
    return WalkResult::interrupt();
  });
  return error;
}

llvm::Error loadWeights(ModuleOp module, llvm::StringRef weightFile) {
  if (llvm::Error error = attachWeights(module, weightFile))
    return error;
  return checkFinite(module, weightFile);
}

llvm::Expected<OwningOpRef<ModuleOp>> loadModule(llvm::StringRef path,
                                                 MLIRContext *context) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/true);
  if (!buffer)
    return fileError(path, "cannot read: " + buffer.getError().message());
  auto sources = std::make_shared<llvm::SourceMgr>();
  sources->AddNewSourceBuffer(std::move(*buffer), llvm::SMLoc());

  OwningOpRef<ModuleOp> module;
  {
    DiagnosticCollector diagnostics(context);
    module = parseSourceFile<ModuleOp>(sources, context);
    if (!module && !isModule(*sources))
      return fileError(path, "is not a network that model_transform.py wrote");
    if (!module) {
      std::string message = diagnostics.message("not a module");
      if (llvm::StringRef(message).starts_with(path)) // path:line:column: ...
        return llvm::createStringError(message);
      return fileError(path, message);
    }
  }

  if (isPackage(*sources)) {
    if (llvm::Error error = checkFinite(*module, path))
      return std::move(error);
    return std::move(module);
  }
  if (auto weightFile = (*module)->getAttrOfType<StringAttr>(kWeightFileAttr)) {
    llvm::SmallString<128> full = llvm::sys::path::parent_path(path);
    if (llvm::sys::path::is_absolute(weightFile.getValue()))
      full = weightFile.getValue();
    else
      llvm::sys::path::append(full, weightFile.getValue());
    if (llvm::Error error = loadWeights(*module, full))
      return std::move(error);
  }
  return std::move(module);
}

//===----------------------------------------------------------------------===//
// Saving
//===----------------------------------------------------------------------===//

/// The weights of the module, in file order: wider elements first, so that
/// every tensor stays aligned, otherwise as in the module.
static llvm::Expected<std::vector<std::pair<std::string, SafeTensor>>>
collectWeights(ModuleOp module) {
  std::vector<std::pair<std::string, SafeTensor>> tensors;
  llvm::StringMap<const char *> seen;
  std::string problem;
  module.walk([&](top::WeightOp weight) {
    auto value = dyn_cast<DenseResourceElementsAttr>(weight.getValue());
    if (!value)
      return WalkResult::advance();
    llvm::StringRef name = weight.getWeightName();
    llvm::ArrayRef<char> bytes = weight.getBytes();
    auto fail = [&](const llvm::Twine &what) {
      problem = ("weight '" + name + "' " + what).str();
      return WalkResult::interrupt();
    };
    if (bytes.empty() && value.getNumElements() != 0)
      return fail("has no data");
    auto [it, inserted] = seen.try_emplace(name, bytes.data());
    if (!inserted) {
      if (it->second != bytes.data())
        return fail("exists twice with different data");
      return WalkResult::advance();
    }
    SafeTensor tensor;
    tensor.dtype = safetensorsType(value.getElementType()).str();
    if (tensor.dtype.empty())
      return fail("has an element type that safetensors lacks");
    tensor.shape = value.getType().getShape().vec();
    tensor.bytes = bytes;
    tensors.emplace_back(name.str(), std::move(tensor));
    return WalkResult::advance();
  });
  if (!problem.empty())
    return llvm::createStringError(problem);
  llvm::stable_sort(tensors, [](const auto &a, const auto &b) {
    return safetensorsElementSize(a.second.dtype) >
           safetensorsElementSize(b.second.dtype);
  });
  return tensors;
}

llvm::Error saveWeights(ModuleOp module, llvm::StringRef path) {
  auto tensors = collectWeights(module);
  if (!tensors)
    return fileError(path, llvm::toString(tensors.takeError()));
  return writeSafetensors(path, *tensors);
}

std::string defaultWeightFile(ModuleOp module, llvm::StringRef path) {
  return (llvm::sys::path::stem(path) +
          (module->hasAttr("tpu.chip") ? "_tpu" : "_top") +
          "_weights.safetensors")
      .str();
}

llvm::Error saveModule(ModuleOp module, llvm::StringRef path,
                       llvm::StringRef weightFile) {
  std::string name = weightFile.str();
  if (name.empty())
    name = defaultWeightFile(module, path);
  llvm::SmallString<128> full = llvm::sys::path::parent_path(path);
  llvm::sys::path::append(full, name);
  if (llvm::Error error = saveWeights(module, full))
    return error;

  Attribute before = module->getAttr(kWeightFileAttr);
  module->setAttr(kWeightFileAttr, StringAttr::get(module.getContext(), name));
  llvm::Error error =
      writeFileAtomically(path, [&](llvm::raw_ostream &os) -> llvm::Error {
        OpPrintingFlags flags;
        flags.elideLargeResourceString(0).enableDebugInfo(true);
        module.print(os, flags);
        os << "\n";
        return llvm::Error::success();
      });
  if (before)
    module->setAttr(kWeightFileAttr, before);
  else
    module->removeAttr(kWeightFileAttr);
  return error;
}

llvm::Error savePackage(ModuleOp module, llvm::StringRef path) {
  // Weights without data would become a package that cannot be run.
  if (auto tensors = collectWeights(module); !tensors)
    return fileError(path, llvm::toString(tensors.takeError()));
  return writeFileAtomically(path, [&](llvm::raw_ostream &os) -> llvm::Error {
    if (failed(writeBytecodeToFile(module, os)))
      return fileError(path, "cannot encode");
    return llvm::Error::success();
  });
}

} // namespace tpuc::runtime
