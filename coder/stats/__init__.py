"""Statistics as pure functions: plain arrays in, a result record out; what is undefined says why."""

from coder.stats.cohen_kappa import Kappa, cohen_kappa, kappa_of_table, weighted_kappa, weighted_kappa_of_table
from coder.stats.count_icc import CountIcc, count_icc
from coder.stats.cox_regression import Cox, cox_recurrent
from coder.stats.cross_correlation import CrossCorrelation, windowed_cross_correlation
from coder.stats.disagreements import Disagreement
from coder.stats.dyad_bootstrap import dyad_bootstrap
from coder.stats.event_alignment import AlignmentKappa, event_alignment_kappa
from coder.stats.event_contingency import ContingencyCounts, contingency_counts
from coder.stats.expected_kappa import ACCURACIES, expected_kappa
from coder.stats.fleiss_kappa import FleissKappa, count_codes, fleiss_kappa
from coder.stats.frame_agreement import FrameAgreement, Trial, frame_agreement
from coder.stats.intraclass import FORMS, Icc, icc, icc_forms
from coder.stats.joint_states import CoOccurrence, Transitions, co_occurrence, transition_matrix
from coder.stats.kaplan_meier import KaplanMeier, LogRank, kaplan_meier, log_rank
from coder.stats.krippendorff_alpha import Alpha, krippendorff_alpha
from coder.stats.lag_sequential import LagSequential, lag_sequential, lag_sequential_of_table
from coder.stats.mismatch_repair import MismatchRepair, mismatch_repair
from coder.stats.modifier_agreement import ModifierAgreement, modifier_agreement
from coder.stats.multi_coder import CodedByMany, ManyCoders, many_coders
from coder.stats.multi_coder_kappa import ManyKappas, light_kappa
from coder.stats.null_comparison import ChanceTest
from coder.stats.permutation import circular_shift_test, gap_shuffle_test
from coder.stats.planning import Needed, needed_for_icc, needed_for_kappa, needed_for_latency
from coder.stats.planning_simulation import latency_power, recordings_for_kappa
from coder.stats.pooled_log_odds import (
    PooledCell,
    PooledLogOdds,
    PooledSequence,
    pooled_lag_sequential,
    pooled_log_odds,
    pooled_log_odds_ratio,
)
from coder.stats.rates import Rate, StateTime, rate, state_time
from coder.stats.recurrence import CrossRecurrence, cross_recurrence
from coder.stats.result import LEVEL, SEED, Result, StatsError
from coder.stats.shared_bouts import Bout, GazeOverlap, gaze_overlap
from coder.stats.shared_time import overlap_shift_test
from coder.stats.state_space import Cell, CellVisit, StateSpaceGrid, state_space_grid
from coder.stats.time_arrays import Coded, series
from coder.stats.time_contingency import contingency_table
from coder.stats.time_unit_kappa import TimeUnitKappa, time_unit_kappa
from coder.stats.turns import Transfer, TurnTaking, turn_taking
from coder.stats.two_by_two import TwoByTwo, two_by_two
from coder.stats.two_coder import CodedPair, Reliability, reliability
from coder.stats.window_sweep import WINDOWS_US, WindowSweep, window_sweep

__all__ = [
    "ACCURACIES",
    "FORMS",
    "LEVEL",
    "SEED",
    "WINDOWS_US",
    "AlignmentKappa",
    "Alpha",
    "Bout",
    "Cell",
    "CellVisit",
    "ChanceTest",
    "CoOccurrence",
    "Coded",
    "CodedByMany",
    "CodedPair",
    "ContingencyCounts",
    "CountIcc",
    "Cox",
    "CrossCorrelation",
    "CrossRecurrence",
    "Disagreement",
    "FleissKappa",
    "FrameAgreement",
    "GazeOverlap",
    "Icc",
    "KaplanMeier",
    "Kappa",
    "LagSequential",
    "LogRank",
    "ManyCoders",
    "ManyKappas",
    "MismatchRepair",
    "ModifierAgreement",
    "Needed",
    "PooledCell",
    "PooledLogOdds",
    "PooledSequence",
    "Rate",
    "Reliability",
    "Result",
    "StateSpaceGrid",
    "StateTime",
    "StatsError",
    "TimeUnitKappa",
    "Transfer",
    "Transitions",
    "Trial",
    "TurnTaking",
    "TwoByTwo",
    "WindowSweep",
    "circular_shift_test",
    "co_occurrence",
    "cohen_kappa",
    "contingency_counts",
    "contingency_table",
    "count_codes",
    "count_icc",
    "cox_recurrent",
    "cross_recurrence",
    "dyad_bootstrap",
    "event_alignment_kappa",
    "expected_kappa",
    "fleiss_kappa",
    "frame_agreement",
    "gap_shuffle_test",
    "gaze_overlap",
    "icc",
    "icc_forms",
    "kaplan_meier",
    "kappa_of_table",
    "krippendorff_alpha",
    "lag_sequential",
    "lag_sequential_of_table",
    "latency_power",
    "light_kappa",
    "log_rank",
    "many_coders",
    "mismatch_repair",
    "modifier_agreement",
    "needed_for_icc",
    "needed_for_kappa",
    "needed_for_latency",
    "overlap_shift_test",
    "pooled_lag_sequential",
    "pooled_log_odds",
    "pooled_log_odds_ratio",
    "rate",
    "recordings_for_kappa",
    "reliability",
    "series",
    "state_space_grid",
    "state_time",
    "time_unit_kappa",
    "transition_matrix",
    "turn_taking",
    "two_by_two",
    "weighted_kappa",
    "weighted_kappa_of_table",
    "window_sweep",
    "windowed_cross_correlation",
]
