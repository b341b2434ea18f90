/** The names that a Pulumi project's file may have, in the order in which Pulumi looks for them. */
export const PROJECT_FILES: readonly string[] = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];
