"""What a reader of attention sees: heads and queries named, the other layout, refusals, and enough mistakes."""

import json
from types import SimpleNamespace

import pytest

from dlstudy import i18n
from dlstudy.calculators import find
from dlstudy.cli import run
from dlstudy.errors import LearnerError
from dlstudy.symbolic.notation.results import results
from dlstudy.symbolic.working import complete, mistakes, work

ATTENTION = find("attention")
QKV = {"q": "1 2; 0 1", "k": "2 1; 1 -1; 0 3", "v": "1 2; 3 -4; 0 5"}
WEIGHTS = {
    "scaled-dot": {}, "dot": {}, "cosine": {}, "bilinear": {"w_b": "1 2; 0 -1"},
    "additive": {"w_a": "1 0; 1 1", "u_a": "0 1; 1 2", "v_a": "1 -2"},
}  # fmt: skip
OWN = {
    "scaled-dot": {"no-scale", "scale-without-root", "scale-multiplied", "scaled-after-softmax"},
    "dot": {"scaled-anyway", "softmax-over-queries", "forgot-softmax"},
    "cosine": {"scaled-anyway", "forgot-lengths", "one-length"},
    "bilinear": {"scaled-anyway", "forgot-matrix", "matrix-transposed"},
    "additive": {"scaled-anyway", "forgot-tanh", "tanh-last", "weights-exchanged"},
}


def worked(**given):
    return work(ATTENTION, complete(ATTENTION, given))


def shown(title, **given):
    """The lines an output is printed in."""
    return next(rows for name, rows in results(ATTENTION, worked(**given)) if title in name)


@pytest.mark.parametrize("score", WEIGHTS)
def test_every_score_has_mistakes_of_its_own_that_change_the_output(score):
    found = {
        mistake.name: outputs for mistake, outputs in mistakes(ATTENTION, worked(**QKV, **WEIGHTS[score], score=score))
    }
    assert {name for name in OWN[score] if "output" in found.get(name, ())} == OWN[score]


@pytest.mark.parametrize("score", ["scaled-dot", "dot", "cosine"])
def test_forgetting_to_split_into_heads_changes_the_output(score):
    given = {"q": "1 2", "k": "2 1; 1 -1", "v": "1 2; 3 4", "heads": 2, "score": score}
    found = {mistake.name: outputs for mistake, outputs in mistakes(ATTENTION, worked(**given))}
    assert found["heads-not-split"]["output"] == worked(**given | {"heads": 1}).outputs["output"]
    assert found["heads-added"]["output"].shape == (1, 1)


def test_a_score_scaled_anyway_is_the_scaled_dot_product():
    found = {m.name: outputs for m, outputs in mistakes(ATTENTION, worked(**QKV, score="dot"))}
    assert found["scaled-anyway"]["weights"] == worked(**QKV).outputs["weights"]


def test_cosines_without_lengths_are_dot_products():
    found = {m.name: outputs for m, outputs in mistakes(ATTENTION, worked(**QKV, score="cosine"))}
    assert found["forgot-lengths"]["scores"] == worked(**QKV, score="dot").outputs["scores"]


@pytest.mark.parametrize("heads", [1, 2])
@pytest.mark.parametrize("given", [{}, QKV, {"mask": "causal", "selection": "hard"}])
def test_the_other_layout_is_told_beside_the_results(given, heads):
    rows = worked(**given, heads=heads)
    found = {m.name: outputs for m, outputs in mistakes(ATTENTION, rows) if m.convention}
    turned = {
        name: [list(c) for c in zip(*v.rows, strict=True)] for name, v in rows.values.items() if hasattr(v, "rows")
    }
    columns = worked(**given | turned, heads=heads, layout="columns")
    assert set(found) == {"columns"}
    assert found["columns"] == {name: v for name, v in columns.outputs.items() if v != rows.outputs[name]}


@pytest.mark.parametrize(("lang", "first"), [("en", "head 1, q1"), ("zh", "头 1，q1")])
def test_rows_of_several_heads_say_whose_they_are(lang, first):
    i18n.use(lang)
    lines = shown("注意力权重" if lang == "zh" else "attention weights", heads=2)
    assert lines[0].split() == ["k1", "k2", "k3"]
    assert lines[2].startswith(first)
    assert len(lines) == 2 + 2 * 3


def test_in_columns_a_row_is_a_key():
    lines = shown("scores", heads=2, layout="columns")
    assert lines[0].split() == ["q1", "q2", "q3"]
    assert [line.split("  ")[0] for line in lines[2:]] == [f"head {i}, k{j}" for i in (1, 2) for j in (1, 2, 3)]


def test_one_head_is_a_plain_matrix():
    assert shown("scores")[0].startswith("⎡")


def test_too_many_rows_are_not_named():
    output = ATTENTION.output("weights")
    values = complete(ATTENTION, {"q": [[1, 1]] * 30, "k": [[1, 1]] * 60, "v": [[1, 1]] * 60, "heads": 2})
    assert output.rows(SimpleNamespace(**values)) == ()


def test_json_keeps_the_matrix(capsys):
    assert run(["attention", "--heads", "2", "--json", "--no-steps"]) == 0
    weights = json.loads(capsys.readouterr().out)["outputs"]["weights"]["value"]
    assert [len(row) for row in weights] == [3] * 6


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_help_says_what_follows_padding(capsys, lang):
    assert run(["attention", "--help", "--lang", lang]) == 0
    text = "".join(capsys.readouterr().out.split())
    assert "padding:2" in text
    assert "causal+padding:2" in text


@pytest.mark.parametrize(("given", "says"), [
    ({"x": "a 0; 0 1"}, 'Write numbers, and semicolons between rows: "1 -2; 1/2 sqrt\\(3\\)"'),
    ({"q": [["z", 1]], "k": "1 2", "v": "1"}, "Write numbers"),
    ({"w_b": "1 0; 0 1"}, "choose that score"),
    ({"w_a": "1 0; 0 1", "score": "dot"}, "choose that score"),
    ({"x": "1 2", "q": "1", "k": "1", "v": "1"}, "q, k, v and x do not go together"),
    ({"selection": "sharp"}, "soft, hard"),
])  # fmt: skip
def test_what_is_refused_is_told_what_to_write(given, says):
    with pytest.raises(LearnerError, match=says):
        complete(ATTENTION, given)


def test_a_file_that_is_missing_is_not_told_to_write_numbers():
    with pytest.raises(LearnerError) as refusal:
        complete(ATTENTION, {"x": "@nowhere.csv"}, files=True)
    assert "Write numbers" not in str(refusal.value)
