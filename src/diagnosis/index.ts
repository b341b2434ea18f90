/**
 * What keeps pulumi-tavus from working in a project, and what to do about it: facts are collected, then judged by small checks.
 * @module
 */
export { type DiagnosisOptions, diagnose } from "./diagnose.ts";
export { CHECKS, type CheckName, DoctorReport, Finding } from "./report.ts";
