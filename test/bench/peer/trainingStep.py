"""The yardstick of studentSpeed.ts: training steps of a classifier in PyTorch.

Answers `ready`, the version and the memory in bytes once the libraries are loaded. Then, for each line
`step` a step of forward, backward and AdamW with dropout 0.1: the seconds it took and the seconds of
processor time that it used; and for `peak` the most memory that this process had, in bytes. Usage:
trainingStep.py bert|deberta-v2 VOCABULARY LAYERS HIDDEN HEADS INTERMEDIATE BATCH LENGTH THREADS
"""

import resource
import sys
import time

try:
    import torch
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


for line in sys.stdin:
    if line.strip() == "peak":
        print(peak(), flush=True)
        continue
    input_ids = torch.randint(1000, 20000, (batch, length))
    start, used = time.perf_counter(), time.process_time()
    optimizer.zero_grad()
    loss = model(input_ids=input_ids, attention_mask=attention_mask, labels=labels).loss
    loss.backward()
    optimizer.step()
    loss.item()
    print(time.perf_counter() - start, time.process_time() - used, flush=True)
