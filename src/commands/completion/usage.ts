import type { Command } from "commander";

export function addCompletion(program: Command): void {
  program
    .command("completion")
    .argument("<shell>", "bash, zsh, or fish")
    .description("Print a script that completes commands, options, and names of tools, PALs, and resources on Tab.")
    .addHelpText(
      "after",
      `
Names of tools and PALs come from the account, as in every command. Names of resources come from the state of the
selected stack.

Examples:
  $ echo 'source <(pulumi-tavus completion bash)' >> ~/.bashrc
  $ echo 'source <(pulumi-tavus completion zsh)' >> ~/.zshrc
  $ pulumi-tavus completion fish > ~/.config/fish/completions/pulumi-tavus.fish`,
    )
    .action(async (shell) => {
      const { completion } = await import("./command.ts");
      process.exitCode = completion(shell);
    });

  program
    .command("complete", { hidden: true })
    .argument("[words...]")
    .description("What the completion scripts ask: which words can come next.")
    .action(async (words) => {
      const { complete } = await import("./command.ts");
      process.exitCode = await complete(program, words);
    });
}
