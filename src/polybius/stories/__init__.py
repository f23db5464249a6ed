"""Stories: articles that tell the same story, and mentions that tell the same event."""

from polybius.stories.articles import group
from polybius.stories.linking import explain, link, link_reports
from polybius.stories.profile import Report, attribution, report, reports

__all__ = ["Report", "attribution", "explain", "group", "link", "link_reports", "report", "reports"]
