import { type Html, html } from "./html.ts";

/** What was done, said on the page that follows. By code: the address bar can't put words on the page. */
const NOTICES = {
  "tool-saved": "Saved. The next pulumi preview --refresh shows the change as drift.",
  "tool-unchanged": "Nothing was changed, so nothing was saved.",
  "tool-deleted": "The tool is deleted, and detached from every PAL. The next pulumi preview --refresh shows it.",
  attached: "Attached. The tool's action runs at the end of the PAL's next call.",
  detached: "Detached. The tool still exists. The next pulumi preview --refresh shows the change.",
  "pal-created": "The PAL is created. Its id is what a Pulumi program needs.",
  "pal-deleted": "The PAL is deleted. Its tools still exist.",
  sample: "A sample PAL and a sample action are ready. Choose End the call to see a delivery.",
  "call-ended": "The call has ended. Its actions run now.",
  "call-ended-early": "The call has ended. Its actions run after the delay that the emulator was started with.",
  replayed: "Sent again. The comparison with the original is below.",
} as const;

export type Notice = keyof typeof NOTICES;

export const wordsOf = (notice: Notice): string => NOTICES[notice];

export function noticeOf(code: string | undefined): Html {
  if (code === undefined || !Object.hasOwn(NOTICES, code)) return html``;
  return html`<p class="done" role="status"><span aria-hidden="true">✓</span> ${NOTICES[code as Notice]}</p>`;
}
