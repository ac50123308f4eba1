"""Mixed-integer programs by HiGHS, stopped and reported in the words of the engines."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from softplace.engines.contract import Progress, Stop
from softplace.engines.travel.points import Floats
from softplace.foundation.clock import monotonic_seconds

if TYPE_CHECKING:
    import highspy
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True, eq=False)
class Mip:
    """Minimise costs @ x for lower <= x <= upper, row_lower <= rows @ x <= row_upper.

    Attributes
    ----------
    costs, lower, upper
        (columns,).
    whole
        (columns,) which are whole numbers.
    rows
        (rows, columns) sparse.
    row_lower, row_upper
        (rows,).
    """

    costs: Floats
    lower: Floats
    upper: Floats
    whole: NDArray[np.bool_]
    rows: "csr_array"
    row_lower: Floats
    row_upper: Floats


@dataclass(frozen=True, slots=True, eq=False)
class MipAnswer:
    """What came of it.

    Attributes
    ----------
    x
        (columns,) the best found, None where there is none.
    bound
        No x costs less.
    proven
        x is best; or, without x, nothing fits the rows.
    """

    x: Floats | None
    bound: float
    proven: bool


def solve_mip(
    mip: Mip,
    *,
    stop: Stop,
    seed: int,
    start: Floats | None = None,
    progress: Progress | None = None,
) -> MipAnswer:
    """Solve to proven optimality unless stopped; `start` is (columns,) that fit the rows."""
    import highspy

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("random_seed", seed % 2**31)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 1e-6)
    highs.passModel(_highs_model(mip))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        highs.setSolution(solution)
    began = monotonic_seconds()

    def watch(event: Any) -> None:
        value = float(event.data_out.mip_primal_bound)
        bound = float(event.data_out.mip_dual_bound)
        if progress is not None:
            progress(monotonic_seconds() - began, value, bound)
        if stop(value, bound):
            event.data_in.user_interrupt = True

    def watch_simplex(event: Any) -> None:
        if stop(np.inf, -np.inf):
            event.data_in.user_interrupt = True

    highs.cbMipInterrupt += watch
    highs.cbSimplexInterrupt += watch_simplex
    highs.run()
    status = highs.getModelStatus()
    details = highs.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return MipAnswer(None, np.inf, True)
    found = details.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    x = np.array(highs.getSolution().col_value) if found else None
    proven = status == highspy.HighsModelStatus.kOptimal
    return MipAnswer(x, float(details.mip_dual_bound), proven)


def _highs_model(mip: Mip) -> "highspy.HighsLp":
    import highspy
    from scipy.sparse import csr_array

    rows = csr_array(mip.rows)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(mip.costs), rows.shape[0]
    model.col_cost_, model.col_lower_, model.col_upper_ = mip.costs, mip.lower, mip.upper
    model.row_lower_, model.row_upper_ = mip.row_lower, mip.row_upper
    model.integrality_ = [
        highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        for whole in mip.whole
    ]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.num_col_, model.a_matrix_.num_row_ = model.num_col_, model.num_row_
    model.a_matrix_.start_ = rows.indptr
    model.a_matrix_.index_ = rows.indices
    model.a_matrix_.value_ = rows.data
    return model
