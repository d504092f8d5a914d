"""One update of actor-critic or REINFORCE with a softmax policy; the target of deep Q-learning."""

from __future__ import annotations

from collections.abc import Generator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator, Do, Example, Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.meaning import extreme
from dlstudy.symbolic.params import Array, Choice, Flag, Int, Real
from dlstudy.symbolic.tree import Letter, Node, function, letters

theta, a, r, V, V_next, G, b, gamma, alpha, beta, t = letters("theta a r V V_next G b gamma alpha beta t")
pi, e_a, delta, psi, V_new, theta_new, y, L = letters("pi e_a delta psi V_new theta_new y L")
Q_target, Q_online, j, q_j = letters("Q_target Q_online j q_j")
Lines = Generator["Step | Do", Any, None]


def _steps(given: SimpleNamespace) -> Lines:
    if given.method in ("dqn", "double-dqn"):
        yield from _deep(given)
        return
    yield Step(pi, function("softmax", theta), _("the softmax policy", "softmax 策略"))
    yield Do(
        e_a,
        lambda known: _row(given.theta.shape[1], known[a]),
        (a,),
        _("the action taken, as a row", "所取动作的独热表示"),
    )
    yield Step(psi, e_a - pi, _("the gradient of ln π(a): one for the action taken, minus the policy",
                                "ln π(a) 的梯度：所取动作处为 1，再减去策略"))  # fmt: skip
    if given.method == "actor-critic":
        yield Step(y, r if given.terminal else r + gamma * V_next, _target_why(given))
        yield Step(delta, y - V, _("the TD error: how much better it went than the critic thought",
                                   "时序差分误差：比评论员预想的好多少"))  # fmt: skip
        yield Step(V_new, V + beta * delta, _("the critic moves towards the target", "评论员向目标值移动"))
    else:
        yield Step(delta, G - b, _("the return, less the baseline", "回报减去基线"))
    yield Step(theta_new, theta + _share(given) * psi, _("the actor makes the action likelier, if it went better than expected",
                                                        "若结果好于预期，演员提高该动作的概率"))  # fmt: skip


def _share(given: SimpleNamespace) -> Node:
    """α δ, with γ^t before it from the second step on."""
    return alpha * delta if given.time == 0 else alpha * gamma**t * delta


def _target_why(given: SimpleNamespace) -> Text:
    if given.terminal:
        return _("the episode has ended: the reward alone", "轨迹已结束：只有奖励，不再自举")
    return _("the target r + γ V(s′)", "目标值 r + γ V(s′)")


def _deep(given: SimpleNamespace) -> Lines:
    if given.terminal:
        yield Step(y, r, _target_why(given))
    elif given.method == "dqn":
        yield Step(y, r + gamma * function("max", Q_target), _("the target network's best value: r + γ max Q⁻(s′, ·)",
                                                              "用目标网络的最大值：r + γ max Q⁻(s′, ·)"))  # fmt: skip
    else:
        yield Do(j, lambda known: _first_best(known[Q_online]), (Q_online,), _("the online network chooses the action",
                                                                              "由在线网络选动作"))  # fmt: skip
        yield Do(q_j, lambda known: known[Q_target].rows[0][known[j] - 1], (Q_target, j),
                 _("the target network says what it is worth", "由目标网络估计它的值"))  # fmt: skip
        yield Step(y, r + gamma * q_j, _("the target r + γ Q⁻(s′, j)", "目标值 r + γ Q⁻(s′, j)"))
    yield Step(
        delta, y - V, _("the error; the target is held fixed when differentiating", "误差；求导时目标值视为常数")
    )
    yield Step(L, delta**2, _("the squared loss (y − Q(s, a))²", "平方损失 (y − Q(s, a))²"))


def _row(size: int, taken: int) -> Grid:
    return Grid([[int(i == taken) for i in range(1, size + 1)]])


def _first_best(values: Grid) -> int:
    return values.rows[0].index(extreme(1)(values)) + 1


def _reference(given: SimpleNamespace) -> dict[str, Any]:
    """The gradient by a complex step; deep targets by picking entries of arrays."""
    import numpy as np

    from dlstudy.reference.policy_gradient import log_gradient, probabilities, q_target

    reward, discount = float(given.reward), float(given.discount)
    if given.method in ("dqn", "double-dqn"):
        row = [float(x) for x in given.next_q.rows[0]]
        chooser = [float(x) for x in given.online_next_q.rows[0]] if given.method == "double-dqn" else row
        goal = q_target(reward, discount, row, chooser, terminal=given.terminal)
        return {"target": goal, "td_error": goal - float(given.value), "loss": (goal - float(given.value)) ** 2}
    point = np.array([float(x) for x in given.theta.rows[0]])
    slope = log_gradient(point, given.action - 1)
    found: dict[str, Any] = {"probabilities": probabilities(point), "gradient": slope}
    if given.method == "actor-critic":
        found["target"] = reward + (0.0 if given.terminal else discount * float(given.next_value))
        found["td_error"] = error = found["target"] - float(given.value)
        found["value"] = float(np.interp(float(given.critic_rate), [0, 1], [float(given.value), found["target"]]))
    else:
        found["td_error"] = error = float(given.episode_return) - float(given.baseline)
    return found | {"theta": point + float(given.actor_rate) * discount**given.time * error * slope}


def _actor(given: SimpleNamespace) -> bool:
    return bool(given.method in ("actor-critic", "reinforce"))


def _critic(given: SimpleNamespace) -> bool:
    return bool(given.method == "actor-critic")


def _ahead(given: SimpleNamespace) -> dict[Any, Any]:
    """Bootstrapping past the end."""
    return {y: r + gamma * (V_next if _critic(given) else function("max", Q_target))}


_NUMBERS = ("reward", "discount", "value", "next_value", "episode_return", "baseline", "actor_rate", "critic_rate")

CALCULATOR = Calculator(
    name="actor-critic",
    title=_("Actor-critic, REINFORCE and the DQN target", "演员-评论员、REINFORCE 与 DQN 目标"),
    topic="actor-critic",
    source="Sutton & Barto (2018), eq. 13.8 (REINFORCE) and the box of section 13.5; nndl ch. 14; "
           "Mnih et al. (2015) and van Hasselt, Guez & Silver (2016) for the targets",
    summary=_(
        "One update of a softmax policy by one-step actor-critic or REINFORCE; or the target and loss of (double) DQN.",
        "单步演员-评论员或 REINFORCE 对 softmax 策略的一次更新；或 DQN（双 DQN）的目标值与损失。",
    ),
    params=(
        Choice(Letter("method"), "method", _("the method", "方法"), default="actor-critic",
               pick=("actor-critic", "reinforce", "dqn", "double-dqn"), options={
                   "actor-critic": _("one-step actor-critic", "单步演员-评论员"), "reinforce": _("REINFORCE", "REINFORCE 算法"),
                   "dqn": _("the target of a deep Q network", "深度 Q 网络的目标值"),
                   "double-dqn": _("one network chooses, the other values", "一个网络选动作，另一个估值")}),
        Array(theta, "theta", _("preferences of the actions in s", "状态 s 下各动作的偏好 θ"), shape=("actions",),
              default=Grid([[0, 0]]), pick=("0 0", "1 0", "0 0 0", "1 0 -1")),
        Int(a, "action", _("the action taken, counted from 1", "所取动作（从 1 数起）"), low=1, high=1000, default=1, pick=(1, 2)),
        Real(r, "reward", _("reward r", "奖励 r"), default=1, pick=(1, 2, -1, 3)),
        Real(gamma, "discount", _("discount factor", "折扣率"), low=0, high=1, default=Fraction(9, 10),
             pick=(Fraction(9, 10), Fraction(1, 2))),
        Flag(Letter("terminal"), "terminal", _("the episode ended with this step", "这一步之后轨迹结束"), default=False,
             pick=(False, False, True)),
        Real(V, "value", _("the critic's V(s); for DQN Q(s, a)", "评论员的 V(s)；DQN 为 Q(s, a)"), default=2, pick=(1, 2, 4)),
        Real(V_next, "next_value", _("the critic's V(s′)", "评论员的 V(s′)"), default=3, pick=(3, 5, -2)),
        Real(G, "episode_return", _("REINFORCE: the return G", "REINFORCE：回报 G"), default=5, pick=(5, -2, 3)),
        Real(b, "baseline", _("REINFORCE: a baseline", "REINFORCE：基线"), default=0, pick=(0, 1)),
        Real(alpha, "actor_rate", _("step size α of the actor", "演员的学习率 α"), low=0, default=Fraction(1, 10),
             pick=(Fraction(1, 10), Fraction(1, 5))),
        Real(beta, "critic_rate", _("step size β of the critic", "评论员的学习率 β"), low=0, high=1, default=Fraction(1, 2),
             pick=(Fraction(1, 2), Fraction(1, 4))),
        Int(t, "time", _("the step's number t, for the factor γ^t", "时刻 t（用于因子 γ^t）"), high=500, default=0, pick=(0, 0, 1, 2)),
        Array(Q_target, "next_q", _("DQN: the target network's Q(s′, ·)", "DQN：目标网络的 Q(s′, ·)"), shape=("next",),
              default=Grid([[1, 4, 2]]), pick=("1 4 2", "3 5", "0 2 6")),
        Array(Q_online, "online_next_q", _("double DQN: the online network's Q(s′, ·)", "双 DQN：在线网络的 Q(s′, ·)"), shape=("online",),
              default=Grid([[3, 2, 1]]), pick=("3 2 1", "6 4", "2 5 1")),
    ),
    outputs=(
        Output(pi, "probabilities", _("the policy", "策略 π"), "vector"),
        Output(psi, "gradient", _("gradient of ln π(a)", "ln π(a) 的梯度"), "vector"),
        Output(theta_new, "theta", _("new preferences", "更新后的 θ"), "vector"),
        Output(y, "target", _("target", "目标值")),
        Output(delta, "td_error", _("error δ", "误差 δ")),
        Output(V_new, "value", _("new V(s)", "更新后的 V(s)")),
        Output(L, "loss", _("squared loss", "平方损失")),
    ),
    rules=(
        Rule(lambda v: not isinstance(v.action, Node) and not isinstance(v.time, Node),
             _("action and time have to be numbers", "action 与 time 必须是数")),
        Rule(lambda v: not _actor(v) or not any(isinstance(getattr(v, name), Node) for name in _NUMBERS),
             _("numbers are asked for here: θ is moved as a vector (DQN's target takes letters)",
               "这里要给具体的数：θ 按向量更新（DQN 的目标值可用字母）")),
        Rule(lambda v: not _actor(v) or v.action <= v.theta.shape[1],
             _("there are fewer actions than that: theta has a preference for each", "没有这个编号的动作：theta 的每个分量对应一个动作的偏好")),
        Rule(lambda v: v.method != "double-dqn" or v.online_next_q.shape == v.next_q.shape,
             _("next_q and online_next_q have to list the same actions: give both", "next_q 与 online_next_q 的动作个数要相同：两者都要给出")),
    ),
    steps=_steps,
    reference=_reference,
    mistakes=(
        Mistake("descent", _("the return is to grow: θ moves up the gradient", "要使回报增大：θ 沿梯度上升"),
                lambda v: {theta_new: theta - _share(v) * psi}, _actor),
        Mistake("forgot-policy", _("the gradient of ln π has minus π at every action", "ln π 的梯度在每个动作处都要减去 π"),
                {psi: e_a}, _actor),
        Mistake("gradient-of-pi", _("it is the gradient of ln π, not of π", "用的是 ln π 的梯度，而不是 π 的梯度"),
                lambda v: {theta_new: theta + _share(v) * function("⊙", pi, psi)}, _actor),
        Mistake("reward-for-error", _("the actor is moved by the TD error, not by the reward alone", "演员由时序差分误差推动，而不只是奖励"),
                lambda v: {theta_new: theta + (alpha * r if v.time == 0 else alpha * gamma**t * r) * psi}, _critic),
        Mistake("forgot-time", _("without γ^t, as most programs have it", "不乘 γ^t，多数程序如此"),
                lambda _v: {theta_new: theta + alpha * delta * psi}, lambda v: _actor(v) and v.time > 0, convention=True),
        Mistake("forgot-baseline", _("the baseline is taken off the return", "回报要减去基线"), {delta: G},
                lambda v: v.method == "reinforce" and v.baseline != 0),
        Mistake("forgot-old-value", _("the error is the target minus the old value", "误差是目标值减去原来的值"), {delta: y},
                lambda v: v.method != "reinforce"),
        Mistake("forgot-discount", _("what comes later is discounted by γ", "后续的价值要乘以折扣率 γ"), {gamma: 1},
                lambda v: v.method != "reinforce" and not v.terminal),
        Mistake("past-the-end", _("after the end nothing follows: the target is the reward", "结束之后没有后续：目标值就是奖励"), _ahead,
                lambda v: v.terminal and v.method != "reinforce"),
        Mistake("one-network", _("double DQN values the chosen action by the other network", "双 DQN 中所选动作由另一个网络估值"),
                {y: r + gamma * function("max", Q_target)}, lambda v: v.method == "double-dqn" and not v.terminal),
        Mistake("online-target", _("the target comes from the target network, not from the one being trained",
                                   "目标值用目标网络计算，而不是正在训练的网络"), {y: r + gamma * function("max", Q_online)},
                lambda v: v.method in ("dqn", "double-dqn") and not v.terminal),
    ),
    examples=(
        Example({"method": "reinforce", "theta": "0 0", "episode_return": 1, "baseline": 0, "actor_rate": "0.1"},
                {"theta": (Fraction(1, 20), Fraction(-1, 20))},
                "Sutton & Barto (2018), eq. 2.12 from equal preferences: ± α (R − R̄) / 2"),
        Example({"method": "reinforce", "theta": "-0.197 0.093", "action": 2, "episode_return": "-1.32", "actor_rate": "0.01"},
                {"probabilities": (0.428, 0.572), "gradient": (-0.428, 0.428), "theta": (-0.19135, 0.08735)},
                "CircuitNotion, Policy gradient, worked step by step (circuitnotion.com/policy_gradient.html)", within=5e-4),
        Example({"method": "dqn", "terminal": True, "reward": 1, "value": 0}, {"target": 1, "loss": 1},
                "Mnih et al. (2015), algorithm 1: y = r where the episode terminates"),
    ),
    usage=("--theta '0 0' --action 1 --reward 1 --value 2 --next-value 3", "--method reinforce --theta '1 0 -1' --action 2 --episode-return 5",
           "--method double-dqn --reward 1 --next-q '1 4 2' --online-next-q '3 2 1' --value 2"),
)  # fmt: skip
