"""Chromium, wkhtmltopdf and Chinese fonts: the machine's own, else unpacked into ``.odoo/tools``.

Nothing is installed: wrapper scripts in ``.odoo/bin`` point the unpacked programs at their
libraries, plug-ins and fonts.
"""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from .apt import host_apt
from .console import Fail, notice
from .paths import STATE, TOOLS_ROOT, WRAPPERS

CHROMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
PRINTER = "wkhtmltopdf"
FONTS = "fonts-noto-cjk"
UNPACKED_CHROME = TOOLS_ROOT / "usr/lib/chromium/chromium"
UNPACKED_PRINTER = TOOLS_ROOT / "usr/bin/wkhtmltopdf"
FONT_CONFIG = STATE / "fonts.conf"
# Only pages of our own server are opened; root and most containers have no sandbox anyway.
CHROME_OPTIONS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_FONTS_TEXT = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">{base}</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <!-- Without it the Japanese forms of Chinese characters come first. -->
  <match target="pattern">
    <edit name="family" mode="append_last"><string>Noto Sans CJK SC</string></edit>
  </match>
</fontconfig>
"""


def ensure():
    """Make a browser, a PDF printer and Chinese fonts available, as far as the machine can.

    What cannot be had is told by a notice: reports then open as HTML, and tests say what they
    skipped.
    """
    # The wrappers hold paths, so those that came along with a copied repository are made anew.
    complete = WRAPPERS / "complete"
    if complete.exists() and complete.read_text() == str(STATE):
        return
    wanted = []
    if not (_on_path(*CHROMES) or UNPACKED_CHROME.exists()):
        wanted.append("chromium")
    if not (_on_path(PRINTER) or UNPACKED_PRINTER.exists()):
        wanted.append(PRINTER)
    if not (_has_chinese_fonts() or any(TOOLS_ROOT.glob("usr/share/fonts/opentype/noto/*CJK*"))):
        wanted.append(FONTS)
    if wanted and not _fetch(wanted):
        return
    _write_wrappers()
    complete.write_text(str(STATE))


def missing_browser():
    """Return why browser tests cannot run, or an empty text."""
    if _on_path(*CHROMES) or (WRAPPERS / "chromium").exists():
        return ""
    return "there is no Chromium or Chrome here, and apt has none to unpack"


def _on_path(*names):
    return next((found for found in map(shutil.which, names) if found), None)


def _has_chinese_fonts():
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True)
    return bool(listed.stdout.strip())


def _fetch(wanted):
    try:
        apt = host_apt()
        absent = [package for package in wanted if not apt.has(package)]
        for package in absent:
            notice(f"apt has no package {package} on this machine. {_CONSEQUENCE[package]}")
        present = [package for package in wanted if package not in absent]
        if present:
            apt.unpack(apt.missing(present), TOOLS_ROOT)
    except Fail as error:
        notice(f"No browser, PDF printer or fonts could be unpacked: {error}")
        return False
    return True


_CONSEQUENCE = {
    "chromium": "Browser tests are skipped.",
    PRINTER: "Reports open as HTML instead of PDF, and PDF tests are skipped.",
    FONTS: "Chinese text may show as boxes in PDF files and screenshots.",
}


def _write_wrappers():
    base = Path("/etc/fonts/fonts.conf")
    if not base.exists():
        base = TOOLS_ROOT / "etc/fonts/fonts.conf"
    FONT_CONFIG.write_text(
        _FONTS_TEXT.format(
            base=base, fonts=TOOLS_ROOT / "usr/share/fonts", cache=STATE / "fontcache"
        )
    )
    chrome = _on_path(*CHROMES) or UNPACKED_CHROME
    if Path(chrome).exists():
        # Odoo's tests look for these two names, in this order.
        for name in ("google-chrome", "chromium"):
            _write_wrapper(name, chrome, *CHROME_OPTIONS)
    printer = _on_path(PRINTER) or UNPACKED_PRINTER
    if Path(printer).exists():
        _write_wrapper(PRINTER, printer)


def _write_wrapper(name, program, *options):
    exports = {"FONTCONFIG_FILE": FONT_CONFIG}
    if Path(program).is_relative_to(TOOLS_ROOT):
        plugins = next(iter(TOOLS_ROOT.glob("usr/lib/*/qt5/plugins")), None)
        exports["LD_LIBRARY_PATH"] = os.pathsep.join(_library_folders())
        exports["XDG_DATA_DIRS"] = f"{TOOLS_ROOT}/usr/share:/usr/local/share:/usr/share"
        if plugins:
            exports["QT_PLUGIN_PATH"] = plugins
    if name == PRINTER:
        exports["QT_QPA_PLATFORM"] = "offscreen"
        runtime = STATE / "run"
        runtime.mkdir(mode=0o700, exist_ok=True)
        exports["XDG_RUNTIME_DIR"] = runtime
    lines = ["#!/bin/sh"]
    lines += [f"export {key}={shlex.quote(str(value))}" for key, value in exports.items()]
    lines.append(" ".join(["exec", shlex.quote(str(program)), *options, '"$@"']))
    path = WRAPPERS / name
    path.write_text("\n".join(lines) + "\n")
    path.chmod(0o755)


def _library_folders():
    """Return the folders of unpacked libraries, those one level deeper (pulseaudio) included."""
    found = []
    for pattern in ("usr/lib/*-linux-gnu*", "lib/*-linux-gnu*"):
        for folder in sorted(TOOLS_ROOT.glob(pattern)):
            deeper = sorted(path for path in folder.iterdir() if path.is_dir())
            found += [path for path in (folder, *deeper) if any(path.glob("lib*.so*"))]
    return map(str, found)
