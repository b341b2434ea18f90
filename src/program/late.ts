import * as pulumi from "@pulumi/pulumi";

/**
 * A value that is checked when it is known.
 * @param check may throw a RunError. Once the program's own text has run, Pulumi prints the stack of every error, so a RunError gets none
 */
export function whenKnown<T>(value: pulumi.Input<unknown>, check: (known: unknown) => T): pulumi.Output<T> {
  return (pulumi.output(value) as pulumi.Output<unknown>).apply((known) =>
    clean(() => check(known)),
  ) as pulumi.Output<T>;
}

/** Runs what throws a RunError, which is then only its message. */
export function clean<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (pulumi.RunError.isInstance(error)) error.stack = error.message;
    throw error;
  }
}
