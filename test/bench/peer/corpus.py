"""Searches a corpus as Python's libraries do; a question a line, in JSON, and its answer.

    {"load": FILE, "dimension": D}                vectors, float32
    {"exact": [...], "depth": K}                  numpy
    {"graph": FILE, "dimension": D, "threads": T} hnswlib, M 16, ef 200
    {"near": [...], "depth": K, "ef": E}
    {"words": FILE}                               rank_bm25, lists of words
    {"query": [...], "depth": K}
"""

import json
import sys
import time

try:
    import hnswlib
    import numpy as np
    import rank_bm25
except ImportError as error:
    print("missing", error.name, flush=True)
    sys.exit()

print("ready numpy", np.__version__, flush=True)
vectors = index = ranking = None
dimension = 0

for line in sys.stdin:
    asked = json.loads(line)
    answer = {}
    if "load" in asked:
        dimension = asked["dimension"]
        vectors = np.fromfile(asked["load"], dtype=np.float32).reshape(-1, dimension)
    elif "exact" in asked:
        query = np.array(asked["exact"], dtype=np.float32)
        start = time.perf_counter()
        scores = vectors @ query
        best = np.argpartition(-scores, asked["depth"])[: asked["depth"]]
        best = best[np.argsort(-scores[best], kind="stable")]
        answer = {"seconds": time.perf_counter() - start, "found": best.tolist()}
    elif "graph" in asked:
        rows = np.fromfile(asked["graph"], dtype=np.float32).reshape(-1, asked["dimension"])
        index = hnswlib.Index(space="ip", dim=asked["dimension"])
        index.set_num_threads(asked["threads"])
        start = time.perf_counter()
        index.init_index(max_elements=len(rows), M=16, ef_construction=200, random_seed=100)
        index.add_items(rows)
        answer = {"build": time.perf_counter() - start}
    elif "near" in asked:
        queries = np.array(asked["near"], dtype=np.float32).reshape(-1, index.dim)
        index.set_ef(asked["ef"])
        start = time.perf_counter()
        index.knn_query(queries, k=asked["depth"])
        answer = {"seconds": time.perf_counter() - start}
    elif "words" in asked:
        with open(asked["words"], encoding="utf-8") as file:
            documents = json.load(file)
        start = time.perf_counter()
        ranking = rank_bm25.BM25Okapi(documents)
        answer = {"build": time.perf_counter() - start}
    else:
        start = time.perf_counter()
        scores = ranking.get_scores(asked["query"])
        best = np.argsort(-scores, kind="stable")[: asked["depth"]]
        seconds = time.perf_counter() - start
        answer = {"seconds": seconds, "documents": best.tolist(), "scores": scores[best].tolist()}
    print(json.dumps(answer), flush=True)
