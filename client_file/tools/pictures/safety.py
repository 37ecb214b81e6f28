"""Whether a drawing holds nothing but a drawing."""

from xml.etree import ElementTree

NAMESPACE = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "path", "rect", "line", "circle", "text"}
ATTRIBUTES = set(
    "viewBox width height role aria-label font-family font-size font-weight text-anchor fill "
    "stroke stroke-width stroke-dasharray stroke-linejoin d x y x1 y1 x2 y2 cx cy r".split()
)


def find_unsafe(svg):
    """The first thing in a drawing that our own functions never draw, or None.

    Whoever shows a drawing asks this first: a Json column that somebody could write must not
    become a script in a colleague's browser.

    >>> find_unsafe('<svg xmlns="http://www.w3.org/2000/svg"><rect x="1"/></svg>')
    >>> find_unsafe('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')
    'script'
    >>> find_unsafe('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>')
    'onload'
    >>> find_unsafe('<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(#a)"/></svg>')
    'url(#a)'
    >>> find_unsafe("<svg"), find_unsafe(None), find_unsafe("<!DOCTYPE x><svg/>")
    ('xml', 'xml', 'xml')
    """
    if not isinstance(svg, str) or "<!" in svg or "<?" in svg:
        return "xml"
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError:
        return "xml"
    if root.tag != NAMESPACE + "svg":
        return root.tag
    for element in root.iter():
        name = element.tag.removeprefix(NAMESPACE)
        if name not in ELEMENTS:
            return name
        for attribute, value in element.attrib.items():
            if attribute not in ATTRIBUTES:
                return attribute
            if attribute != "aria-label" and ("url(" in value or "script:" in value):
                return value
    return None
