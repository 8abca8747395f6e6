"""DET, operating points and exact limits of the scores in this folder, by numpy and scipy: a second opinion.

Prints one JSON object. Everything is computed from the definitions by brute force over all thresholds."""
import json
import pathlib
import sys

import numpy as np
from scipy import optimize, stats

FOLDER = pathlib.Path(sys.argv[1])


def scores(name):
    return np.loadtxt(FOLDER / (name + ".txt"))


def table(positives, negatives, rates):
    every = np.unique(np.concatenate([positives, *negatives]))
    thresholds = np.append(every, np.nextafter(every[-1], np.inf))
    false_positive = np.max([[np.mean(s >= t) for t in thresholds] for s in negatives], axis=0)
    false_negative = np.array([np.mean(positives < t) for t in thresholds])
    nearest = int(np.argmin(np.abs(false_positive - false_negative)))
    points = []
    for rate in rates:
        at = int(np.argmax(false_positive <= rate))
        points.append([thresholds[at], false_positive[at], false_negative[at]])
    return {
        "det": np.column_stack([thresholds, false_positive, false_negative]).tolist(),
        "eer": [thresholds[nearest], (false_positive[nearest] + false_negative[nearest]) / 2],
        "points": points,
    }


def limits():
    out = []
    for n in [1, 8, 30, 150, 3000, 29956]:
        for k in sorted({0, 1, n // 40, n // 7, n - 1, n}):
            two = stats.binomtest(k, n).proportion_ci(0.95, method="exact")
            upper = stats.binomtest(k, n, alternative="less").proportion_ci(0.95, method="exact").high
            lower = stats.binomtest(k, n, alternative="greater").proportion_ci(0.95, method="exact").low
            out.append([k, n, two.low, two.high, lower, upper])
    return out


def ratios():
    """The ratio of two Poisson rates: given all errors, the first sample's are binomial. Limits by root finding."""

    def tail(k1, n1, k2, n2, upper):
        def share(ratio):
            return n1 * ratio / (n1 * ratio + n2)

        def gap(log_ratio):
            p = share(np.exp(log_ratio))
            all_errors = k1 + k2
            cdf = stats.binom.cdf(k1, all_errors, p) if upper else stats.binom.sf(k1 - 1, all_errors, p)
            return cdf - 0.025

        return float(np.exp(optimize.brentq(gap, -30, 30, xtol=1e-13)))

    out = []
    for k1, n1, k2, n2 in [(3, 12, 9, 190), (0, 40, 7, 900), (11, 300, 25, 1500), (1, 20, 1, 2000)]:
        low = 0.0 if k1 == 0 else tail(k1, n1, k2, n2, False)
        out.append([k1, n1, k2, n2, low, tail(k1, n1, k2, n2, True)])
    return out


def quantiles():
    sample = scores("mated")
    n = len(sample)
    ordered = np.sort(sample)
    out = []
    for q in [0.5, 0.95, 0.99]:
        value = ordered[int(np.ceil(n * q - 1e-9)) - 1]
        low = [r for r in range(1, n + 1) if stats.binom.cdf(r - 1, n, q) <= 0.025]
        high = [r for r in range(1, n + 1) if stats.binom.cdf(r - 1, n, q) >= 0.975]
        out.append([q, value, ordered[max(low) - 1] if low else None, ordered[min(high) - 1] if high else None])
    return out


json.dump(
    {
        "comparison": table(scores("mated"), [scores("unrelated")], [1e-2, 1e-3, 1e-4]),
        "pad": table(scores("bona_fide"), [scores(s) for s in ("print", "replay", "mask")], [0.10, 0.05, 0.01]),
        "limits": limits(),
        "ratios": ratios(),
        "quantiles": quantiles(),
    },
    sys.stdout,
)
