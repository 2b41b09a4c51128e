"""The yardstick of studentSpeed.ts: training steps of a classifier in PyTorch.

Answers `ready`, the version and the memory in bytes once the libraries are loaded. Then, for each line
`step` a step of forward, backward and AdamW with dropout 0.1: the seconds it took and the seconds of
processor time that it used; for `peak` the most memory that this process had, in bytes; and for `profile`
the parts of the quickest of a few steps, as JSON. Usage:
trainingStep.py bert|deberta-v2 VOCABULARY LAYERS HIDDEN HEADS INTERMEDIATE BATCH LENGTH THREADS
"""

import json
import resource
import sys
import time

from contextlib import nullcontext

try:
    import torch
    from torch.profiler import ProfilerActivity, profile
    from transformers import (
        BertConfig,
        BertForSequenceClassification,
        DebertaV2ForSequenceClassification,
    )

    from debertaConfig import deberta_config
except ImportError as error:
    print(f"missing {error.name}", flush=True)
    sys.exit(3)


def peak():
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


print("ready", torch.__version__, peak(), flush=True)
family = sys.argv[1]
vocabulary, layers, hidden, heads, intermediate, batch, length, threads = map(int, sys.argv[2:10])
torch.set_num_threads(threads)
torch.manual_seed(1)
common = dict(
    vocab_size=vocabulary,
    hidden_size=hidden,
    num_hidden_layers=layers,
    num_attention_heads=heads,
    intermediate_size=intermediate,
    num_labels=2,
)
if family == "bert":
    model = BertForSequenceClassification(BertConfig(**common))
else:
    model = DebertaV2ForSequenceClassification(deberta_config(**common))
model.train()
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5, weight_decay=0.01, eps=1e-6)
attention_mask = torch.ones(batch, length, dtype=torch.long)
labels = torch.arange(batch) % 2


def step(around_gradients=nullcontext(), around_update=nullcontext()):
    input_ids = torch.randint(1000, 20000, (batch, length))
    start, used = time.perf_counter(), time.process_time()
    with around_gradients:
        optimizer.zero_grad()
        loss = model(input_ids=input_ids, attention_mask=attention_mask, labels=labels).loss
        loss.backward()
    with around_update:
        optimizer.step()
    loss.item()
    return time.perf_counter() - start, time.process_time() - used


def self_times(profiler, name_of):
    return [
        dict(name=name_of(event.key), seconds=event.self_cpu_time_total / 1e6, calls=event.count)
        for event in profiler.key_averages()
    ]


def profiled_step():
    """A step's time and its parts: PyTorch's operators, each without those that it calls."""
    gradients, update = (profile(activities=[ProfilerActivity.CPU]) for _ in range(2))
    start = time.perf_counter()
    step(gradients, update)
    whole = time.perf_counter() - start
    parts = self_times(gradients, str) + self_times(update, lambda name: f"AdamW {name}")
    return dict(seconds=whole, parts=parts)


for line in sys.stdin:
    if line.strip() == "peak":
        print(peak(), flush=True)
    elif line.strip() == "profile":
        step()
        steps = [profiled_step() for _ in range(5)]
        print(json.dumps(min(steps, key=lambda taken: taken["seconds"])), flush=True)
    else:
        print(*step(), flush=True)
