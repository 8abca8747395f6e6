#!/usr/bin/env python3
"""A face comparer under test: proofmark-stdio/1 at level comparison.

What it compares is not faces: both pictures are shrunk to 24 x 32 grey pixels and correlated. It shows where a
provider's own comparer goes (the function `compare`), and how the harness finds that this one is none.
"""
import json
import sys

import numpy
from PIL import Image

THRESHOLD = 0.6


def thumbnail(path):
    with Image.open(path) as picture:
        grey = picture.convert("L")
        # A document's portrait is narrow; of a wider picture the middle is taken.
        width = min(grey.width, grey.height * 3 // 4)
        left = (grey.width - width) // 2
        small = grey.crop((left, 0, left + width, grey.height)).resize((24, 32))
    pixels = numpy.asarray(small, dtype=float).ravel()
    return (pixels - pixels.mean()) / (pixels.std() or 1.0)


def compare(reference, probe):
    """The score of two pictures: higher is more alike. A provider's comparer goes here."""
    return float(numpy.mean(thumbnail(reference) * thumbnail(probe)))


def answer(task):
    if task["type"] == "hello":
        if task["level"] != "comparison":
            sys.exit("this program compares pictures only")
        return {"type": "ready", "name": "compare-pictures", "version": "1",
                "settings": {"threshold": THRESHOLD}, "thresholds_set_on": "nothing: a guess"}
    try:
        score = compare(task["reference"], task["probe"])
    except OSError:  # no picture, or none that can be read
        return {"type": "failed_to_acquire", "id": task["id"]}
    return {"type": "score", "id": task["id"], "score": round(score, 6), "threshold": THRESHOLD}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
