# proofmark_room(NAME DEPS...): the static library of the sources in this folder (not below it).
# One target per room; the include root is the project's root, so an include names the room it comes from.
function(proofmark_room name)
  file(GLOB _sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER _sources EXCLUDE REGEX "/main\\.cpp$")
  if(_sources)
    add_library(${name} STATIC ${_sources})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${ARGN} PRIVATE proofmark_warnings)
    proofmark_precompiled(${name} room)
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} INTERFACE ${ARGN})
  endif()
endfunction()

# proofmark_weak_room(NAME DEPS...): the same sources again with the planted weaknesses of reference-impl/weakness in
# them, as NAME_weak. Built only for what asks for it.
function(proofmark_weak_room name)
  file(GLOB _sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER _sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(${name}_weak STATIC EXCLUDE_FROM_ALL ${_sources})
  target_include_directories(${name}_weak PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${name}_weak PUBLIC PROOFMARK_WEAKNESSES)
  target_link_libraries(${name}_weak PUBLIC ${ARGN} PRIVATE proofmark_warnings)
  proofmark_precompiled(${name}_weak room)
endfunction()

# CMake's own five seconds for listing a program's tests are too few where disk and cores are busy and nothing is cached.
set(proofmark_discovery DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120)

# proofmark_test(NAME LABEL [SLOW FILTER | LONG FILTER] DEPS...): the GoogleTest program of the sources in this folder.
# LABEL is `fast` (seconds) or `slow`; FILTER (of GoogleTest, patterns apart by `:`) names the slow ones among fast tests.
# LONG FILTER likewise: label `long`, run by `./proofmark test` and left out by .ci/run for its forty minutes.
function(proofmark_test name label)
  cmake_parse_arguments(PARSE_ARGV 2 _test "" "SLOW;LONG" "")
  file(GLOB _sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(NOT _sources)
    return()
  endif()
  add_executable(${name} ${_sources})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${_test_UNPARSED_ARGUMENTS} GTest::gtest_main GTest::gmock proofmark_warnings)
  proofmark_precompiled(${name} tests)
  target_compile_definitions(${name} PRIVATE
    PROOFMARK_SOURCE_DIR="${CMAKE_SOURCE_DIR}" PROOFMARK_BINARY_DIR="${CMAKE_BINARY_DIR}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  if(_test_SLOW)
    gtest_discover_tests(${name} ${proofmark_discovery} TEST_FILTER "-${_test_SLOW}" TEST_LIST ${name}_fast
                         PROPERTIES LABELS ${label} TIMEOUT 600)
    gtest_discover_tests(${name} ${proofmark_discovery} TEST_FILTER "${_test_SLOW}" TEST_LIST ${name}_slow
                         PROPERTIES LABELS slow TIMEOUT 600)
  elseif(_test_LONG)
    gtest_discover_tests(${name} ${proofmark_discovery} TEST_FILTER "-${_test_LONG}" TEST_LIST ${name}_short
                         PROPERTIES LABELS ${label} TIMEOUT 600)
    gtest_discover_tests(${name} ${proofmark_discovery} TEST_FILTER "${_test_LONG}" TEST_LIST ${name}_long
                         PROPERTIES LABELS long TIMEOUT 600)
  else()
    gtest_discover_tests(${name} ${proofmark_discovery} PROPERTIES LABELS ${label} TIMEOUT 600)
  endif()
endfunction()
