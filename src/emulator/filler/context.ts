/** One line of a conversation (W-5). */
export interface TranscriptLine {
  readonly role: string;
  readonly content: string;
}

/** The conversation for the filler, split into sentences. */
export interface FillContext {
  readonly caller: readonly string[];
  readonly pal: readonly string[];
  /** All sentences, including the perception analysis. */
  readonly all: string;
  /** The end of the conversation, used for dates that nobody named. */
  readonly endedAt: Date;
  /** A text that a pattern allows, if no spoken text matches. */
  readonly sample?: (pattern: RegExp, isAllowed: (text: string) => boolean) => string | undefined;
}

export function toContext(transcript: readonly TranscriptLine[], perception: string, endedAt: Date): FillContext {
  const by = (role: string): string[] =>
    transcript.filter((line) => line.role === role).flatMap((line) => sentencesOf(line.content));
  return {
    caller: by("user"),
    pal: by("assistant"),
    all: [...transcript.map((line) => line.content), perception].join("\n"),
    endedAt,
  };
}

function sentencesOf(text: string): string[] {
  return (text.match(/[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]+)*[.!?]*/g) ?? [])
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
}

/** E-2: whether anybody spoke. */
export function hasDialogue(transcript: readonly TranscriptLine[]): boolean {
  return transcript.some((line) => ["user", "assistant"].includes(line.role) && line.content.trim() !== "");
}

const STOP_WORDS = new Set(
  "the a an of and or to in on for with what which who when where how is are was were be it its this that one two if else not any from by as at did does do whether".split(
    " ",
  ),
);

/** The words of a parameter's name and description that can occur in the transcript. */
export function keywordsOf(name: string, description: string): string[] {
  const words =
    `${name.replace(/([a-z])([A-Z])/g, "$1 $2")} ${description}`.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words)].filter((word) => word.length > 2 && !STOP_WORDS.has(word));
}

/** The sentence that shares the most words with the parameter. The earliest one wins. */
export function bestSentence(sentences: readonly string[], keywords: readonly string[]): string | undefined {
  let best: string | undefined;
  let most = 0;
  for (const sentence of sentences) {
    const lower = sentence.toLowerCase();
    const score = keywords.filter((word) => lower.includes(word)).length;
    if (score > most) [best, most] = [sentence, score];
  }
  return best;
}

/** The longest sentence. The earliest one wins. */
export const longest = (sentences: readonly string[]): string | undefined =>
  sentences.toSorted((one, other) => other.length - one.length)[0];
