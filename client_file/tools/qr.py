"""QR codes as plain SVG, without any service in between."""

# Bytes that a code of that version holds at level M.
ROOM = {3: 42, 4: 62, 5: 84, 6: 106, 7: 122, 8: 152, 9: 180, 10: 213}


def qr_svg(text, millimetres):
    """A QR code of that side in millimetres (ISO/IEC 18004, level M), or "" without the encoder.

    >>> svg = qr_svg("https://example.com/odoo/group-clients/1", 14)
    >>> svg.startswith("<svg") and svg.count("<rect") > 20, qr_svg("x" * 300, 14)
    (True, '')
    """
    try:
        from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
    except ImportError:
        return ""
    length = len(text.encode())
    version = next((number for number, room in ROOM.items() if length <= room), None)
    if not version:
        return ""
    code = QRCode(version, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    size = code.getModuleCount()
    bars = []
    for row in range(size):
        column = 0
        while column < size:
            if not code.isDark(row, column):
                column += 1
                continue
            start = column
            while column < size and code.isDark(row, column):
                column += 1
            bars.append(f'<rect x="{start}" y="{row}" width="{column - start}" height="1.02"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'width="{millimetres}mm" height="{millimetres}mm">{"".join(bars)}</svg>'
    )
