"""Answers one question about the measures: the name is the argument, the input a file of JSON.

    python test/bench/peer/measures.py bleu FILE           # nltk
    python test/bench/peer/measures.py labelIssues FILE    # cleanlab

Prints JSON: the seconds that the library itself took, and what it found.
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")


def bleu(documents, hypotheses):
    """BLEU-1 to BLEU-5 of some documents, each with all others as references."""
    from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu

    weights = [tuple([1 / n] * n) for n in range(1, 6)]
    smooth = SmoothingFunction().method1
    start = time.perf_counter()
    found = [
        sentence_bleu(
            documents[:i] + documents[i + 1 :],
            documents[i],
            weights=weights,
            smoothing_function=smooth,
        )
        for i in hypotheses
    ]
    return {"seconds": time.perf_counter() - start, "found": found}


def labelIssues(labels, probabilities):
    """cleanlab's issues; they are found again with a stable sort, whose ties can be compared."""
    import numpy as np
    from cleanlab.filter import find_label_issues

    def find():
        return find_label_issues(
            np.array(labels), rows, return_indices_ranked_by="self_confidence", n_jobs=1
        )

    rows = np.array(probabilities)
    start = time.perf_counter()
    find()
    seconds = time.perf_counter() - start
    argsort = np.argsort
    np.argsort = lambda values, *args, **kwargs: argsort(values, kind="stable")
    return {"seconds": seconds, "found": [int(i) for i in find()]}


with open(sys.argv[2], encoding="utf-8") as file:
    print(json.dumps(globals()[sys.argv[1]](**json.load(file))))
