/**
 * The browser's script, in plain JavaScript. It needs no build step, and every form works without it. It listens for changes, fetches the page again,
 * and replaces the parts that differ. Open parts, typed text, and the focus stay.
 */
export const SCRIPT = `"use strict";
const say = (text) => { const place = document.getElementById("said"); if (place) place.textContent = text; };

/** Next to the form that it is about, for those who see it. */
function tell(form, message, isFailure, href) {
  const place = form?.querySelector(".notice");
  if (place) {
    place.textContent = message;
    place.classList.toggle("failure", isFailure);
    place.classList.toggle("done", !isFailure);
    if (href) {
      const link = document.createElement("a");
      link.href = href;
      link.textContent = "Show it";
      place.append(" ", link);
    }
  }
  say(message);
}

let again = false, running = false, waiting = false;
async function refresh() {
  if (running) { again = true; return; }
  running = true;
  try {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    if (response.ok) put(new DOMParser().parseFromString(await response.text(), "text/html"));
  } catch { /* The emulator is away; the stream says when it is back. */ }
  running = false;
  if (again) { again = false; refresh(); }
}

function put(next) {
  for (const part of next.querySelectorAll("[data-live]")) {
    const here = document.getElementById(part.id);
    if (!here || here.innerHTML === part.innerHTML) continue;
    if (part.dataset.keyed !== undefined) merge(here, part);
    // Nothing is taken away from under who is in it; it comes when they leave.
    else if (here.contains(document.activeElement)) waiting = true;
    else {
      const chosen = here.value;
      here.replaceChildren(...part.childNodes);
      if (chosen && [...here.options].some((option) => option.value === chosen)) here.value = chosen;
    }
  }
}

/** Children that are known stay, and open; those that changed are replaced, unless somebody is in them; new ones come in their place. */
function merge(here, next) {
  const known = new Map([...here.children].filter((item) => item.id).map((item) => [item.id, item]));
  const isKept = (item) => item.open || item.contains(document.activeElement);
  const news = [];
  const items = [...next.children].map((item) => {
    const old = known.get(item.id);
    known.delete(item.id);
    if (!old) {
      if (item.dataset.say) { news.unshift(item.dataset.say); item.classList.add("fresh"); }
      return item;
    }
    return old.innerHTML === item.innerHTML || isKept(old) ? old : item;
  });
  // What somebody reads stays, though newer ones take its place in the list.
  const left = [...known.values()].filter(isKept);
  let last = null;
  for (const item of [...items, ...left]) {
    const follows = last ? last.nextElementSibling : here.firstElementChild;
    // Moving an element would take the focus from it.
    if (item !== follows) { if (last) last.after(item); else here.prepend(item); }
    last = item;
  }
  const all = new Set([...items, ...left]);
  for (const item of [...here.childNodes]) if (!all.has(item)) item.remove();
  if (news.length > 0) say(news.join(". "));
}

function listen() {
  const watched = document.body.dataset.watch.split(" ");
  const stream = new EventSource(document.body.dataset.changes);
  let away = false;
  stream.addEventListener("change", ({ data }) => { if (watched.includes(data)) refresh(); });
  stream.addEventListener("open", () => { document.body.dataset.stream = "open"; if (away) refresh(); away = false; });
  stream.addEventListener("error", () => { away = true; document.body.dataset.stream = "away"; });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.async === undefined) return;
  event.preventDefault();
  const button = event.submitter ?? form.querySelector("button[type=submit]");
  // Not disabled, which would take the focus away.
  if (button.ariaDisabled) return;
  const fields = new URLSearchParams(new FormData(form));
  if (button.name) fields.append(button.name, button.value);
  button.ariaDisabled = "true";
  say("Working …");
  try {
    const response = await fetch(form.action, { method: "POST", body: fields, headers: { accept: "application/json" } });
    const { message, error, isFailure, href } = await response.json();
    tell(form, message ?? error, isFailure || !response.ok, href);
    if (response.ok) refresh();
  } catch { tell(form, "The emulator is not responding.", true); }
  button.ariaDisabled = null;
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const label = button.dataset.label ??= button.textContent;
  try {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
    say("Copied.");
  } catch {
    button.textContent = "Not allowed";
    say("The browser does not allow copying. Select the text instead.");
  }
  button.addEventListener("blur", () => { button.textContent = label; }, { once: true });
});

document.addEventListener("focusout", () => { if (waiting) { waiting = false; refresh(); } });
document.addEventListener("change", (event) => { if (event.target.matches("select[data-submit]")) event.target.form.submit(); });
// What was done is said once, not again after a reload.
const here = new URL(location.href);
if (here.searchParams.has("done")) { here.searchParams.delete("done"); history.replaceState(null, "", here); }
// A link to an item of a list opens it.
const linked = here.hash && document.getElementById(here.hash.slice(1));
if (linked instanceof HTMLDetailsElement) linked.open = true;
document.documentElement.classList.add("scripted");
listen();
`;
