"""The yardstick of studentAccuracy.ts and studentEpoch.ts: a whole training in PyTorch.

Reads JOB, a JSON file: `model`, a Hugging Face folder with a head; `head`, labels or answers; `batches`, in
the order of the training, each with `ids`, `types` and `targets` (labels, or first and last tokens);
`learningRates`, one a batch; `weightDecay`, `epsilon`, `padId`; `padTo`, the length of every training batch, 0 for the
longest text's; and `test`, batches without targets. Answers `ready` and the version, then for each line
`train N` the seconds that the next N steps took, and for `test` every test batch's logits, as JSON. Usage:
training.py JOB THREADS
"""

import json
import sys
import time

try:
    import torch
    from torch.nn.functional import cross_entropy
    from transformers import AutoModelForQuestionAnswering, AutoModelForSequenceClassification
except ImportError as error:
    print(f"missing {error.name}", flush=True)
    sys.exit(3)

with open(sys.argv[1]) as file:
    job = json.load(file)
torch.set_num_threads(int(sys.argv[2]))
torch.manual_seed(1)
answers = job["head"] == "answers"
Model = AutoModelForQuestionAnswering if answers else AutoModelForSequenceClassification
model = Model.from_pretrained(job["model"]).train()
optimizer = torch.optim.AdamW(
    model.parameters(), lr=0, weight_decay=job["weightDecay"], eps=job["epsilon"]
)


def inputs(batch, pad_to=0):
    length = pad_to or max(map(len, batch["ids"]))
    ids = torch.full((len(batch["ids"]), length), job["padId"])
    mask = torch.zeros_like(ids)
    types = torch.zeros_like(ids)
    for row, (text, kinds) in enumerate(zip(batch["ids"], batch["types"])):
        ids[row, : len(text)] = torch.tensor(text)
        types[row, : len(text)] = torch.tensor(kinds)
        mask[row, : len(text)] = 1
    return dict(input_ids=ids, attention_mask=mask, token_type_ids=types)


def logits(batch):
    output = model(**batch)
    if not answers:
        return output.logits
    # transformers lets padding begin and end answers
    both = torch.stack([output.start_logits, output.end_logits], dim=1)
    return both + (1 - batch["attention_mask"][:, None]) * -1e9


def step(batch, rate):
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.zero_grad()
    wanted = torch.tensor(batch["targets"])
    given = logits(inputs(batch, job["padTo"]))
    if answers:
        loss = (cross_entropy(given[:, 0], wanted[:, 0]) + cross_entropy(given[:, 1], wanted[:, 1])) / 2
    else:
        loss = cross_entropy(given, wanted)
    loss.backward()
    optimizer.step()


steps = iter(zip(job["batches"], job["learningRates"]))
print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    command, *count = line.split()
    if command == "train":
        start = time.perf_counter()
        for _ in range(int(count[0])):
            step(*next(steps))
        print(time.perf_counter() - start, flush=True)
    else:
        model.eval()
        with torch.no_grad():
            print(json.dumps([logits(inputs(batch)).tolist() for batch in job["test"]]), flush=True)
