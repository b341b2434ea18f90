/** AWS Lambda, behind a function URL, API Gateway or a load balancer. */
import type { LambdaFunctionURLHandler } from "aws-lambda";
import { toLambdaHandler } from "pulumi-tavus/webhook";
import { createHooks } from "./hooks.ts";

export const handler: LambdaFunctionURLHandler = toLambdaHandler(createHooks(() => process.env["HOOK_SECRET"]));
