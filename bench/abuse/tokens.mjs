/** An issuer of tokens, so that callers have names. */
import { exportSPKI, generateKeyPair, SignJWT } from "jose";

const [issuer, audience] = ["https://issuer.example", "auditgraph"];

export const startIssuer = async () => {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  return {
    publicKey: await exportSPKI(publicKey),
    access: (publicKeyFile) => ({ mode: "jwt", jwt: { publicKeyFile, issuer, audience } }),
    tokenOf: (subject) =>
      new SignJWT({ scope: "audit:read audit:admin audit:download audit:content" })
        .setProtectedHeader({ alg: "RS256" })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(subject)
        .setExpirationTime("2h")
        .sign(privateKey),
  };
};
