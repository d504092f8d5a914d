"""What is refused of a convolution layer, and what follows from what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Rule
from dlstudy.symbolic.tree import Node

PER_AXIS = ("size", "kernel", "stride", "padding", "dilation")


def derive(values: dict[str, Any]) -> dict[str, Any]:
    """A size per axis says how many axes there are; one number for all is the side."""
    per_axis = [v for v in (values[x] for x in PER_AXIS) if isinstance(v, tuple)]
    if isinstance(values["size"], tuple):
        values["dims"], values["side"] = len(values["size"]), None
    elif values["size"] is not None:
        values["side"], values["size"] = values["size"], None
    elif per_axis:
        values["dims"] = len(per_axis[0])
    for name in PER_AXIS:
        value = values[name]
        if name != "size" and isinstance(value, tuple) and len(value) == values["dims"] and len(set(value)) == 1:
            values[name] = value[0]
    return values


def _axes_agree(given: SimpleNamespace) -> bool:
    each = (getattr(given, name) for name in PER_AXIS)
    return 1 <= given.dims <= 3 and all(len(v) == given.dims for v in each if isinstance(v, tuple))


def _axes(given: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """The numbers along each axis, `both` the zeros on both its edges; without those where a letter stands for one."""
    size = given.side if given.size is None else given.size
    padding = 0 if given.padding == "valid" else given.padding
    for axis in range(given.dims):
        each = (size, given.kernel, given.stride, padding, given.dilation)
        numbers = [v[axis] if isinstance(v, tuple) else v for v in each]
        if not any(isinstance(v, Node) for v in numbers):
            n, k, s, p, d = numbers
            both = p if given.padding_counts == "total" else 2 * p
            yield SimpleNamespace(size=n, reach=d * (k - 1) + 1, stride=s, padding=p, both=both)


def _fits(given: SimpleNamespace) -> bool:
    if given.transposed or given.padding == "same":
        return True
    return all(axis.reach <= axis.size + axis.both for axis in _axes(given))


def _leaves_something(given: SimpleNamespace) -> bool:
    if not given.transposed or given.padding == "same" or isinstance(given.output_padding, Node):
        return True
    return all(a.stride * (a.size - 1) + a.reach + given.output_padding > a.both for a in _axes(given))


def _starts_inside(given: SimpleNamespace) -> bool:
    """Whether only a window gained by rounding up can start in the far padding; PyTorch drops no other."""
    if given.rounding == "floor" or given.transposed or given.padding == "same":
        return True
    return given.padding_counts == "edge" and all(axis.padding < axis.reach for axis in _axes(given))


def _divides(given: SimpleNamespace) -> bool:
    channels = (given.in_channels, given.out_channels)
    if isinstance(given.groups, Node):
        return True
    return all(isinstance(c, Node) or c % given.groups == 0 for c in channels)


RULES = (
    Rule(_axes_agree, _("kernel, stride, padding and dilation need one number, or one for every axis",
                        "卷积核、步长、填充和空洞率各给一个数，或每个方向一个")),
    Rule(_fits, _("the kernel is larger than the padded input", "卷积核比填充后的输入还大")),
    Rule(_divides, _("the groups must divide both channel numbers", "组数必须同时整除输入和输出通道数")),
    Rule(lambda v: v.transposed or v.output_padding == 0,
         _("output padding belongs to transposed convolutions", "output_padding 只用于转置卷积")),
    Rule(lambda v: not v.transposed or (v.rounding == "floor" and v.padding != "same"),
         _("a transposed convolution has no rounding and no “same”", "转置卷积不取整，也没有 same 填充")),
    Rule(_leaves_something, _("the padding cuts off the whole output of this transposed convolution",
                              "填充把转置卷积的输出全部裁掉了")),
    Rule(_starts_inside, _("rounding up needs a padding counted on each edge and smaller than the kernel",
                           "向上取整（ceil）时，填充要按每侧计，且小于卷积核")),
)  # fmt: skip
