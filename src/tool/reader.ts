import type { Reader } from "../messages/index.ts";
import { toInputPath } from "./wire.ts";

/** The author of a program, who knows fields as inputs. */
export const PROGRAM_READER: Reader = { kind: "program", spell: toInputPath };
