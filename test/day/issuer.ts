import { once } from "node:events";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:tls";
import { stringify } from "yaml";
import { AUDIENCE, Issuer, ISSUER, signingKey, tokenOf } from "../http/support/issuer.js";
import { Authority } from "../support/authority.js";
import { freePort } from "../support/free-port.js";
import type { Day } from "./support/day.js";

const MINUTES = 60_000;

const serialAt = async (port: number, ca: string): Promise<string> => {
  const socket = connect({ host: "127.0.0.1", port, ca });
  await once(socket, "secureConnect");
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
};

const statusOf = async (port: number, ca: string, token: string): Promise<number | undefined> => {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const asked = request(`https://127.0.0.1:${port}/graphql`, { method: "POST", headers, ca, agent: false });
  asked.end(JSON.stringify({ query: "{ auditSources { name } }" }));
  const [answer] = (await once(asked, "response")) as [NodeJS.ReadableStream & { statusCode?: number }];
  answer.resume();
  return answer.statusCode;
};

/** Another team's replica: its callers have tokens of an issuer, and it listens by HTTPS. */
export const issuerAndCertificate = (today: () => Day): void => {
  test("an issuer down over a restart: its keys serve on; log, readiness, metric and alert tell; and a certificate is replaced", async () => {
    const { sandbox, installed, front, thirdPort } = today();
    const issuer = new Issuer();
    const [key, other] = await Promise.all([signingKey("one"), signingKey("another")]);
    issuer.keys = [key];
    const jwksUri = await issuer.start();
    today().atTheEnd(() => issuer.stop());
    const authority = new Authority();
    const pair = authority.issue("api");
    const { ca } = authority;
    const port = await freePort();
    const keptKeysFile = join(installed.folder, "kept-keys.json");
    installed.write(
      "team.yaml",
      stringify({
        server: { port, tls: pair, operations: { port: thirdPort } },
        access: { mode: "jwt", jwt: { jwksUri, issuer: ISSUER, audience: AUDIENCE, keptKeysFile } },
        sources: [
          {
            name: "lb",
            kind: "atlas",
            endpoint: sandbox.urls.atlas,
            credentials: { type: "basic", username: "ops", password: "ops-pw" },
          },
        ],
      }),
    );
    const instance = `instance="127.0.0.1:${thirdPort}"`;
    const start = (): ReturnType<typeof installed.serve> => installed.serve({ args: ["--config", "team.yaml"] });
    const known = await tokenOf(key, Date.now());
    const stranger = await tokenOf(other, Date.now());

    const first = start();
    await first.ready();
    expect(await statusOf(port, ca, known)).toBe(200);
    first.kill("SIGTERM");
    expect(await first.ended()).toBe(0);

    // The issuer went down half an hour ago, and the replica is started again.
    issuer.isDown = true;
    const kept = JSON.parse(readFileSync(keptKeysFile, "utf8")) as { readAt: number };
    writeFileSync(keptKeysFile, JSON.stringify({ ...kept, readAt: kept.readAt - 40 * MINUTES }));
    const second = start();
    await second.ready();
    await second.logged("the issuer's keys cannot be read");
    expect([await statusOf(port, ca, known), await statusOf(port, ca, stranger)]).toEqual([200, 401]);
    await front.prometheus.shows(`auditgraph_key_set_reads_total{${instance}, code="FAILED"} > 0`);
    await front.prometheus.shows(`auditgraph_key_set_age_seconds{${instance}} > 1800`);
    expect(await (await fetch(`http://127.0.0.1:${thirdPort}/readyz`)).json()).toMatchObject({
      status: "ready",
      access: expect.anything() as unknown,
    });

    const before = await serialAt(port, ca);
    authority.issue("api");
    while ((await serialAt(port, ca)) === before) await sleep(100);
    await front.prometheus.shows(`auditgraph_reloads_total{${instance}, outcome="served"} > 0`);
    // A key of another certificate: the pair before is shown on.
    const shown = await serialAt(port, ca);
    const mine = readFileSync(pair.keyFile);
    copyFileSync(authority.issue("other").keyFile, pair.keyFile);
    await front.prometheus.shows(`auditgraph_last_reload_successful{${instance}} == 0`);
    expect(await serialAt(port, ca)).toBe(shown);
    writeFileSync(pair.keyFile, mine);
    await front.prometheus.shows(`auditgraph_last_reload_successful{${instance}} == 1`);

    // Each of these changes asked the issuer again.
    await front.prometheus.alerts("AuditgraphIssuerUnreachable");
    issuer.isDown = false;
    authority.issue("api");
    await second.logged("the issuer's keys are read again");
    expect(await statusOf(port, ca, known)).toBe(200);
    second.kill("SIGTERM");
    expect(await second.ended()).toBe(0);
  });
};
