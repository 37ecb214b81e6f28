"""Debian packages, fetched and verified by apt itself and unpacked below ``.odoo/``.

Everything apt keeps (lists, cache) is private, so the system's own apt is never changed and
an ordinary user can do it. Whether a mirror's expired release file is accepted stays the
decision of the machine's apt configuration, which is read and not overridden.
"""

import os
import re
import shutil
from pathlib import Path

from .console import Fail, run
from .paths import ODOO_PACKAGES, ODOO_ROOT, STATE

APT = STATE / "apt"
KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)
ODOO_DEBS = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "python3-pip-whl",
    "ca-certificates",
)
HOW_TO_GET_ODOO = (
    "Name an Odoo 19 that is on this machine with the environment variable ODOO_BIN "
    "(the path of its `odoo` or `odoo-bin`)"
)


class PrivateApt:
    """apt with lists and cache of its own.

    :param name: folder below ``.odoo/apt`` that holds this state
    :param sources: text of a sources list; without it the machine's own sources are used,
        together with the system's record of what is installed
    """

    def __init__(self, name, sources=None):
        self.home = APT / name
        self.archives = self.home / "debs"
        for folder in ("lists/partial", "cache/archives/partial", "debs"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        lines = [
            # Hooks of the machine would act on the system's cache.
            "#clear APT::Update::Pre-Invoke;",
            "#clear APT::Update::Post-Invoke;",
            "#clear APT::Update::Post-Invoke-Success;",
            f'Dir::State::Lists "{self.home}/lists";',
            f'Dir::State::extended_states "{self.home}/extended_states";',
            f'Dir::Cache "{self.home}/cache";',
            # apt would otherwise download as a user who may not be allowed to enter here.
            f'APT::Sandbox::User "{_user_name()}";',
            'Acquire::Languages "none";',
            'Acquire::Retries "3";',
        ]
        if sources is not None:
            (self.home / "sources.list").write_text(sources)
            (self.home / "status").touch()
            lines += [
                f'Dir::Etc::sourcelist "{self.home}/sources.list";',
                'Dir::Etc::sourceparts "/dev/null";',
                f'Dir::State::status "{self.home}/status";',
            ]
        self.config = self.home / "apt.conf"
        self.config.write_text("\n".join(lines) + "\n")

    def run(self, tool, *arguments, what):
        """Run ``apt-get`` or ``apt-cache`` on the private state and return what it printed."""
        environment = dict(os.environ, LC_ALL="C.UTF-8", DEBIAN_FRONTEND="noninteractive")
        command = [tool, "-q", "-c", self.config, *arguments]
        return run(command, what, cwd=self.archives, env=environment)

    def update(self):
        """Download the package lists; their signature is checked by apt."""
        self.run("apt-get", "update", what="Updating the private package lists")

    def has(self, package):
        """Tell whether ``package`` can be downloaded."""
        answer = self.run("apt-cache", "policy", package, what=f"Looking up {package}")
        candidate = re.search(r"Candidate: (\S+)", answer)
        return bool(candidate) and candidate.group(1) != "(none)"

    def unpack(self, packages, target):
        """Download ``packages`` (checksums verified by apt) and unpack them into ``target``."""
        for old in self.archives.glob("*.deb"):
            old.unlink()
        self.run("apt-get", "download", *packages, what="Downloading " + ", ".join(packages))
        for deb in sorted(self.archives.glob("*.deb")):
            run(["dpkg-deb", "-x", deb, target], f"Unpacking {deb.name}")
            deb.unlink()

    def missing(self, packages):
        """Return ``name=version`` of all that installing ``packages`` here would bring."""
        plan = self.run(
            "apt-get", "install", "-s", "-y", "--no-install-recommends", *packages,
            what="Working out what " + ", ".join(packages) + " need",
        )  # fmt: skip
        return [f"{n}={v}" for n, v in re.findall(r"^Inst (\S+) (?:\[\S+\] )?\((\S+)", plan, re.M)]


def require_debian():
    """Raise ``Fail`` when this is no Debian, with what can be done instead."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise Fail(f"There is no apt here to fetch Odoo 19 with. {HOW_TO_GET_ODOO}.")


def host_apt():
    """Return apt on this machine's own sources, its private lists up to date."""
    require_debian()
    apt = PrivateApt("host")
    apt.update()
    return apt


def _debian_mirror(apt):
    targets = apt.run(
        "apt-get", "indextargets", "--format", "$(SITE)",
        "Created-By: Packages", "Origin: Debian", "Label: Debian",
        what="Asking apt for the Debian mirror of this machine",
    )  # fmt: skip
    if not targets.strip():
        raise Fail(f"apt knows no Debian mirror on this machine. {HOW_TO_GET_ODOO}.")
    return targets.split()[0]


def fetch_odoo():
    """Unpack Debian's Odoo 19 and what its files link to into ``.odoo/root``."""
    mirror = _debian_mirror(host_apt())
    keyring = next((path for path in KEYRINGS if os.path.exists(path)), None)
    # Without a keyring file apt falls back on the keys it trusts anyway.
    options = f"[signed-by={keyring}] " if keyring else ""
    apt = PrivateApt("sid", f"deb {options}{mirror} sid main\n")
    apt.update()
    if not apt.has("odoo-19"):
        raise Fail(f"Debian's mirror has no package odoo-19 any more. {HOW_TO_GET_ODOO}.")
    new_root = STATE / "root.new"
    shutil.rmtree(new_root, ignore_errors=True)
    apt.unpack(ODOO_DEBS, new_root)
    shutil.rmtree(ODOO_ROOT, ignore_errors=True)
    new_root.rename(ODOO_ROOT)
    repair()


def repair():
    """Heal what the package leaves open: links to other packages and a file it lacks."""
    web = ODOO_PACKAGES / "odoo/addons/web/static"
    carried = web / "src/libs/fontawesome/fonts"
    for folder in (carried, web / "lib/fontawesome/fonts"):
        for link in folder.iterdir():
            # Debian's font-awesome is version 7 by now; Odoo's icons are those of 4.7, which
            # the package carries as woff. Every reader of fonts looks at the content.
            if link.is_symlink() and not link.exists():
                kind = "woff2" if link.suffix == ".woff2" else "woff"
                _relink(link, carried / f"fontawesome-webfont.{kind}")
    absent = ODOO_PACKAGES / "odoo/addons/mail/static/lib/selfie_segmentation"
    absent.mkdir(parents=True, exist_ok=True)
    # The web client loads it for blurred backgrounds in calls; without it every page fails.
    (absent / "selfie_segmentation.js").touch()


def _relink(link, target):
    link.unlink()
    link.symlink_to(os.path.relpath(target, link.parent))


def certificates():
    """Return a bundle of the unpacked CA certificates for a machine that has none, or None."""
    if Path("/etc/ssl/certs/ca-certificates.crt").exists():
        return None
    bundle = ODOO_ROOT / "ca-certificates.crt"
    sources = sorted((ODOO_ROOT / "usr/share/ca-certificates").rglob("*.crt"))
    if sources and not bundle.exists():
        bundle.write_bytes(b"".join(source.read_bytes() for source in sources))
    return bundle if sources else None


def _user_name():
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name
