"""The yardstick of teacher.ts: rows as distilabel's LlamaCppLLM writes them.

Answers `ready` and the version once the model is loaded. Then, for each line of a JSON list of prompts,
the seconds that `generate` took and the tokens that it wrote. Usage:
distilabelRows.py MODEL TOKENS TEMPERATURE TOP_P
"""

import json
import sys
import time

try:
    from distilabel.models.llms import LlamaCppLLM
    import distilabel
except ImportError as error:
    print(f"missing {error.name}", flush=True)
    sys.exit(3)

model, tokens, temperature, top_p = sys.argv[1:]
# the context that FewGen's prompt needs; everything else is left to its defaults
llm = LlamaCppLLM(model_path=model, n_ctx=4096)
llm.load()
print("ready", distilabel.__version__, flush=True)
for line in sys.stdin:
    inputs = [[{"role": "user", "content": prompt}] for prompt in json.loads(line)]
    since = time.perf_counter()
    outputs = llm.generate(
        inputs=inputs,
        max_new_tokens=int(tokens),
        temperature=float(temperature),
        top_p=float(top_p),
    )
    seconds = time.perf_counter() - since
    written = sum(sum(output["statistics"]["output_tokens"]) for output in outputs)
    print(seconds, written, flush=True)
