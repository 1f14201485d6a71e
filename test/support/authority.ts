import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const isThere = spawnSync("openssl", ["version"]).status === 0;

/** A describe that says plainly when it is skipped, and why. */
export const describeWithOpenssl = (name: string, tests: () => void): void => {
  if (isThere) describe(name, tests);
  else describe.skip(`${name} (SKIPPED: openssl is not installed here)`, tests);
};

const openssl = (...args: readonly string[]): void => void execFileSync("openssl", args, { stdio: "pipe" });

/** A certificate and its key as files. */
export interface Pair {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A certificate authority of one test, by openssl. */
export class Authority {
  readonly folder = mkdtempSync(join(tmpdir(), "auditgraph-ca-"));
  readonly caFile = join(this.folder, "ca.pem");
  readonly #key = join(this.folder, "ca.key");
  #serial = 0;

  constructor(name = "an authority of the tests") {
    const subject = ["-subj", `/CN=${name}`, "-days", "2"];
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", this.#key, "-out", this.caFile, ...subject);
  }

  get ca(): string {
    return readFileSync(this.caFile, "utf8");
  }

  /** For 127.0.0.1, in files of this name: put in the place of those that are there. */
  issue(name: string): Pair {
    const at = (end: string): string => join(this.folder, `${name}.${end}`);
    this.#serial += 1;
    const request = [
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      at("key.new"),
      "-out",
      at("csr"),
      "-subj",
      `/CN=${name}`,
    ];
    openssl("req", ...request, "-addext", "subjectAltName=IP:127.0.0.1");
    const signed = ["-CA", this.caFile, "-CAkey", this.#key, "-set_serial", String(this.#serial), "-days", "2"];
    openssl("x509", "-req", "-in", at("csr"), "-out", at("pem.new"), "-copy_extensions", "copy", ...signed);
    for (const end of ["key", "pem"]) renameSync(at(`${end}.new`), at(end));
    return { certFile: at("pem"), keyFile: at("key") };
  }
}
