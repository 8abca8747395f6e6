// Eight lanes of AVX2 under short names. Only for files compiled with -mavx2.
#pragma once
#include <immintrin.h>

#include <cstdint>

namespace proofmark::camera::simd {

using F8 = __m256;
using I8 = __m256i;

inline F8 all(float x) {
  return _mm256_set1_ps(x);
}
inline I8 all(int x) {
  return _mm256_set1_epi32(x);
}
inline F8 lanes() {
  return _mm256_setr_ps(0, 1, 2, 3, 4, 5, 6, 7);
}
inline F8 load(const float* p) {
  return _mm256_loadu_ps(p);
}
inline void store(float* p, F8 v) {
  _mm256_storeu_ps(p, v);
}
inline I8 load(const std::uint32_t* p) {
  return _mm256_loadu_si256(static_cast<const I8*>(static_cast<const void*>(p)));
}
inline I8 load(const int* p) {
  return _mm256_loadu_si256(static_cast<const I8*>(static_cast<const void*>(p)));
}
inline void store(std::uint32_t* p, I8 v) {
  _mm256_storeu_si256(static_cast<I8*>(static_cast<void*>(p)), v);
}
inline F8 least(F8 a, F8 b) {
  return _mm256_min_ps(a, b);
}
inline F8 most(F8 a, F8 b) {
  return _mm256_max_ps(a, b);
}
inline F8 select(F8 otherwise, F8 chosen, F8 mask) {
  return _mm256_blendv_ps(otherwise, chosen, mask);
}
inline int bits(F8 mask) {
  return _mm256_movemask_ps(mask);
}
inline F8 as_float(I8 v) {
  return _mm256_castsi256_ps(v);
}
inline I8 as_int(F8 v) {
  return _mm256_castps_si256(v);
}
inline F8 to_float(I8 v) {
  return _mm256_cvtepi32_ps(v);
}
inline I8 truncated(F8 v) {
  return _mm256_cvttps_epi32(v);
}
inline F8 rounded(F8 v) {
  return _mm256_round_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
// Every bit of a lane set where its sign bit is.
inline F8 spread_sign(F8 v) {
  return as_float(_mm256_srai_epi32(as_int(v), 31));
}

}  // namespace proofmark::camera::simd
