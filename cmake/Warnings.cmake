# Warnings are errors on g++ and clang alike. Third-party headers come in as SYSTEM.
add_library(proofmark_warnings INTERFACE)
target_compile_options(proofmark_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Werror
  -Wshadow -Wconversion -Wsign-conversion -Wdouble-promotion -Wfloat-conversion
  -Wcast-align -Wcast-qual -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual
  -Wnull-dereference -Wformat=2 -Wformat-security -Wimplicit-fallthrough
  -Wundef -Wunused -Wunused-result -Wredundant-decls -Wvla -Wextra-semi
  -Wmissing-declarations -Wdate-time -Wswitch-enum -Wzero-as-null-pointer-constant)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(proofmark_warnings INTERFACE
    -Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wsuggest-override
    -Wno-null-dereference -Wno-restrict # g++ 12 reports them inside inlined standard containers; clang's are kept
    -Wno-error=array-bounds -Wno-error=stringop-overflow)
endif()
target_compile_options(proofmark_warnings INTERFACE -ffp-contract=off)
if(PROOFMARK_SANITIZE)
  string(REPLACE ";" "," _sanitizers "${PROOFMARK_SANITIZE}")
  add_compile_options(-fsanitize=${_sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${_sanitizers})
endif()
