"""The fonts that papers are set in: Debian's Noto packages, and where they are."""

from pathlib import Path

from django.conf import settings

PACKAGES = ("fonts-noto-core", "fonts-noto-cjk")
# One file of each package that nothing can be set without.
_NEEDED = {
    "fonts-noto-core": ("NotoSerif-Regular.ttf", "NotoNaskhArabic-Regular.ttf"),
    "fonts-noto-cjk": ("NotoSerifCJK-Regular.ttc",),
}


class FontsMissing(Exception):
    """Without its fonts a PDF would lose letters; `packages` are what is to be installed."""

    def __init__(self, packages: tuple[str, ...]) -> None:
        self.packages = packages
        super().__init__(
            f"A PDF needs fonts that are not installed here: {', '.join(packages)}."
            f" Run: apt-get install {' '.join(packages)}; or name their folders in COMITIA_FONTS."
        )


def font_folders() -> tuple[Path, ...]:
    """The folders that hold the fonts, in the order of the setting."""
    return tuple(Path(folder) for folder in settings.FONTS)


def missing_packages() -> tuple[str, ...]:
    """The Debian packages whose fonts are nowhere in the folders."""
    folders = font_folders()
    return tuple(
        package
        for package, names in _NEEDED.items()
        if not all(any((folder / name).is_file() for folder in folders) for name in names)
    )
