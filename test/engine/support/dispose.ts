import { afterAll } from "vitest";
import { disposeEnvironments } from "./environment.ts";

// Runs before each test file, which shares its worker and this folder's modules with others.
afterAll(disposeEnvironments);
