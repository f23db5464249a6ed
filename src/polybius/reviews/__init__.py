"""What people decide about events: a log of decisions, and the layer they make over what the machine coded."""

from polybius.reviews.decision import ACTIONS, Anchor, Decision, ReviewError, Words, anchor
from polybius.reviews.layer import Layer, standing

__all__ = ["ACTIONS", "Anchor", "Decision", "Layer", "ReviewError", "Words", "anchor", "standing"]
