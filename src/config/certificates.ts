import { createPrivateKey, X509Certificate } from "node:crypto";
import { type FileContext, readCertificates, readNamedFile } from "./files.js";
import type { Path } from "./problems.js";
import type { Written } from "./settings.js";

/** What one end of a TLS connection shows the other: both PEM. */
export interface Certificate {
  /** With those between it and its authority, in that order. */
  readonly cert: string;
  readonly key: string;
}

/** What this server listens with. */
export interface ServerTls extends Certificate {
  /** Certificates that sign callers' own; undefined: callers show none. */
  readonly callersCa: string | undefined;
}

interface Named {
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** The certificate and the key that belong together; undefined where none is named, or, with a problem, where they cannot be used. */
export const readCertificate = (
  { certFile, keyFile }: Named,
  path: Path,
  files: FileContext,
): Certificate | undefined => {
  const { problems } = files;
  if (certFile === undefined || keyFile === undefined) {
    if (certFile === keyFile) return undefined;
    const [missing, given] = certFile === undefined ? ["certFile", "keyFile"] : ["keyFile", "certFile"];
    problems.add([...path, missing], `is missing, and ${given} needs it`, "Add it.");
    return undefined;
  }
  const keyPath = [...path, "keyFile"];
  const cert = readCertificates(certFile, [...path, "certFile"], files);
  const key = readNamedFile(keyFile, keyPath, files, "Name a PEM file with the certificate's private key.");
  if (cert === undefined || key === undefined) return undefined;
  try {
    if (new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) return { cert, key };
    problems.add(keyPath, "the key does not belong to the certificate of certFile", "Name the two files of one pair.");
  } catch {
    problems.add(
      keyPath,
      "the file does not hold a private key in PEM that can be read without a password",
      "Name another.",
    );
  }
  return undefined;
};

export interface CacheConfig {
  readonly url: string | undefined;
  /** PEM certificates that replace the built-in roots. */
  readonly ca: string | undefined;
  readonly certificate: Certificate | undefined;
}

/** Reads the certificates that `cache` names, which only a rediss URL has a use for. */
export const resolveCache = ({ url, caFile, ...named }: Written<"cache">, files: FileContext): CacheConfig => {
  const ca = caFile === undefined ? undefined : readCertificates(caFile, ["cache", "caFile"], files);
  const certificate = readCertificate(named, ["cache"], files);
  if ((ca ?? certificate) !== undefined && url?.startsWith("rediss:") !== true) {
    files.problems.add(
      ["cache", "url"],
      "speaks no TLS, and certificates are named",
      "Write rediss:// in it, or leave them out.",
    );
  }
  return { url, ca, certificate };
};

/** Reads what `server.tls` names. */
export const resolveTls = (written: Written<"server">["tls"], files: FileContext): ServerTls | undefined => {
  if (written === undefined) return undefined;
  const path = ["server", "tls"];
  const { clientCaFile: file } = written;
  const certificate = readCertificate(written, path, files);
  const callersCa = file === undefined ? undefined : readCertificates(file, [...path, "clientCaFile"], files);
  return certificate && { ...certificate, callersCa };
};
