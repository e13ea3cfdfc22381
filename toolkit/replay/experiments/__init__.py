"""What is tried on each revision, in the order in which it is told."""

from toolkit.replay.experiments import crash, preexisting, rerun, roundtrip, strict_crash
from toolkit.replay.experiments.experiment import Experiment

EXPERIMENTS: tuple[Experiment, ...] = (rerun, crash, strict_crash, preexisting, roundtrip)
"""`first` is the walk itself, and comes before them."""
FIRST = "first"
NAMES = (FIRST, *(one.NAME for one in EXPERIMENTS))
