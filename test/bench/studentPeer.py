"""The yardstick of student.ts: one training step of a BERT classifier in PyTorch per line read.

Answers `ready` once the libraries are loaded, then, for each step of forward, backward and AdamW with
dropout 0.1, the seconds it took and the seconds of processor time that it used. Usage: studentPeer.py HIDDEN HEADS INTERMEDIATE BATCH LENGTH THREADS
"""

import sys
import time

try:
    import torch
    from transformers import BertConfig, BertForSequenceClassification
except ImportError as error:
    print(f"missing {error.name}", flush=True)
    sys.exit(3)

hidden, heads, intermediate, batch, length, threads = map(int, sys.argv[1:7])
torch.set_num_threads(threads)
torch.manual_seed(1)
config = BertConfig(
    hidden_size=hidden,
    num_hidden_layers=6,
    num_attention_heads=heads,
    intermediate_size=intermediate,
    num_labels=2,
)
model = BertForSequenceClassification(config).train()
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5, weight_decay=0.01, eps=1e-6)
attention_mask = torch.ones(batch, length, dtype=torch.long)
labels = torch.arange(batch) % 2
print("ready", torch.__version__, flush=True)

for _ in sys.stdin:
    input_ids = torch.randint(1000, 20000, (batch, length))
    start, used = time.perf_counter(), time.process_time()
    optimizer.zero_grad()
    loss = model(input_ids=input_ids, attention_mask=attention_mask, labels=labels).loss
    loss.backward()
    optimizer.step()
    loss.item()
    print(time.perf_counter() - start, time.process_time() - used, flush=True)
