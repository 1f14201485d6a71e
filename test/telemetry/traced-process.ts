import type { Sandbox } from "../../sandbox/index.js";
import { fileWith, Process } from "../support/process.js";
import { post } from "../support/post.js";

/** The product over a sandbox, in a process: the exporter imports node:http when it first sends, which jest's VM refuses. */
export const processOver = (sandbox: Sandbox, variables: Record<string, string>): Process =>
  new Process(["--config", fileWith(JSON.stringify(sandbox.configuration()))], variables);

export const MONTH = (source: string): string => `query Month { usageAuditPeriod(source: "${source}") { id } }`;

export interface Asked {
  readonly query: string;
  readonly variables?: object;
  readonly headers?: Record<string, string>;
}

export const ask = async (
  baseUrl: string,
  { query, variables, headers }: Asked,
): Promise<{ readonly data?: unknown }> => {
  const response = await post(baseUrl, { query, variables }, headers);
  return (await response.json()) as { readonly data?: unknown };
};
