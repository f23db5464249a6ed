"""Stories: articles that tell the same story, and mentions that tell the same event."""

from polybius.stories.articles import group
from polybius.stories.follows import Follow, follows
from polybius.stories.linking import link, link_reports
from polybius.stories.reports import Report, attribution, report, reports

__all__ = ["Follow", "Report", "attribution", "follows", "group", "link", "link_reports", "report", "reports"]
