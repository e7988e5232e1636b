// Keys for who reads much: n and p follow the page's own links to what is next and before, u goes
// up, j and k step from message to message, or from paragraph to paragraph of a report, where e
// edits the one at hand. Nothing needs them; fields and other keys stay as they are.
"use strict";
addEventListener("keydown", (event) => {
  const busy = event.target.closest("input, select, textarea, [contenteditable]");
  if (busy || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const link = { n: "next", p: "prev", u: "up" }[event.key];
  if (link) {
    document.querySelector(`main a[rel="${link}"]`)?.click();
  } else if (event.key === "e") {
    document.activeElement.closest(".passage")?.querySelector('a[rel="edit"]')?.click();
  } else if (event.key === "j" || event.key === "k") {
    const all = [...document.querySelectorAll("article.message, .passage")];
    const at = all.findIndex((each) => each.getBoundingClientRect().bottom > 8);
    const here = all[at] && all[at].getBoundingClientRect().top < 8;
    const step = event.key === "j" ? (here ? 1 : 0) : -1;
    const to = all[(at < 0 ? all.length : at) + step];
    if (to) {
      to.scrollIntoView();
      to.focus({ preventScroll: true });
    }
  }
});
