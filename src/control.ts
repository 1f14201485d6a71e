import { lstatSync, unlinkSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { ConfigError } from "./config/problems.js";

/*
 * The socket at which a process that serves is told to read its configuration again, and says what came of it. A signal can
 * say neither what the environment is now nor whether the configuration was taken; systemd wants to know both.
 *
 * One line of JSON each way. Whoever may open the socket may decide what is served: it is the process' own user's alone.
 */

/** The environment that holds from now on; each variable by its name. */
export type Variables = Readonly<Record<string, string>>;

/** What became of a reload. */
export type Reloaded =
  | {
      readonly served: true;
      /** Names. */
      readonly sources: readonly string[];
      /** Changed settings that wait for a restart. */
      readonly restart: readonly string[];
    }
  | {
      readonly served: false;
      /** One sentence for each thing that is wrong. */
      readonly problems: readonly string[];
    };

/** Characters of one line, at most: an environment is some kilobytes. */
const LONGEST = 4 * 1024 * 1024;
/** Milliseconds in which the request must be here whole. */
const REQUEST_MS = 5_000;
/** Milliseconds that a reload may take: it asks no source, and closes nothing that it waits for. */
const RELOAD_MS = 60_000;

const isText = (value: unknown): value is string => typeof value === "string";
const areTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);

const parsed = (line: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

const variablesIn = (line: string): Variables | undefined => {
  const { environment } = parsed(line);
  if (typeof environment !== "object" || environment === null) return undefined;
  return Object.values(environment).every(isText) ? (environment as Variables) : undefined;
};

const reloadedIn = (line: string): Reloaded | undefined => {
  const { served, sources, restart, problems } = parsed(line);
  if (served === true && areTexts(sources) && areTexts(restart)) return { served, sources, restart };
  return served === false && areTexts(problems) ? { served, problems } : undefined;
};

/** The first line that comes; undefined where the other end goes away before, or says too much or nothing. */
const lineOf = (socket: Socket, ms: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    let text = "";
    const end = (line?: string): void => {
      clearTimeout(timer);
      resolve(line);
    };
    const timer = setTimeout(end, ms);
    socket.setEncoding("utf8");
    socket.on("data", (part: string) => {
      text += part;
      const at = text.indexOf("\n");
      if (at >= 0) end(text.slice(0, at));
      else if (text.length > LONGEST) end();
    });
    socket.on("error", () => end());
    socket.on("close", () => end());
  });

const refuse = (path: string, problem: string, cure: string): never => {
  throw new ConfigError(path, [{ path: "--control", problem, cure }]);
};

/** Somebody listens there. */
const isAlive = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    const end = (alive: boolean): void => {
      socket.destroy();
      resolve(alive);
    };
    socket.on("connect", () => end(true));
    socket.on("error", () => end(false));
  });

/** A process that was killed leaves its socket behind; what is no socket is somebody's file. */
const makeRoom = async (path: string): Promise<void> => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) refuse(path, "there is something else than a socket", "Name a path that is free.");
  if (await isAlive(path)) refuse(path, "another process listens there", "Name one path for each process.");
  unlinkSync(path);
};

export interface Control {
  close(): void;
}

/** Listens at a path, for reloads. Throws ConfigError where it cannot. */
export const listenForReloads = async (
  path: string,
  reload: (environment: Variables) => Promise<Reloaded>,
): Promise<Control> => {
  const answer = async (socket: Socket): Promise<void> => {
    const line = await lineOf(socket, REQUEST_MS);
    const variables = line === undefined ? undefined : variablesIn(line);
    if (variables === undefined) socket.destroy();
    else socket.end(`${JSON.stringify(await reload(variables))}\n`);
  };
  const server = createServer((socket) => void answer(socket).catch(() => socket.destroy()));
  await makeRoom(path);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    // A socket of this kind is made at once, so no moment is there in which others may open it.
    const others = process.umask(0o177);
    server.listen(path, resolve);
    process.umask(others);
  }).catch(() => refuse(path, "this process cannot listen there", "Name a path in a directory that it may write."));
  // The process ends with its server, not with this.
  server.unref();
  return { close: () => server.close() };
};

const wordsOf = ({ sources, restart }: Extract<Reloaded, { served: true }>): string => {
  const waiting = restart.length === 0 ? "" : `These changed settings wait for a restart: ${restart.join(", ")}.\n`;
  return `The configuration was read again and is served. Sources: ${sources.join(", ")}.\n${waiting}`;
};

/**
 * Tells the process that listens at the path to read its configuration again, with this environment, and waits for what
 * comes of it. Throws, with the process' own sentences, where it refuses.
 */
export const askForReload = async (path: string, environment: Readonly<Record<string, string | undefined>>) => {
  const socket = connect(path);
  socket.on("connect", () => socket.write(`${JSON.stringify({ environment })}\n`));
  const line = await lineOf(socket, RELOAD_MS);
  socket.destroy();
  const reloaded = line === undefined ? undefined : reloadedIn(line);
  if (reloaded === undefined) {
    throw new Error(`auditgraph: no process says at ${path} what came of it. Does one serve with --control ${path}?`);
  }
  if (reloaded.served) return wordsOf(reloaded);
  throw new ReloadRefused(reloaded.problems.join("\n"));
};

/** What was served before is served on. */
class ReloadRefused extends Error {
  override readonly name = "ReloadRefused";
  /** As at a start: EX_CONFIG of sysexits.h. */
  readonly exitCode = 78;
}
