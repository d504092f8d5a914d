"""Published paths of optimisers, each with where it is printed."""

from __future__ import annotations

from typing import Any

from dlstudy.symbolic.calculator import Example
from dlstudy.symbolic.grid import Grid

_D2L = {"objective": "0.1*x1^2 + 2*x2^2", "start": "-5, -2", "steps": 20}
_BOWL = {"objective": "w^2/2", "start": "1", "steps": 4}
_STEPS = {"gradients": "0.5, -0.2, 0.1"}


def _ends(given: dict[str, Any], end: Any, source: str) -> Example:
    return Example(given, {"final": Grid([end]) if isinstance(end, tuple) else end}, source, within=6e-7)


def _path(given: dict[str, Any], path: tuple[float, ...], source: str, within: float = 6e-7) -> Example:
    return Example(given, {"theta": Grid([path])}, source, within)


EXAMPLES = (
    _ends({**_D2L, "learning_rate": "0.4"}, (-0.943467, -0.000073), "d2l, section Momentum, gradient descent"),
    _ends({**_D2L, "learning_rate": "0.6"}, (-0.387814, -1673.365109), "d2l, section Momentum, descent that diverges"),
    _ends(
        {**_D2L, "method": "momentum", "learning_rate": "0.6", "rho": "0.5", "convention": "d2l"},
        (0.007188, 0.002553),
        "d2l, section Momentum",
    ),
    _ends(
        {**_D2L, "method": "momentum", "learning_rate": "0.6", "rho": "0.25", "convention": "d2l"},
        (-0.126340, -0.186632),
        "d2l, section Momentum",
    ),
    _ends({"objective": "x^2", "start": "10", "learning_rate": "0.2"}, 0.060466, "d2l, section Gradient descent"),
    _path(
        {**_BOWL, "method": "nesterov"},
        (1, 0.9, 0.729, 0.51759, 0.294589),
        "Sutskever et al. (2013), eqs 3 and 4, on w²/2",
    ),
    _path(
        {**_BOWL, "method": "nesterov", "convention": "pytorch"},
        (1, 0.81, 0.5751, 0.327321, 0.093888),
        "torch.optim.SGD(nesterov=True), on w²/2",
    ),
    _path(
        {**_BOWL, "method": "momentum", "convention": "pytorch", "schedule": "0.1, 0.1, 0.05, 0.05"},
        (1, 0.9, 0.72, 0.603, 0.46755),
        "torch.optim.SGD(momentum=0.9) under a changing learning rate, on w²/2",
    ),
    _path(
        {**_BOWL, "method": "momentum", "convention": "keras", "schedule": "0.1, 0.1, 0.05, 0.05"},
        (1, 0.9, 0.72, 0.522, 0.3177),
        "keras.optimizers.SGD(momentum=0.9) under a changing learning rate, on w²/2",
    ),
    _ends(
        {**_D2L, "method": "adagrad", "learning_rate": "0.4", "convention": "d2l"},
        (-2.382563, -0.158591),
        "d2l, section AdaGrad",
    ),
    _ends(
        {**_D2L, "method": "adagrad", "learning_rate": "2", "convention": "d2l"}, (-0.002295, 0), "d2l, section AdaGrad"
    ),
    _ends(
        {**_D2L, "method": "rmsprop", "learning_rate": "0.4", "convention": "d2l"},
        (-0.010599, 0),
        "d2l, section RMSProp",
    ),
    _ends(
        {"method": "rmsprop", "convention": "keras", "objective": "w^2/2", "start": "10", "steps": 1},
        9.683772,
        "keras.optimizers.RMSprop, docstring",
    ),
    _path(
        {**_STEPS, "method": "adadelta", "convention": "d2l"},
        (0, -0.009998, -0.004505, -0.007481),
        "d2l, section Adadelta: its update rule with ρ = 0.9 and ε = 1e-5",
    ),
    _path(
        {**_STEPS, "method": "adadelta", "convention": "pytorch"},
        (0, -0.003162, -0.001425, -0.002366),
        "torch.optim.Adadelta on the same gradients",
    ),
    _path(
        {**_STEPS, "method": "adamw", "convention": "pytorch", "start": "1", "weight_decay": "0.1"},
        (1, 0.89, 0.8465, 0.8001),
        "torch.optim.AdamW on given gradients",
        within=6e-5,
    ),
    _ends({"gradients": "0.5", "start": "1", "weight_decay": "0.1"}, 0.85, "nndl eq. 7.64, by hand"),
    _ends(
        {"gradients": "5", "start": "1", "weight_decay": "0.1", "convention": "d2l", "batch_size": "10"},
        0.94,
        "d2l, sections Linear regression from scratch (sgd) and Weight decay, by hand",
    ),
    _ends(
        {"gradients": "0.5", "start": "1", "l2": "0.1", "convention": "pytorch"},
        0.94,
        "torch.optim.SGD(weight_decay=0.1) on a given gradient",
    ),
    _path(
        {**_STEPS, "method": "adam", "convention": "pytorch", "start": "1", "l2": "0.1"},
        (1, 0.9, 0.8475, 0.7902),
        "torch.optim.Adam(weight_decay=0.1) on given gradients",
        within=6e-5,
    ),
    _path(
        {"gradients": "1, 1, 1", "method": "momentum", "convention": "pytorch", "dampening": "0.5"},
        (0, -0.1, -0.24, -0.416),
        "torch.optim.SGD(momentum=0.9, dampening=0.5): the first gradient is not damped",
    ),
    _path(
        {"gradients": "1, 1", "method": "momentum", "convention": "ema"},
        (0, -0.01, -0.029),
        "Ng, Deep Learning Specialization, v = βv + (1 − β)dW, by hand",
    ),
    _path(
        {"gradients": "1, 1, 1", "method": "adagrad", "convention": "pytorch", "lr_decay": "0.5"},
        (0, -0.1, -0.147140, -0.176008),
        "torch.optim.Adagrad(lr_decay=0.5) on given gradients",
    ),
    _ends(
        {"method": "amsgrad", "convention": "paper", "gradients": "3, -1, -1", "beta1": "0", "beta2": "0.1"},
        -0.0351364,
        "Reddi et al. (2018), theorem 1 with C = 3: AMSGrad moves downhill, −(3 − 1 − 1)/√8.1 of the learning rate",
    ),
    Example(
        {"gradients": "3 4; 0.3 0.4", "learning_rate": "1", "clip_norm": "1", "schedule": "alpha/(1 + t)"},
        {"trajectory": ((1, 0.6, 0.8, -0.3, -0.4), (2, 0.3, 0.4, -0.4, -0.8 / 1.5))},
        "nndl eqs 7.5 and 7.25, by hand",
    ),
)
