import "./no-code-from-strings.js";
import { setting } from "./config/environment.js";
import { SERVICE_NAMES, startSandbox } from "#sandbox";

/*
 * The sandbox's upstreams alone, for replicas that run elsewhere (docker-compose.yml). Their passwords are made up and
 * stand in the code: never where others may reach it.
 *
 *   HOST         where they listen; 127.0.0.1 by default
 *   PUBLIC_HOST  what they call themselves in links and catalogs; HOST by default
 *   PORT         Keystone's port; the others follow, in the order of SERVICE_NAMES. 9100 by default; 0 picks free ones
 */
const { env, stdout, stderr } = process;

try {
  const host = setting(env, "HOST") ?? "127.0.0.1";
  const port = Number(setting(env, "PORT") ?? 9_100);
  const ports = Object.fromEntries(SERVICE_NAMES.map((name, i) => [name, port === 0 ? 0 : port + i]));
  const publicHost = setting(env, "PUBLIC_HOST") ?? host;
  const sandbox = await startSandbox({ host, publicHost, ports, control: false });
  const stop = (): void => void sandbox.stop().then(() => process.exit(0));
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  stdout.write(`${JSON.stringify(sandbox.urls.sources)}\n`);
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
