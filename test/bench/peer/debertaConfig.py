"""DeBERTa-v3 as Microsoft publishes it, in whatever size."""

from transformers import DebertaV2Config


def deberta_config(**sizes):
    return DebertaV2Config(
        type_vocab_size=0,
        relative_attention=True,
        position_biased_input=False,
        pos_att_type=["p2c", "c2p"],
        position_buckets=256,
        max_relative_positions=-1,
        norm_rel_ebd="layer_norm",
        share_att_key=True,
        layer_norm_eps=1e-7,
        pooler_dropout=0,
        pooler_hidden_act="gelu",
        **sizes,
    )
