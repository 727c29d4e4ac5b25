"""A BERT of torch as a small, quick ONNX graph: weights in int8, activations rounded as they come.

ONNX Runtime gives all that goes into a matrix 256 steps between its lowest and highest number. A
few numbers that are thirty times as large as the rest would leave these a handful of steps, so:

- A few columns of what the norms give are that large. Columns are divided by factors, and the rows
  of the matrix multiplied by them (SmoothQuant, Xiao et al. 2023).
- A few tokens are that large inside the feed-forward layers. Each is divided by its largest number,
  and what comes out of the matrix multiplied by it.

Weights have a scale for every column, word embeddings one for every word. Queries, keys and values
are one matrix with the scale of attention in it; token types, which are all zero, are in the
positions.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel
from transformers.models.bert.modeling_bert import BertLayer

INPUTS = ("input_ids", "attention_mask")
OPSET = 20

_STRENGTH = 0.8
"""Share of the range of columns that goes into the matrix: none at 0, all at 1."""
_MASKED = -1e4


class Words(nn.Module):
    """An embedding in int8: each row has its own scale."""

    rows: Tensor
    scales: Tensor

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        scales = table.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("rows", torch.round(table / scales).to(torch.int8))
        self.register_buffer("scales", scales)

    def forward(self, ids: Tensor) -> Tensor:
        """Vectors (n, longest, width) of ids (n, longest)."""
        return functional.embedding(ids, self.rows).float() * functional.embedding(ids, self.scales)


class Dense(nn.Module):
    """`x @ weight + bias`, after a division of the columns of `x` where that was asked for."""

    weight: Tensor
    bias: Tensor

    def __init__(self, *layers: nn.Linear) -> None:
        super().__init__()
        self.register_buffer("weight", torch.cat([own.weight.detach() for own in layers]).T.clone())
        self.register_buffer("bias", torch.cat([own.bias.detach() for own in layers]))
        self.divisor: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        """What comes out of rows, shape (…, width of `weight`)."""
        return (x if self.divisor is None else x * (1 / self.divisor)) @ self.weight + self.bias

    def scale_columns(self, columns: slice, factors: Tensor) -> None:
        """Multiply what comes out in some columns."""
        self.weight[:, columns] *= factors
        self.bias[columns] *= factors


class EvenDense(Dense):
    """The same for rows of which some are far larger than others, and none negative throughout."""

    def forward(self, x: Tensor) -> Tensor:
        """What comes out of rows, shape (…, width of `weight`)."""
        largest = x.amax(-1, keepdim=True).clamp(min=0.2)  # no less than -gelu ever is
        return (x / largest) @ self.weight * largest + self.bias


class Layer(nn.Module):
    """Attention and two dense layers, each followed by the norm of its sum with what went in."""

    def __init__(self, layer: BertLayer, heads: int) -> None:
        super().__init__()
        attention, output = layer.attention.self, layer.attention.output
        self.heads = heads
        self.asked = Dense(attention.query, attention.key, attention.value)
        self.width = self.asked.weight.shape[0]
        self.asked.scale_columns(slice(self.width), torch.tensor(self.width // heads) ** -0.5)
        self.seen, self.seen_norm = Dense(output.dense), output.LayerNorm
        self.up, self.down = Dense(layer.intermediate.dense), EvenDense(layer.output.dense)
        self.norm = layer.output.LayerNorm

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """States (n, longest, width) from states; a bias (n, 1, 1, longest) hides padding."""
        x = self.seen_norm(x + self.seen(self._attended(x, bias)))
        return self.norm(x + self.down(functional.gelu(self.up(x))))

    def _attended(self, x: Tensor, bias: Tensor | None) -> Tensor:
        count, longest, _ = x.shape
        queries, keys, values = (
            part.reshape(count, longest, self.heads, -1).transpose(1, 2)
            for part in self.asked(x).chunk(3, -1)
        )
        scores = queries @ keys.transpose(2, 3)
        weights = torch.softmax(scores if bias is None else scores + bias, -1)
        return (weights @ values).transpose(1, 2).reshape(count, longest, self.width)

    def smooth(self, ranges: Sequence[Tensor]) -> None:
        """Even out the columns of what goes into the smoothed matrices, given their ranges."""
        for dense, largest in zip(self.smoothed(), ranges, strict=True):
            factors = _factors(largest, dense.weight)
            dense.weight *= factors[:, None]
            if dense is self.seen:  # nothing lies between the values and this matrix
                self.asked.scale_columns(slice(2 * self.width, None), 1 / factors)
            else:
                dense.divisor = factors

    def smoothed(self) -> tuple[Dense, ...]:
        """The matrices whose columns are evened out, in the order in which they are used."""
        return self.asked, self.seen, self.up


class Body(nn.Module):
    """A BERT without token types, for graphs: ids, and a mask where some are padding, to states."""

    positions: Tensor

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        parts = bert.embeddings
        self.words = Words(parts.word_embeddings.weight.detach())
        kinds = parts.token_type_embeddings.weight.detach()
        self.register_buffer("positions", parts.position_embeddings.weight.detach() + kinds[0])
        self.norm = parts.LayerNorm
        heads = bert.config.num_attention_heads
        known = (layer for layer in bert.encoder.layer if isinstance(layer, BertLayer))
        self._typed = [Layer(layer, heads) for layer in known]
        self.layers = nn.ModuleList(self._typed)
        self.requires_grad_(requires_grad=False).eval()

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        """States (n, longest, width) of the last layer, of ids and mask (n, longest)."""
        x = self.norm(self.words(ids) + self.positions[: ids.shape[1]])
        bias = None if mask is None else (1 - mask[:, None, None].float()) * _MASKED
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def smooth(self, rows: Sequence[Sequence[int]]) -> None:
        """Even out columns by what is seen in them while rows of token ids are computed."""
        ranges = iter(self._ranges(rows))
        for layer in self._typed:
            layer.smooth([next(ranges) for _ in layer.smoothed()])

    def _ranges(self, rows: Sequence[Sequence[int]]) -> list[Tensor]:
        """The largest number in each column of what goes into each smoothed matrix."""
        matrices = [matrix for layer in self._typed for matrix in layer.smoothed()]
        ranges = [torch.zeros(matrix.weight.shape[0]) for matrix in matrices]

        def watch(largest: Tensor) -> Callable[[nn.Module, tuple[Tensor]], None]:
            def update(_: nn.Module, given: tuple[Tensor]) -> None:
                torch.maximum(largest, given[0].abs().amax((0, 1)), out=largest)

            return update

        hooks = [
            matrix.register_forward_pre_hook(watch(largest))
            for matrix, largest in zip(matrices, ranges, strict=True)
        ]
        for row in rows:
            self(torch.tensor([row]))
        for hook in hooks:
            hook.remove()
        return ranges


def _factors(largest: Tensor, weight: Tensor) -> Tensor:
    """What to divide columns by, which the rows of the matrix take on."""
    largest, own = largest.clamp(min=1e-5), weight.abs().amax(1).clamp(min=1e-5)
    factors = largest**_STRENGTH / own ** (1 - _STRENGTH)
    return (factors / factors.median()).clamp(1e-3, 1e3)


def write(network: nn.Module, path: Path, outputs: Sequence[str], *, masked: bool) -> None:
    """Write a network of ids as ONNX, its wide matrices in int8.

    Without a mask it takes no padding, and saves the tenth of its time that adding zeros takes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    network.eval()
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        _trace(network, exact, outputs, masked=masked)
        quantize_dynamic(
            exact,
            path,
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=_narrow(exact),
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True},
        )


def _trace(network: nn.Module, path: Path, outputs: Sequence[str], *, masked: bool) -> None:
    ids = torch.tensor([[0, 5, 6, 2], [0, 5, 2, 1]])
    count = len(INPUTS) if masked else 1
    sizes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("longest", min=2, max=512)}
    torch.onnx.export(
        network,
        (ids, (ids != 1).long())[:count],
        path,
        input_names=list(INPUTS[:count]),
        output_names=list(outputs),
        dynamic_shapes=(sizes, sizes)[:count],
        opset_version=OPSET,
        external_data=False,
        verbose=False,
        dynamo=True,
    )


def _narrow(path: Path) -> list[str]:
    """The products with matrices of a few columns, where int8 would cost more than it saves."""
    graph = onnx.load(path).graph
    shapes = {tensor.name: tensor.dims for tensor in graph.initializer}
    return [
        node.name
        for node in graph.node
        if node.op_type == "MatMul" and node.input[1] in shapes and shapes[node.input[1]][1] < 16
    ]
