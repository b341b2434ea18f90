/** Without `bodyParser: false`, to see the error. */
export { default } from "../hooks/[action].ts";
