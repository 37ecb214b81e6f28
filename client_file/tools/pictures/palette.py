"""Colours that stay apart for colour-blind readers and on grey paper.

Lightness alone orders every ramp, so a grey print keeps it; blue against orange and brown is the
pair that protan, deutan and tritan readers tell apart. Red is kept for one meaning: act today.
Colour is never alone: letters, hatching, labels and the table say the same.
"""

INK = "#1F2933"
SOFT = "#52606D"  # secondary words, still 6:1 on white
RULE = "#C3CBD3"  # axes and outlines
FAINT = "#F0F2F5"  # empty tracks
PAPER = "#FFFFFF"
MAIN = "#0B4F8A"
SALES = "#A9B7C4"
ACT_TODAY = "#A4262C"
# Worst class first: dark means danger.
BANDS = ("#4A1500", "#A04A08", "#D79522", "#A9D6EE", "#E9F5FB")
# The later, the darker.
AGES = ("#CFE2F1", "#96C0E0", "#5795C6", "#2A6398", "#10304F")


def pick(ramp, position, count):
    """The colour of one of ``count`` steps, spread over the whole ramp.

    >>> [pick("abcde", position, 3) for position in range(3)], pick("abcde", 0, 1)
    (['a', 'c', 'e'], 'a')
    """
    return ramp[round(position * (len(ramp) - 1) / max(count - 1, 1))]


def luminance(color):
    """Relative luminance, 0 black to 1 white (WCAG 2.1).

    >>> round(luminance("#FFFFFF"), 3), round(luminance("#000000"), 3)
    (1.0, 0.0)
    """
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first, second):
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1).

    >>> round(contrast("#000000", "#FFFFFF"))
    21
    """
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink_on(color):
    """White or dark letters, whichever can be read on the colour.

    >>> ink_on("#4A1500"), ink_on("#E6F3FA")
    ('#FFFFFF', '#1F2933')
    """
    return max((INK, PAPER), key=lambda ink: contrast(ink, color))
