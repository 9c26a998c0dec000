"""The images that Nova's stand-in for Glance has, as Glance lists and shows them.

Some components ask for images before they evacuate: to look for a tag, or because the client
does. The catalog names this as the image service, since it is what Nova itself asks. It lists
and shows, to everybody, and does nothing else.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.headers import Headers

from harness.cloud.services.web import Application

PATH = "/image"
"""Below which it answers."""

_LISTED = "/v2/images"
_TEXTS = ("id", "name", "status", "visibility", "container_format", "disk_format")
_OTHERS = ("tags", "protected", "size", "min_disk", "min_ram")

Image = dict[str, Any]


class Beside:
    """WSGI middleware that answers for images, and passes everything else on."""

    def __init__(self, application: Application, images: Callable[[], Iterable[Image]]) -> None:
        """Wrap ``application``.

        :param images: returns what there is, as Nova describes it.
        """
        self._application, self._images = application, images

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request."""
        path = environ["PATH_INFO"]
        if path != PATH and not path.startswith(f"{PATH}/"):
            return self._application(environ, start_response)
        status, document = self._answer(environ["REQUEST_METHOD"], path.removeprefix(PATH))
        body = json.dumps(document).encode()
        headers = Headers()
        headers["Content-Type"], headers["Content-Length"] = "application/json", str(len(body))
        start_response(status, headers.items())
        return [body]

    def _answer(self, method: str, path: str) -> tuple[str, Any]:
        if method != "GET":
            return "405 Method Not Allowed", {"message": "these images are only read"}
        shown = {each["id"]: _view(each) for each in self._images()}
        if path.rstrip("/") in ("", "/v2"):
            link = {"rel": "self", "href": f"{PATH}/v2/"}
            return "200 OK", {"versions": [{"id": "v2.9", "status": "CURRENT", "links": [link]}]}
        if path == _LISTED:
            return "200 OK", {"images": list(shown.values()), "schema": "/v2/schemas/images"}
        wanted = path.removeprefix(f"{_LISTED}/")
        if wanted in shown:
            return "200 OK", shown[wanted]
        return "404 Not Found", {"message": f"no image '{wanted}'"}


def _view(image: Image) -> Image:
    view = {key: image[key] for key in _TEXTS + _OTHERS if key in image}
    times = {key: image[key].isoformat() for key in ("created_at", "updated_at")}
    properties: Image = image.get("properties", {})
    return view | times | properties
