"""Records training steps of models in the sizes in which they are published, as architectures.py of the
fixtures does for small ones: a BERT with its own weights, and DeBERTa-v3-base's shape with random ones
and a small vocabulary.

    publishedModels.py FOLDER BERT_FOLDER
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import (
    AutoConfig,
    BertForQuestionAnswering,
    BertForSequenceClassification,
    DebertaV2ForSequenceClassification,
)

from debertaConfig import deberta_config

sys.path.insert(0, str(Path(__file__).parents[2] / "fixtures"))
from recordStep import answer_loss, label_loss, padded_batch, record  # noqa: E402

out, published = map(Path, sys.argv[1:3])
torch.set_num_threads(2)
torch.manual_seed(13)
LENGTHS = [64, 17, 40, 64]
FIRST_PARTS = [20, 5, 11, 30]
labels = torch.tensor([0, 2, 1, 0])
starts, ends = torch.tensor([33, 0, 15, 40]), torch.tensor([35, 0, 15, 49])
wanted_labels = {"labels": labels.tolist()}
wanted_answers = {"answers": [list(answer) for answer in zip(starts.tolist(), ends.tolist())]}


def saved(model, folder):
    folder.mkdir(parents=True, exist_ok=True)
    model.config.save_pretrained(folder)
    tensors = {key: tensor.detach().clone() for key, tensor in model.named_parameters()}
    save_file(tensors, folder / "model.safetensors")
    return model.train()


def with_published_weights(model):
    body = {f"bert.{key}": tensor for key, tensor in load_file(published / "model.safetensors").items()}
    known = {key: tensor for key, tensor in body.items() if key in model.state_dict()}
    missing = model.load_state_dict(known, strict=False).missing_keys
    assert all("classifier" in key or "qa_outputs" in key or "pooler" in key for key in missing)
    return model


config = AutoConfig.from_pretrained(published)
config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
folder = out / "published"
inputs = padded_batch(LENGTHS, FIRST_PARTS, config.vocab_size, 0, True)
config.num_labels = 3
classifier = saved(with_published_weights(BertForSequenceClassification(config)), folder)
record(
    *(classifier, inputs, label_loss(labels), wanted_labels, 5e-5),
    *(folder / "step.json", folder / "gradients.safetensors"),
)
config.num_labels = 2
finder = with_published_weights(BertForQuestionAnswering(config)).train()
head = {f"head.{key}": tensor.detach().clone() for key, tensor in finder.qa_outputs.named_parameters()}
record(
    *(finder, inputs, answer_loss(starts, ends), wanted_answers, 5e-5),
    *(folder / "span.json", folder / "span.safetensors", head),
)

deberta = deberta_config(
    vocab_size=1000,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    hidden_dropout_prob=0.0,
    attention_probs_dropout_prob=0.0,
    pad_token_id=0,
    num_labels=3,
)
folder = out / "deberta-v3-base"
model = saved(DebertaV2ForSequenceClassification(deberta), folder)
record(
    *(model, padded_batch(LENGTHS, FIRST_PARTS, 1000, 0, False), label_loss(labels), wanted_labels),
    *(5e-5, folder / "step.json", folder / "gradients.safetensors"),
    steps=5,
)
