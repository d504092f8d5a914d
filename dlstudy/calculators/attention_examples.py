"""Attention as others have printed it, or as it is easily worked by hand."""

from __future__ import annotations

from fractions import Fraction

from dlstudy.symbolic.calculator import Example
from dlstudy.symbolic.grid import Grid

IDENTITY = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]

EXAMPLES = (
    Example({"x": "1 0 1 0; 0 2 0 2; 1 1 1 1", "w_q": "1 0 1; 1 0 0; 0 0 1; 0 1 1", "score": "dot",
             "w_k": "0 0 1; 1 1 0; 0 1 0; 1 1 0", "w_v": "0 2 0; 0 3 0; 1 0 3; 1 1 0"},
            {"scores": Grid([[2, 4, 4], [4, 16, 12], [4, 12, 10]]),
             "output": Grid([[1.9366, 6.6831, 1.5951], [2, 7.9640, 0.0540], [1.9997, 7.7599, 0.3584]])},
            "Raimi Karim (2019), “Illustrated: Self-Attention”, Towards Data Science", within=6e-5),
    Example({"x": "1 0 0; 0 1 0; 1 1 0; 0 0 1", "w_q": "2 0 2; 2 0 0; 2 1 2", "w_k": "2 2 2; 0 2 1; 0 1 1",
             "w_v": "1 1 0; 0 1 1; 0 0 0"},
            {"output": Grid([[0.98522025, 1.74174051, 0.75652026], [0.90965265, 1.40965265, 0.5],
                             [0.99851226, 1.75849334, 0.75998108], [0.99560386, 1.90407309, 0.90846923]])},
            "Stefania Cristina, “The Attention Mechanism from Scratch”, machinelearningmastery.com", within=1e-8),
    Example({"q": "0 0 10; 0 10 0; 10 10 0", "k": "10 0 0; 0 10 0; 0 0 10; 0 0 10",
             "v": "1 0; 10 0; 100 5; 1000 6"}, {"output": Grid([[550, 5.5], [10, 0], [5.5, 0]])},
            "TensorFlow tutorial “Transformer model for language understanding” (2019), scaled dot-product attention"),
    Example({"q": "1 -2", "k": [[1, 1]] * 10, "v": [[4 * i + j for j in range(4)] for i in range(10)],
             "mask": "padding:6"}, {"output": Grid([[10, 11, 12, 13]])},
            "d2l, “Attention Scoring Functions” (its query is random: equal keys weigh the same for any)"),
    Example({"q": "1 -2 0", "k": [[1, 1]] * 10, "v": [[4 * i + j for j in range(4)] for i in range(10)],
             "score": "additive", "mask": "padding:2", "w_a": "1 2; 0 1", "u_a": "1 0; 0 1; 1 1", "v_a": "1 -1"},
            {"output": Grid([[2, 3, 4, 5]])},
            "d2l, “Attention Scoring Functions” (its query and weights are random: equal keys weigh the same for any)"),
    Example({"x": "1 0", "context": "1 0; 0 1", "heads": 2, "w_q": "1 2 0 1 2 2 1 1; 0 0 0 0 0 0 0 1",
             "w_k": "1 1 1 1 1 1 1 1; 1 1 1 1 1 1 1 1", "w_v": "2 0; 0 4", "w_o": "1 1; 0 1"},
            {"scores": Grid([[2, 2], [3, 3]]), "output": Grid([[1, 3]])},
            "by hand from Vaswani et al. (2017), section 3.2: c = 1/√(8/2) = 1/2, and equal keys weigh alike"),
    Example({"q": "1 0; 0 1", "k": "0 1; 1 0", "v": "1 2; 3 4", "score": "dot"},
            {"weights": Grid([[0.269, 0.731], [0.731, 0.269]]), "output": Grid([[2.462, 3.462], [1.538, 2.538]])},
            "Keras, attention_test.py, test_attention_correctness: dot", within=1e-3),
    Example({"q": "1 0; 0 1", "k": "0 1; 1 0", "v": "1 2; 3 4", "score": "additive", "w_a": "1 0; 0 1", "u_a": "1 0; 0 1",
             "v_a": "1 1"},
            {"weights": Grid([[0.636, 0.363], [0.363, 0.636]]), "output": Grid([[1.727, 2.727], [2.272, 3.272]])},
            "Keras, additive_attention_test.py, test_attention_correctness", within=1e-3),
    Example({"q": "0.7 -0.8", "k": "1 -1 3; 0.5 -0.3 0; 0.2 -1 1; 0.7 0.8 -1", "v": "1; 0; 0; 0", "score": "additive",
             "u_a": "-0.2 0.3; -0.5 0.5", "w_a": "0 1; 1 1; 1 -1", "v_a": "1 -1"},
            {"scores": Grid([[1.975072, -0.04997836, 1.2176098, -0.9205586]])},
            "AllenNLP, additive_attention_test.py, first row", within=1e-6),
    Example({"q": "1", "k": "-2; 0", "v": "1; 0", "score": "additive", "w_a": "1", "u_a": "2", "v_a": "2"},
            {"scores": Grid([[0, 1.928055]])}, "by hand from nndl ch. 8: 2 tanh(0) and 2 tanh(2)", within=1e-6),
    Example({"q": "1 1", "k": "1 0; 0 1", "v": "1; 0", "score": "bilinear", "w_b": "-0.3 0.5; 2 -1"},
            {"scores": Grid([[Fraction("1.7"), Fraction("-0.5")]])},
            "AllenNLP, bilinear_attention_test.py: 1.8 and -0.4 with its bias of 0.1"),
    Example({"q": "1 1 1", "k": "7 8 9; 10 11 12", "v": "1; 0", "score": "cosine"}, {"scores": Grid([[0.9948, 0.9973]])},
            "AllenNLP, cosine_attention_test.py, second row", within=1e-4),
    Example({"q": "3 0 1 2; 2 5 1 0; 0 1 3 2; 0 1 2 3; 3 3 3 1", "k": IDENTITY, "v": IDENTITY, "score": "dot", "selection": "hard"},
            {"output": Grid([*IDENTITY, IDENTITY[0]])},
            "ONNX, Hardmax, test_hardmax_example and test_hardmax_one_hot (the first of equal ones), as scores"),
    Example({"q": "1 0 1 0; 0 1 0 1", "k": "0 1 0 1; 1 0 1 0", "v": "1 2 1 2; 3 4 3 4", "heads": 2,
             "w_o": "1 0; 1 0; 0 1; 0 1"},
            {"output": Grid([[5.679, 5.679], [4.32, 4.32]])},
            "Keras 3.0, multi_head_attention_test.py, test_correctness", within=1e-3),
    Example({"q": "1 2 3 4", "k": "1 0 2 1; 1 0 2 1", "v": "2 0; 0 4", "heads": 2}, {"output": Grid([[1, 2]])},
            "by hand: equal keys weigh alike in both heads, and each averages its half of the values"),
)  # fmt: skip
