from softplace.engines.reach import week, what_if
from softplace.engines.reach.siting import dual, swap
from softplace.engines.reach.warm import warm


def test_after_warming_the_slow_kernels_are_compiled() -> None:
    warm()
    for kernel in (swap.local_search, swap.shaken, dual.ascend, what_if._closures, week._set_bits):
        assert kernel.signatures
