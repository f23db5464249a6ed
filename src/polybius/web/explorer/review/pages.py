"""The page of the review desk."""

from fastapi import APIRouter, Request, Response

from polybius.reviews.order import ORDERS
from polybius.web.explorer import pages
from polybius.web.explorer.review import api
from polybius.web.explorer.review.queue import STATES

router = APIRouter()

_ORDERS = {
    "doubt": "doubtful first",
    "importance": "important first",
    "sample": "as by chance",
    "date": "oldest first",
}
assert set(_ORDERS) == set(ORDERS)


@router.get("/review")
def desk_page(request: Request) -> Response:
    copy = api.live(request)
    if copy is None:
        said = "This server only reads. To review, start it as: polybius serve STORE --review"
        return pages.message(request, 403, said)
    return pages.page(
        request, "review.html.j2", states=STATES, orders=_ORDERS, reviewer=copy.reviewer, blind=copy.blind,
        csrf=request.app.state.csrf,
    )  # fmt: skip
