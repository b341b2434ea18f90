/** `pulumi-tavus import --run` wrote tavus/index.ts. Edit it like any other program. */
import "./tavus/index.ts";
