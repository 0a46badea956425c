/** The keys and certificates of one control plane, made by `openssl`. */

import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Paths of PEM files. */
export interface Certificates {
  ca: string;
  server: { certificate: string; key: string };
  /** A client certificate of group `system:masters`. */
  admin: { certificate: string; key: string };
  /** Signs ServiceAccount tokens. */
  serviceAccountKey: string;
}

const subjects = {
  server: "/CN=kube-apiserver",
  admin: "/O=system:masters/CN=kubernetes-admin",
};

const extensions = `[server]
extendedKeyUsage=serverAuth
subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,IP:10.0.0.1
[admin]
extendedKeyUsage=clientAuth
`;

/**
 * Makes a certificate authority and what it signs, valid for a week.
 * @throws Error when `openssl` is missing
 */
export async function createCertificates(folder: string): Promise<Certificates> {
  const file = (name: string): string => join(folder, name);
  const request = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  await writeFile(file("extensions"), extensions);
  const authority = [
    "-x509",
    "-days",
    "7",
    "-subj",
    "/CN=control-plane-ca",
    "-keyout",
    file("ca.key"),
    "-out",
    file("ca.crt"),
  ];
  await openssl([...request, ...authority]);
  const issue = async (name: keyof typeof subjects): Promise<{ certificate: string; key: string }> => {
    const [key, certificate, csr] = [file(`${name}.key`), file(`${name}.crt`), file(`${name}.csr`)];
    await openssl([...request, "-subj", subjects[name], "-keyout", key, "-out", csr]);
    const signer = [
      "-CA",
      file("ca.crt"),
      "-CAkey",
      file("ca.key"),
      "-set_serial",
      name === "server" ? "1" : "2",
    ];
    const extension = ["-extfile", file("extensions"), "-extensions", name];
    await openssl(["x509", "-req", "-days", "7", "-in", csr, "-out", certificate, ...signer, ...extension]);
    return { certificate, key };
  };
  const serviceAccountKey = file("service-account.key");
  const [server, admin] = await Promise.all([
    issue("server"),
    issue("admin"),
    openssl(["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", serviceAccountKey]),
  ]);
  return { ca: file("ca.crt"), server, admin, serviceAccountKey };
}

async function openssl(args: string[]): Promise<void> {
  try {
    await run("openssl", args);
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    const what = missing
      ? "The control plane needs `openssl` on the PATH to make its certificates."
      : `"openssl ${args[0]}" failed.`;
    throw new Error(what, { cause });
  }
}
