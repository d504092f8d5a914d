"""Words that are spelt right, so that no word of the field is taken for a misspelling of its neighbour or opposite."""

from __future__ import annotations

from typing import Final

from dlstudy.answers.stems import bare, stem
from dlstudy.answers.tables import words

_WORDS: Final = words(
    """
able about above accumulate accuracy accurate across action activate activation active actor adapt adaptive add
additive adjust after again against agent algorithm align all allow almost along also always ambiguous among amount
angle another answer any apply approach approximate architecture area around ascent ask attend attention augment
average avoid away back backward bad balance base baseline batch because become before begin behaviour behind below
best better between beyond bias biased biassed big binary bind bit block both bottom bound boundary branch bring
broad build calculate call candidate capacity capture care carry case cause cell chain chance change channel class
classify clean clear clip close cluster code coefficient column combine common compare complex component compress
compute concatenate concave concept condition connect consider constant contain context continue continuous contract
control converge convergent convex convolution coordinate copy correct correlate cost count couple cover create
critic cross curve cyclic dark data date dead deal decay decent decide decline decode decoder decrease deep deeper
define degrade degree delay dense density depend dependent depth derivative derive descent describe design detect
determine deviation diagonal different differentiate difficult dimension direct directed direction discard
disconnect discount discrete distance distinct distribute distribution diverge diverse divide domain done down drop
dropout during dynamic each early easy edge effect effective efficient either element ellipse else embed empirical
encode encoder end energy enough ensemble entire entropy environment epoch epsilon equal equation error escape
especially estimate evaluate even every exact example exceed except expand expect expensive expert explain explicit
explode exploit explore exponential express extend external extra extract extrapolate face fact factor fail fair
fall false fast faster feature feed feedback few fewer field fill filter final find fine finite first fit fix fixed
flat flexible flow follow force forget form forward fraction free frequency from full fully function future gain
gate general generate get give global good gradient graph great greater greedy grow growth guess half hard have head
heavy height help heterogeneous hidden hide high higher hinge history hold homogeneous horizontal human hyper idea
ideal identity ignore image imbalance implicit imply important improve include increase independent index individual
induce inertia infer infinite influence inform initial inner input inside instance instead integer interact internal
interpolate invariant inverse isolate issue item iterate join joint jump keep kernel kind know known label lack
lambda language large larger last late latent later layer lead leak leaky learn least left length less level like
likelihood limit line linear linearly list little load local location logic long longer look lose loss lost low
lower lunch machine main make many margin mark mask match matrix matter maximal maximise maximum mean measure memory
merge method middle mini minimal minimise minimum minor mislead miss mistake mode model modern modify moment
momentum more most motion move much multiple multiply must narrow nature near nearly need negative network neural
neuron never next noise noisy nonconvex none nonlinear nonlinearly norm normal normalise nothing notion number
object objective observe offset often once only open operate opposite optimal optimise optimum option order origin
oscillate oscillation other outer outlier output outside over overall overestimate overfit overflow overlap pad pair
parallel parameter part partial particle past patch path pattern penalty perceptron perfect perform period permit
pixel place plain plan plane plateau play point policy pool poor position positive possible posterior power practice
precise predict prefer present pressure prevent previous price prior probability problem process produce product
project propagate property propose prove provide punish pure push quadratic quality quantity query quick quickly
random range rank rapid rare rate rather ratio raw reach read real reason receive recent receptive recurrent reduce
region regress regular regularise reinforce reject relate relative release relevant reliable rely remember remove
repeat repeated replace represent require reset residual resist resolve respect rest restrict result return reverse
reward right rise risk robust role root rotate rough round route row rule saddle safe same sample satisfy saturate
save scale scan scarce score search second select self sense sensitive separate sequence series serve shallow shape
share sharp shift short show shrink side sigmoid sign signal similar simple simulate single singular size skip slide
slightly slope slow slower small smaller smooth soft softmax solution solve some soon space spare spares sparse
spatial special specific speed split spread square squash stability stable stack stage stand standard start state
static stationary statistic stay steady steep step still stochastic stop store strategy stream strength stride
strong structure student subset subtract success such suffer suffice suit sum super supervise support surface swap
symbol symmetric system table tail take target task teach temper temporal tend tensor term test text than that their
them then theorem theory there these thin thing think this those though threshold through throw time tiny together
token tool total touch toward trace track trade train trained training trajectory transfer transform transition
translate transpose trap travel tree trend trial true tune turn twice type unbalance unbiased unbounded uncertain
uncorrelated uncouple under underestimate underfit underflow understand undirected unequal uniform unique unit
universal unknown unlabelled unlimited unordered unstable unsupervised until untrained update upper upward useful
usual valid valley value vanish variable variance variant vary vast vector verify version vertical very vision visit
visual vocabulary volume wait want warm waste water wave weak weaker weight well went were what when where whether
which while white whole wide width will window with within without word work world worse worst write wrong yield
zero zone
"""
)

REAL: Final = frozenset(stem(bare(word)) for word in _WORDS)
"""The stems of the words above."""
