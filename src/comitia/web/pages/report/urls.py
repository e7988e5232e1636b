from django.urls import path, register_converter

from comitia.web.pages.report import (
    changes,
    choosing,
    door,
    files,
    grounds,
    languages,
    paragraphs,
    sections,
    suggestions,
    tracing,
    versions,
    views,
)

register_converter(door.Side, "side")

_P, _S = "g/<slug:name>/report/p/<slug:key>", "g/<slug:name>/report/s/<slug:slug>"
_R = "g/<slug:name>/report"

urlpatterns = [
    path(f"{_R}/", views.report, name="report"),
    path(f"{_R}/start", views.start, name="report_start"),
    path(f"{_P}/", paragraphs.paragraph, name="report_paragraph"),
    path(f"{_P}/edit", paragraphs.edit, name="report_edit"),
    path(f"{_P}/choose", choosing.choose, name="report_choose"),
    path(f"{_P}/move", paragraphs.move, name="report_move"),
    path(f"{_P}/delete", paragraphs.delete, name="report_delete"),
    path(f"{_P}/restore", paragraphs.restore, name="report_restore"),
    path(f"{_P}/grounds", grounds.of_paragraph, name="report_paragraph_grounds"),
    path(f"{_P}/suggest", suggestions.suggest, name="report_suggest"),
    path(f"{_R}/outline", sections.outline, name="report_outline"),
    path(f"{_S}/", sections.section, name="report_section"),
    path(f"{_S}/write", paragraphs.write, name="report_write"),
    path(f"{_S}/suggest", suggestions.suggest_new, name="report_suggest_new"),
    path(f"{_S}/place", sections.place, name="report_place"),
    path(f"{_S}/retire", sections.retire, name="report_retire"),
    path(f"{_S}/grounds", grounds.of_section, name="report_section_grounds"),
    path(f"{_R}/suggestions/", suggestions.suggestions, name="report_suggestions"),
    path(f"{_R}/suggestions/<int:number>", suggestions.suggestion, name="report_suggestion"),
    path(f"{_R}/suggestions/<int:number>/withdraw", suggestions.withdraw, name="report_withdraw"),
    path(f"{_R}/trace", tracing.trace, name="report_trace"),
    path(f"{_R}/blame", tracing.blame, name="report_blame"),
    path(f"{_R}/versions/", versions.versions, name="report_versions"),
    path(f"{_R}/freeze", versions.freeze, name="report_freeze"),
    path(f"{_R}/versions/<int:ordinal>/", versions.version, name="report_version"),
    path(f"{_R}/versions/<int:ordinal>/send", versions.send, name="report_send"),
    path(
        f"{_R}/versions/<int:ordinal>/report.<slug:language>.<slug:form>",
        files.version,
        name="report_file",
    ),
    path(f"{_R}/versions/<int:ordinal>/frozen.json", files.frozen, name="report_frozen"),
    path(f"{_R}/changes", changes.changes, name="report_changes"),
    path(
        f"{_R}/changes.<side:old>-<side:new>.<slug:form>",
        files.redline,
        name="report_changes_file",
    ),
    path(f"{_R}/languages/", languages.languages, name="report_languages"),
    path(f"{_R}/languages/begin", languages.begin, name="report_begin_language"),
    path(f"{_R}/languages/<slug:language>/", languages.translate, name="report_translate"),
    path(f"{_R}/languages/<slug:language>/bring", languages.bring, name="report_bring"),
    path(f"{_R}/languages/<slug:language>/take.<slug:kind>", languages.take, name="report_take"),
]
