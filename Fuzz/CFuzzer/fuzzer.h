/* The one entry point of libFuzzer that a program with a main of its own calls (LLVM, FuzzerInterface.h). */
#pragma once
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test)(const uint8_t *data, size_t size));

/* libFuzzer's own mutation of an input, for mutators that fall back to it. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
