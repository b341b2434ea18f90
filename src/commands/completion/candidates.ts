import type { Command, Option } from "commander";

/** The kinds of words that must be looked up: names in the account, or resources of the stack. */
export type Names = "tools" | "pals" | "pal ids" | "conversations" | "resources";

type Kind = Names | { readonly words: readonly string[] };

export interface Values {
  readonly arguments: Readonly<Record<string, readonly Kind[]>>;
  /** The key is the option's long name. A command's name comes before it if the kinds differ. */
  readonly options: Readonly<Record<string, readonly Kind[]>>;
}

/**
 * The possible words at the end of a command line.
 * @param line the words after the program's name. The user is still typing the last one, which can be empty
 */
export function candidatesFor(program: Command, line: readonly string[], values: Values) {
  const prefix = unquoted(line.at(-1) ?? "");
  const before = line.slice(0, -1).map(unquoted);
  const name = before.find((word) => !word.startsWith("-"));
  const command = program.commands.find((one) => one.name() === name);
  // The part of the current word before a name. It is `--tool=` or empty.
  const lead = /^--[^=]+=/.exec(prefix)?.[0] ?? "";
  const found = (words: readonly string[], names: readonly Names[] = []) => ({
    words: words.map((word) => lead + word).filter((word) => word.startsWith(prefix)),
    names,
    prefix,
    lead,
  });
  if (command === undefined) {
    if (prefix.startsWith("-")) return found(longNames(program));
    const commands = name === undefined ? program.createHelp().visibleCommands(program) : [];
    return found(commands.map((one) => one.name()));
  }
  if (prefix.startsWith("-") && lead === "") return found(longNames(command));
  const kinds =
    lead === ""
      ? valuesAt(command, before.slice(before.indexOf(command.name()) + 1), values)
      : ofOption(command, optionOf(command, lead.slice(0, -1)), values);
  const names = kinds.filter((kind) => typeof kind === "string");
  return found(
    kinds.flatMap((kind) => (typeof kind === "string" ? [] : kind.words)),
    names,
  );
}

/** The possible next words: the value of the previous option, or the command's next argument. */
function valuesAt(command: Command, before: readonly string[], values: Values): readonly Kind[] {
  let open: Option | undefined;
  let count = 0;
  for (const word of before) {
    if (word.startsWith("-")) open = optionOf(command, word);
    else if (open?.variadic !== true) {
      // If an option takes a value, the next word is that value.
      if (open === undefined || !takesValue(open)) count += 1;
      open = undefined;
    }
  }
  if (open !== undefined && takesValue(open)) {
    const own = ofOption(command, open, values);
    // After an option with an optional value or a list, the next argument is also possible.
    return open.required && !open.variadic ? own : [...own, ...ofArgument(command, count, values)];
  }
  return ofArgument(command, count, values);
}

function ofArgument(command: Command, count: number, { arguments: positions }: Values): readonly Kind[] {
  const known = command.registeredArguments.length;
  return count < known ? (positions[command.name()] ?? []) : [];
}

function ofOption(command: Command, option: Option | undefined, { options }: Values): readonly Kind[] {
  const long = option?.long ?? "";
  return options[`${command.name()} ${long}`] ?? options[long] ?? [];
}

const takesValue = (option: Option): boolean => option.required || option.optional;

const optionOf = (command: Command, word: string): Option | undefined =>
  command.options.find(({ short, long }) => short === word || long === word);

function longNames(command: Command): string[] {
  const options = command.createHelp().visibleOptions(command);
  return options.flatMap(({ long }) => long ?? []);
}

/** The word as the shell would pass it once it is complete. */
function unquoted(word: string): string {
  const quote = /^["']/.exec(word)?.[0];
  if (quote === undefined) return word.replace(/\\(.)/g, "$1");
  const inner = word.slice(1);
  return inner.endsWith(quote) ? inner.slice(0, -1) : inner;
}
