/** The possible names of a Pulumi project file, in the order in which Pulumi looks for them. */
export const PROJECT_FILES: readonly string[] = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];
