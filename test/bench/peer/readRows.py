"""Reads a file row by row as Python's own libraries do, and prints rows, seconds and peak memory in bytes."""

import csv
import json
import resource
import sys
import time

path, kind = sys.argv[1:]
begin = time.perf_counter()
rows = 0
with open(path, encoding="utf-8", newline="" if kind == "csv" else None) as file:
    if kind == "csv":
        for row in csv.DictReader(file):
            rows += row["label"] != ""
    else:
        for line in file:
            rows += json.loads(line)["label"] != ""
seconds = time.perf_counter() - begin
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"rows": rows, "seconds": seconds, "peak": peak}))
