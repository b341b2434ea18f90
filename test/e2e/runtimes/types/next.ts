/** The code that Next.js generates to check a route in `next build`, compiled with a browser's types, as in a Next.js project. */
import { createReceiver } from "pulumi-tavus/webhook";
import { logOrders } from "../../../../examples/receiver/actions.ts";

const POST = createReceiver({ actions: [logOrders], auth: { type: "none" }, on: { log_orders: () => {} } });
type Route = { POST: typeof POST };

declare class NextRequest extends Request {
  readonly cookies: { get(name: string): unknown };
  readonly nextUrl: { readonly pathname: string };
}

// Since version 15.5: `.next/types/validator.ts`.
type RouteHandlerConfig = {
  POST?: (request: NextRequest, context: { params: Promise<{ action: string }> }) => Promise<Response> | Response;
};
type IsExpected<Specific extends RouteHandlerConfig> = Specific;
export type Check16 = IsExpected<Route>;

// Before: `.next/types/app/**/route.ts`.
type Diff<Base, T extends Base> = 0 extends 1 & T ? object : Omit<T, keyof Base>;
// biome-ignore lint/complexity/noBannedTypes lint/suspicious/noExplicitAny: as Next.js writes it
type FirstArg<T extends Function> = T extends (...args: [infer T, any]) => any ? (unknown extends T ? any : T) : never;
// biome-ignore lint/complexity/noBannedTypes lint/suspicious/noExplicitAny: as Next.js writes it
type SecondArg<T extends Function> = T extends (...args: [any, infer T]) => any ? (unknown extends T ? any : T) : never;
type ParamCheck<T> = { __tag__: string; __param_position__: string; __param_type__: T };
type First = { __tag__: "POST"; __param_position__: "first"; __param_type__: FirstArg<Route["POST"]> };
type Second = {
  __tag__: "POST";
  __param_position__: "second";
  __param_type__: SecondArg<Route["POST"]>;
};
type Returned = { __tag__: "POST"; __return_type__: ReturnType<Route["POST"]> };
declare function checkFields<_ extends { [k in keyof never]: never }>(): void;
checkFields<Diff<ParamCheck<Request | NextRequest>, First>>();
// Version 14 and 15.
checkFields<Diff<ParamCheck<{ params: Record<string, string> }>, Second>>();
checkFields<Diff<ParamCheck<{ params: Promise<Record<string, string>> }>, Second>>();
checkFields<Diff<{ __tag__: "POST"; __return_type__: Response | Promise<Response> }, Returned>>();
