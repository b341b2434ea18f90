/**
 * What the browser runs, as plain JavaScript: no build step, and every form works without it. It listens for changes, fetches the page anew
 * and puts the parts that differ in place, so that what is open, typed or focused stays.
 */
export const SCRIPT = `"use strict";
const say = (text) => { const place = document.getElementById("said"); if (place) place.textContent = text; };

/** Beside the form that it is about, for who sees it. */
function tell(form, message, isFailure) {
  const place = form?.querySelector(".notice");
  if (place) { place.textContent = message; place.classList.toggle("failure", isFailure); }
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

/** Children that are known stay as they are, and open; new ones come in their place. */
function merge(here, next) {
  const known = new Map([...here.querySelectorAll(":scope > [id]")].map((item) => [item.id, item]));
  if (!next.querySelector(":scope > [id]")) { here.replaceChildren(...next.childNodes); return; }
  if (known.size === 0) here.replaceChildren();
  const news = [];
  let last = null;
  for (const item of [...next.children]) {
    const old = item.id ? known.get(item.id) : undefined;
    if (old) { known.delete(item.id); last = old; continue; }
    if (!item.id && known.size > 0) continue;
    if (item.dataset.say) { news.unshift(item.dataset.say); item.classList.add("fresh"); }
    if (last) last.after(item); else here.prepend(item);
    last = item;
  }
  // What somebody reads stays, though newer ones take its place in the list.
  for (const gone of known.values()) if (!gone.open) gone.remove();
  if (news.length > 0) say(news.join(". "));
}

function listen() {
  const stream = new EventSource(document.body.dataset.changes);
  let away = false;
  stream.addEventListener("change", refresh);
  stream.addEventListener("open", () => { document.body.dataset.stream = "open"; if (away) refresh(); away = false; });
  stream.addEventListener("error", () => { away = true; document.body.dataset.stream = "away"; });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.async === undefined) return;
  event.preventDefault();
  const button = event.submitter ?? form.querySelector("button[type=submit]");
  const fields = new URLSearchParams(new FormData(form));
  if (button.name) fields.append(button.name, button.value);
  button.disabled = true;
  say("Working …");
  try {
    const response = await fetch(form.action, { method: "POST", body: fields, headers: { accept: "application/json" } });
    const { message, error } = await response.json();
    tell(form, message ?? error, !response.ok);
    if (response.ok) refresh();
  } catch { tell(form, "The emulator does not answer.", true); }
  button.disabled = false;
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    tell(button.form, "Copied.", false);
  } catch { tell(button.form, "The browser does not allow copying; mark the text instead.", true); }
});

document.addEventListener("focusout", () => { if (waiting) { waiting = false; refresh(); } });
document.addEventListener("change", (event) => { if (event.target.matches("select[data-submit]")) event.target.form.submit(); });
listen();
`;
