/** A printed issue without its text, which only the printer's test asserts: "`name` is …. Use …. (T-3)" becomes "name T-3". */
export function brief(line: string): string {
  const [, path = line, rule] = /^`(.+?)` .+?(?: \(([A-Z]-\d+)\))?$/.exec(line) ?? [];
  return rule === undefined ? path : `${path} ${rule}`;
}
