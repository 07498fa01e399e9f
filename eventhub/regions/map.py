"""Where a place lies on the drawn world map (static/img/world.svg).

The map is drawn by tools/make_world_map.mjs in the Equal Earth projection: B. Šavrič, T. Patterson, B. Jenny,
"The Equal Earth map projection", International Journal of Geographical Information Science 33 (3), 2019 (online 2018).
The numbers of the view here and there are the same; tests/unit/regions/map_points.json holds what d3-geo answers.
"""

from math import asin, cos, radians, sin, sqrt

WIDTH = 960
HEIGHT = 440
"""The SVG's viewBox is `0 0 WIDTH HEIGHT`."""

_SCALE = 176.0
_CENTRE = (480.0, 241.0)
_MERIDIAN = 11.0
"""The map is turned so that this meridian runs down its middle and no country is cut."""

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = sqrt(3) / 2


def project(lat: float, lon: float) -> tuple[float, float]:
    """The point (x to the right, y down) of a place in units of the viewBox.

    `lat` is in degrees from -90 to 90, `lon` in degrees, any turn. Places south of about 61° S fall below the
    picture, as Antarctica does.
    """
    turned = radians((lon - _MERIDIAN + 180) % 360 - 180)
    angle = asin(_M * sin(radians(max(-90.0, min(90.0, lat)))))
    x = turned * cos(angle) / (_M * _slope(angle))
    y = _height(angle)
    return _CENTRE[0] + _SCALE * x, _CENTRE[1] - _SCALE * y


def _height(angle: float) -> float:
    """Equation (1) of the paper: y of the parametric latitude."""
    square = angle * angle
    cube = square**3
    return angle * (_A1 + _A2 * square + cube * (_A3 + _A4 * square))


def _slope(angle: float) -> float:
    """The derivative of `_height`, which scales x."""
    square = angle * angle
    cube = square**3
    return _A1 + 3 * _A2 * square + cube * (7 * _A3 + 9 * _A4 * square)
