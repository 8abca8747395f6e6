# Every dependency has its line in docs/dependencies.md.
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(spdlog REQUIRED)
find_package(pugixml REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(FFMPEG REQUIRED IMPORTED_TARGET libavcodec libavformat libavutil libswscale)
pkg_check_modules(PCSC REQUIRED IMPORTED_TARGET libpcsclite)
pkg_check_modules(CJOSE REQUIRED IMPORTED_TARGET cjose jansson)
pkg_check_modules(CTEMPLATE REQUIRED IMPORTED_TARGET libctemplate)

# Debian ships OpenCV's CMake package only with libopencv-dev, which pulls in VTK and a desktop; the five modules used
# here have development packages of their own, found one by one.
find_path(OPENCV_INCLUDE opencv2/core.hpp PATH_SUFFIXES opencv4 REQUIRED)
add_library(proofmark_opencv INTERFACE)
target_include_directories(proofmark_opencv SYSTEM INTERFACE ${OPENCV_INCLUDE})
foreach(module core imgproc imgcodecs dnn calib3d)
  find_library(OPENCV_${module} opencv_${module} REQUIRED)
  target_link_libraries(proofmark_opencv INTERFACE ${OPENCV_${module}})
endforeach()
