"""The archive in lists: threads, by date, by author."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from comitia.archive import access, listing
from comitia.archive.queries import Page
from comitia.archive.tally import foremost, tally, voices, writer, writers
from comitia.base import clock
from comitia.web.conditional import unless_known
from comitia.web.door import asker, page_number
from comitia.web.pages.archive.months import years_of
from comitia.web.pages.archive.sieve import asked, choices, span_of, with_query
from comitia.web.pages.groups.frame import head_of, short_head

AUTHORS_ON_A_PAGE = 200


def threads(request: HttpRequest, name: str) -> HttpResponse:
    """A group's threads, last active first, or those that a reader asks for."""
    at, person = clock.now(), asker(request)
    if any(not value for values in request.GET.lists() for value in values[1]):
        # A form sends its empty fields too; an address that is passed on is better without.
        return HttpResponseRedirect(with_query(request.GET))
    reading = access.archive_for(person, name, at=at)
    group = reading.group
    counted = tally(group)
    wanted = asked(request.GET, group)
    found, count, page = listing.threads(group, wanted.sieve, page=page_number(request))
    head = head_of(group, "mail", person=person, at=at)

    def made() -> HttpResponse:
        context = {
            "group": group,
            "head": head,
            "masks": reading.masks_addresses,
            "tally": counted,
            "asked": wanted,
            "authors": choices(foremost(group), wanted.author),
            "entities": choices(voices(group), wanted.entity),
            "other_order": with_query(request.GET, by=None if wanted.sieve.by_start else "start"),
            "years": years_of(
                counted.months,
                year_url=lambda year: with_query(request.GET, since=year, until=year),
                month_url=lambda month: with_query(
                    request.GET, since=f"{month:%Y-%m}", until=f"{month:%Y-%m}"
                ),
            ),
            "threads": found,
            "count": count,
            "page": page,
            **_ways(group.name, counted.months),
        }
        return render(request, "archive/threads.html", context)

    told = (counted.messages, counted.writers, count)
    state = (reading.role, head.state, told, [each.state for each in found])
    return unless_known(request, state, made, public=reading.masks_addresses)


def month(request: HttpRequest, name: str, year: int, month: int) -> HttpResponse:
    """The messages received in a month, day by day."""
    reading = access.archive_for(asker(request), name, at=clock.now())
    group = reading.group
    span = span_of(f"{year}-{month}")
    if span is None:
        raise Http404
    counted = tally(group)
    lines, page = listing.in_span(group, *span, page=page_number(request))
    head = short_head(group, "mail", standing=reading.standing)

    def made() -> HttpResponse:
        before = max((each for each in counted.months if each < span[0]), default=None)
        after = min((each for each in counted.months if each > span[0]), default=None)
        context = {
            "group": group,
            "head": head,
            "month": span[0],
            "masks": reading.masks_addresses,
            "out": f"/g/{group.name}/mail/{span[0]:%Y-%m}",
            "before": before and (before, _month_url(group.name, before)),
            "after": after and (after, _month_url(group.name, after)),
            "count": counted.months.get(span[0], 0),
            "lines": lines,
            "page": page,
            **_ways(group.name, counted.months),
        }
        return render(request, "archive/month.html", context)

    state = (reading.role, head.state, counted.messages, [(e.number, e.redacted) for e in lines])
    return unless_known(request, state, made, public=reading.masks_addresses)


def year(request: HttpRequest, name: str, year: int) -> HttpResponse:
    """The months of a year that have mail."""
    reading = access.archive_for(asker(request), name, at=clock.now())
    group = reading.group
    if span_of(str(year)) is None:
        raise Http404
    counted = tally(group)
    head = short_head(group, "mail", standing=reading.standing)

    def made() -> HttpResponse:
        years = years_of(
            counted.months,
            year_url=lambda each: reverse("mail_year", args=[group.name, each]),
            month_url=lambda each: _month_url(group.name, each),
        )
        context = {
            "group": group,
            "head": head,
            "year": year,
            "here": next((each for each in years if each.number == year), None),
            "years": years,
            **_ways(group.name, counted.months),
        }
        return render(request, "archive/year.html", context)

    state = (reading.role, head.state, counted.messages)
    return unless_known(request, state, made, public=reading.masks_addresses)


def authors(request: HttpRequest, name: str) -> HttpResponse:
    """Who wrote: how much, for which entity, from when until when."""
    reading = access.archive_for(asker(request), name, at=clock.now())
    group = reading.group
    counted = tally(group)
    by_count = request.GET.get("by") == "count"
    everybody = writers(group, by_count=by_count)
    page = Page.of(page_number(request), counted.writers, AUTHORS_ON_A_PAGE)
    start = (page.number - 1) * AUTHORS_ON_A_PAGE
    shown = list(everybody[start : start + AUTHORS_ON_A_PAGE])
    head = short_head(group, "mail", standing=reading.standing)

    def made() -> HttpResponse:
        context = {
            "group": group,
            "head": head,
            "authors": shown,
            "by_count": by_count,
            "count": counted.writers,
            "page": page,
            **_ways(group.name, counted.months),
        }
        return render(request, "archive/authors.html", context)

    state = (reading.role, head.state, counted.messages, [(e.key, e.count) for e in shown])
    return unless_known(request, state, made, public=reading.masks_addresses)


def author(request: HttpRequest, name: str, key: int) -> HttpResponse:
    """One author's messages, the newest first."""
    reading = access.archive_for(asker(request), name, at=clock.now())
    group = reading.group
    counted = tally(group)
    wrote = writer(group, key)
    if wrote is None:
        raise Http404
    lines, page = listing.by_author(group, key, page=page_number(request))
    head = short_head(group, "mail", standing=reading.standing)

    def made() -> HttpResponse:
        context = {
            "group": group,
            "head": head,
            "writer": wrote,
            "lines": lines,
            "page": page,
            **_ways(group.name, counted.months),
        }
        return render(request, "archive/author.html", context)

    state = (reading.role, head.state, counted.messages, [(e.number, e.redacted) for e in lines])
    return unless_known(request, state, made, public=reading.masks_addresses)


def _month_url(name: str, month: date) -> str:
    return reverse("mail_month", args=[name, month.year, f"{month.month:02}"])


def _ways(name: str, months: object) -> dict[str, str]:
    """The other ways into the archive: by date, from its last year on."""
    last = max(months, default=None)  # type: ignore[call-overload]
    return {"by_date": reverse("mail_year", args=[name, last.year]) if last else ""}
