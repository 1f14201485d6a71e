import type { Environment } from "./config.js";

/** An environment variable that is set to something; an empty one is not, as openrc files leave them. */
export const setting = (env: Environment, name: string): string | undefined =>
  env[name] === "" ? undefined : env[name];
