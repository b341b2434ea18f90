import type { StackOptions } from "../stack/index.ts";

export interface ImportOptions extends StackOptions {
  readonly tool?: readonly string[];
  readonly pal?: readonly string[];
  readonly name?: readonly string[];
  readonly out?: string;
  readonly layout?: string;
  readonly run?: boolean;
  readonly force?: boolean;
  readonly secretEnv?: readonly string[];
  readonly prompt?: boolean;
  readonly complete?: string;
  readonly json?: boolean;
}
