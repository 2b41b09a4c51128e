"""Answers one question about the measures: the name is the argument, the input a file of JSON.

    python test/bench/peer/measures.py bleu FILE           # nltk
    python test/bench/peer/measures.py labelIssues FILE    # cleanlab
    python test/bench/peer/measures.py mauve FILE          # mauve-text, faiss
    python test/bench/peer/measures.py agreement FILE      # scikit-learn, statsmodels, krippendorff, irrCAC
    python test/bench/peer/measures.py projection FILE     # scikit-learn

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


def mauve(p, q, clusters, cells, scaling):
    """MAUVE by the package's own clusters, and by those that are given in the place of its k-means."""
    import faiss
    import numpy as np
    from mauve import compute_mauve

    def score():
        return float(
            compute_mauve(
                p_features=np.array(p, dtype=np.float32),
                q_features=np.array(q, dtype=np.float32),
                num_buckets=cells,
                mauve_scaling_factor=scaling,
            ).mauve
        )

    class Given:
        """k-means that has found the given clusters."""

        def __init__(self, *args, **settings):
            self.index = self

        def train(self, data):
            pass

        def search(self, data, k):
            return None, np.array(clusters)

    start = time.perf_counter()
    own = score()
    seconds = time.perf_counter() - start
    faiss.Kmeans = Given
    return {"seconds": seconds, "found": {"own": own, "sameClusters": score()}}


def agreement(cases, categories):
    """For each list of items, its coefficients; those that need complete ratings only where they are."""
    import krippendorff
    import numpy as np
    import pandas as pd
    from irrCAC.raw import CAC
    from sklearn.metrics import cohen_kappa_score
    from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

    def coefficients(items):
        table = pd.DataFrame(items, dtype=object)
        number = {name: i for i, name in enumerate(categories)}
        data = np.array([[np.nan if r is None else number[r] for r in item] for item in items]).T
        found = {
            "krippendorff": krippendorff.alpha(data, level_of_measurement="nominal"),
            "gwet": CAC(table, categories=categories, digits=15).gwet()["est"]["coefficient_value"],
        }
        if not np.isnan(data).any():
            found["fleiss"] = fleiss_kappa(aggregate_raters(data.T.astype(int))[0])
            if len(data) == 2:
                found["cohen"] = cohen_kappa_score(*data)
        return {name: float(value) for name, value in found.items()}

    start = time.perf_counter()
    found = [coefficients(items) for items in cases]
    return {"seconds": time.perf_counter() - start, "found": found}


def projection(vectors, points):
    """The trustworthiness of scikit-learn's t-SNE, and of given points."""
    import numpy as np
    from sklearn.manifold import TSNE, trustworthiness

    vectors = np.array(vectors, dtype=np.float32)
    start = time.perf_counter()
    own = TSNE(random_state=1, init="pca").fit_transform(vectors)
    seconds = time.perf_counter() - start
    found = {"own": trustworthiness(vectors, own), "ours": trustworthiness(vectors, np.array(points))}
    return {"seconds": seconds, "found": {name: float(value) for name, value in found.items()}}


with open(sys.argv[2], encoding="utf-8") as file:
    print(json.dumps(globals()[sys.argv[1]](**json.load(file))))
