import { type ConfiguredProduct, startConfigured } from "../../http/support/configured-product.js";
import type { Answer } from "../../http/support/product.js";

/** The product over the sandbox, open only to the sandbox's own Keystone users. */
export interface GuardedProduct extends ConfiguredProduct {
  /** Tokens of the two kinds of callers: a reader has audit:read alone. */
  readonly tokens: { readonly reader: string; readonly admin: string };
  /** POSTs one operation as the admin. */
  asAdmin(query: string, variables?: object): Promise<Answer>;
  /** Calls that reached the upstreams since the last look, tokens apart, in words such as "mysql-eu files". */
  calls(): string[];
}

/** `more`: beside its access, what its configuration says. */
export const startGuarded = async (more: object = {}): Promise<GuardedProduct> => {
  const product = await startConfigured((sandbox) => {
    const credentials = {
      type: "password",
      username: "admin",
      password: "admin-pw",
      userDomainName: "Default",
      projectName: "admin",
    };
    const roles = { "audit:read": ["reader"] };
    return { ...more, access: { mode: "keystone", keystone: { authUrl: sandbox.urls.keystone, credentials, roles } } };
  });
  const { control } = product.sandbox;
  const tokens = {
    reader: control.keystone.issue({ user: "demo-reader", project: "demo" }),
    admin: control.keystone.issue(),
  };
  return {
    ...product,
    tokens,
    asAdmin: (query, variables) => product.ask(query, variables, { "x-auth-token": tokens.admin }),
    calls: () => {
      const asked = control.log.requests().filter(({ source }) => source !== "keystone");
      control.log.reset();
      return asked.map(({ source, route }) => `${source} ${route}`);
    },
  };
};
