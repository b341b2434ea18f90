import packageJson from "../../package.json" with { type: "json" };

/** The package's version, for the `user-agent`. */
export const VERSION: string = packageJson.version;
