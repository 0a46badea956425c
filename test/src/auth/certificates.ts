/** Certificates made by openssl when the tests run: an authority, two servers, a client, and a client that has expired. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface KeyPair {
  cert: string;
  key: string;
}

export interface Certificates {
  /** PEM of the authority. */
  authority: string;
  /** For 127.0.0.1. */
  server: KeyPair;
  /** For kubernetes.example only. */
  named: KeyPair;
  client: KeyPair;
  /** Another client. */
  renewed: KeyPair;
  expired: KeyPair;
}

let made: Certificates | undefined;

/** The certificates of this test run. */
export function certificates(): Certificates {
  return (made ??= make());
}

function make(): Certificates {
  const directory = mkdtempSync(join(tmpdir(), "certificates-"));
  const run = (args: string[]): unknown => execFileSync("openssl", args, { cwd: directory, stdio: "pipe" });
  const read = (file: string): string => readFileSync(join(directory, file), "utf8");
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const pair = (name: string, san: string, dates = ["-days", "2"]): KeyPair => {
    writeFileSync(join(directory, "ext"), `subjectAltName=${san}\nextendedKeyUsage=serverAuth,clientAuth\n`);
    run(["req", "-new", ...newKey, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`]);
    const signer = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial"];
    run([
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      ...signer,
      "-out",
      `${name}.crt`,
      "-extfile",
      "ext",
      ...dates,
    ]);
    return { cert: read(`${name}.crt`), key: read(`${name}.key`) };
  };
  try {
    const constraint = ["-addext", "basicConstraints=critical,CA:TRUE"];
    run([
      "req",
      "-x509",
      ...newKey,
      "-keyout",
      "ca.key",
      "-out",
      "ca.crt",
      "-days",
      "2",
      "-subj",
      "/CN=ca",
      ...constraint,
    ]);
    return {
      authority: read("ca.crt"),
      server: pair("server", "IP:127.0.0.1"),
      named: pair("named", "DNS:kubernetes.example"),
      client: pair("client", "DNS:client"),
      renewed: pair("renewed", "DNS:renewed"),
      // Negative days end a certificate before it begins, in every version of openssl.
      expired: pair("expired", "DNS:expired", ["-days", "-1"]),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
