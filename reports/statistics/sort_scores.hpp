// Sorting of many scores.
#pragma once
#include <vector>

namespace proofmark::reports {

// Ascending; finite values. From some ten thousand scores on by digits (radix sort), which takes as much memory again
// and a third of the time of a comparing sort.
void sort_scores(std::vector<double>& scores);

}  // namespace proofmark::reports
