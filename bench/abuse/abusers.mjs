/**
 * Callers that ask for as much as they may, in a process of their own: each asks again as soon as it is answered. Told what
 * to do by a message, and tells every outcome, counted, when it is told to stop.
 */
import { Agent as HttpAgent, request } from "node:http";
import { connect } from "node:net";
import { attacks } from "./attacks.mjs";

const agent = new HttpAgent({ keepAlive: true, maxSockets: Infinity });
/** An abuser that is refused for its rate, or whose connection is closed, goes on after this. */
const REST_MS = 250;
const outcomes = {};
const tally = (outcome) => (outcomes[outcome] = (outcomes[outcome] ?? 0) + 1);
const times = (count, make) => Array.from({ length: count }, make);
const rest = () => new Promise((resolve) => setTimeout(resolve, REST_MS));
let isOver = false;
let turn = 0;

/** What its caller finds first in an answer: an answer of megabytes is not parsed. */
const outcomeOf = (status, text) => {
  const code = /"code":"([A-Z_]+)"/.exec(text.slice(0, 20_000))?.[1];
  return code ? `${status} ${code}` : `${status}`;
};

const ask = (url, token, { path = "/graphql", query, variables, extensions, headers, takes = Infinity }) =>
  new Promise((resolve) => {
    const isRead = path.startsWith("/export");
    const body = isRead ? "" : JSON.stringify({ query, variables, extensions });
    const asked = request(`${url}${path}`, {
      method: isRead ? "GET" : "POST",
      agent,
      headers: {
        authorization: `Bearer ${token}`,
        ...(isRead ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
        ...headers,
      },
    });
    asked.on("error", ({ code }) => resolve(`no answer: ${code}`));
    asked.on("response", (answer) => {
      let [text, pieces] = ["", 0];
      answer.setEncoding("latin1").on("data", (chunk) => {
        if (text.length < 20_000) text += chunk;
        if ((pieces += 1) < takes) return;
        asked.destroy();
        resolve(`${answer.statusCode}, left`);
      });
      answer.on("end", () => resolve(outcomeOf(answer.statusCode, text)));
      answer.on("error", ({ code }) => resolve(`no answer: ${code}`));
    });
    asked.end(body);
  });

/** Asks, and reads nothing until it is closed. */
const leaveUnread = (url, token, { query }) =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const body = JSON.stringify({ query });
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    socket.on("close", () => resolve("unread, closed"));
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    socket.pause();
    const look = setInterval(() => {
      if (!isOver) return;
      socket.destroy();
    }, 200);
    socket.once("close", () => clearInterval(look));
  });

/** Sends most of a body, and nothing more until it is closed. */
const leaveUnfinished = (url) =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    socket.on("error", () => undefined).resume();
    socket.on("close", () => resolve("unfinished, closed"));
    socket.write(`${head}content-length: 1000001\r\n\r\n${" ".repeat(1_000_000)}`);
    const look = setInterval(() => isOver && socket.destroy(), 200);
    socket.once("close", () => clearInterval(look));
  });

/** Sends so many at once on one connection, and reads until as many are answered. */
const sendAhead = (url, token, { query, ahead }) =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const body = JSON.stringify({ query });
    const head = `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n`;
    const socket = connect(Number(port), hostname);
    let text = "";
    socket.setEncoding("latin1").on("data", (chunk) => {
      text += chunk;
      if (text.split("HTTP/1.1 ").length <= ahead) return;
      socket.destroy();
      resolve(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? "none");
    });
    socket.on("error", ({ code }) => resolve(`no answer: ${code}`));
    socket.on("close", () => resolve("no answer: closed"));
    socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`.repeat(ahead));
  });

const wayOf = ({ isUnread, isUnfinished, ahead }) =>
  isUnread ? leaveUnread : isUnfinished ? leaveUnfinished : ahead ? sendAhead : ask;

const abuse = async (url, { attack, token }) => {
  while (!isOver) {
    const operation = attacks[attack]((turn += 1));
    const outcomes = times(operation.at ?? 1, () => wayOf(operation)(url, token, operation));
    const [outcome] = await Promise.all(outcomes);
    tally(`${attack}: ${outcome}`);
    if (/^(429|no answer|un)/.test(outcome)) await rest();
  }
};

process.on("message", ({ begin, end }) => {
  if (begin) for (const abuser of begin.abusers) void abuse(begin.url, abuser);
  if (end) {
    isOver = true;
    process.send({ outcomes });
  }
});
process.send({ ready: true });
process.once("disconnect", () => process.exit(0));
