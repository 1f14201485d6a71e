import type { webcrypto } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose";

export const ISSUER = "https://issuer.example";
export const AUDIENCE = "auditgraph";

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: webcrypto.CryptoKey;
  readonly publicKey: webcrypto.CryptoKey;
}

export const signingKey = async (kid: string, alg = "RS256"): Promise<SigningKey> => ({
  kid,
  alg,
  ...(await generateKeyPair(alg, { extractable: true })),
});

export const publicPem = ({ publicKey }: SigningKey): Promise<string> => exportSPKI(publicKey);

/** A token of the issuer for this service, good for an hour from `now` (milliseconds); `claims` change or add to it. */
export const tokenOf = (key: SigningKey, now: number, claims: JWTPayload = {}): Promise<string> => {
  const seconds = Math.floor(now / 1_000);
  return new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: "someone", iat: seconds, exp: seconds + 3_600, ...claims })
    .setProtectedHeader({ alg: key.alg, kid: key.kid })
    .sign(key.privateKey);
};

/** An issuer's key set over real HTTP. */
export class Issuer {
  readonly #server = createServer((_request, response) => {
    this.reads += 1;
    if (this.isDown) {
      response.writeHead(503).end();
      return;
    }
    void Promise.all(
      this.keys.map(async ({ publicKey, kid, alg }) => ({ ...(await exportJWK(publicKey)), kid, alg, use: "sig" })),
    ).then((keys) => {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys }));
    });
  });
  keys: readonly SigningKey[] = [];
  isDown = false;
  /** How often the key set was read. */
  reads = 0;

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/keys.json`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
