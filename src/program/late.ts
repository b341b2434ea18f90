import * as pulumi from "@pulumi/pulumi";

/**
 * Checks a value when it is known.
 * @param check can throw a RunError. After the program's own code has run, Pulumi prints the stack trace of every error, so a RunError gets none
 */
export function whenKnown<T>(value: pulumi.Input<unknown>, check: (known: unknown) => T): pulumi.Output<T> {
  return (pulumi.output(value) as pulumi.Output<unknown>).apply((known) =>
    clean(() => check(known)),
  ) as pulumi.Output<T>;
}

/** Runs a function. If it throws a RunError, the error keeps only its message. */
export function clean<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (pulumi.RunError.isInstance(error)) error.stack = error.message;
    throw error;
  }
}
