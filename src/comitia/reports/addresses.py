"""Where the pages of a report are: for notices, search results and certificates. Pure."""


def report_path(group: str) -> str:
    """The page of a group's report."""
    return f"/g/{group}/report/"


def version_path(group: str, ordinal: int, anchor: str = "") -> str:
    """The page of a frozen version, at a section or paragraph where one is named."""
    return f"{report_path(group)}versions/{ordinal}/" + (f"#{anchor}" if anchor else "")
