import { describe, expect, test } from "bun:test";
import type { ProviderCredentials } from "alchemy";
import { scopeOptions as minioOptions } from "../../providers/minio/server.ts";
import { nestedOptions, type Place, scopeOptions } from "../../providers/scope-options.ts";

/** Scopes in each other, the outermost first; what each says is said for both providers. */
function scopes(...said: (Said | undefined)[]): Place {
  const place = said.reduce<Place | undefined>((parent, own) => {
    const providerCredentials: ProviderCredentials = own === undefined ? {} : { kubernetes: own, minio: own };
    return { providerCredentials, parent };
  }, undefined);
  return place ?? { providerCredentials: {}, parent: undefined };
}

interface Said {
  requestTimeout?: number;
  delete?: boolean | { onUnreachable?: "fail" | "forget" };
}

const forget = { onUnreachable: "forget" } as const;

const rows: [what: string, said: (Said | undefined)[], hold: Said][] = [
  ["nothing", [undefined, undefined], {}],
  ["what the app says", [{ requestTimeout: 1 }, undefined], { requestTimeout: 1 }],
  ["the nearer of two", [{ requestTimeout: 1 }, { requestTimeout: 2 }], { requestTimeout: 2 }],
  ["options of each", [{ requestTimeout: 1 }, { delete: false }], { requestTimeout: 1, delete: false }],
  [
    "how it is deleted, where nothing is said of it",
    [{ delete: forget }, { delete: {} }],
    { delete: forget },
  ],
  [
    "how it is deleted, where it is said that",
    [{ delete: forget }, undefined, { delete: true }],
    { delete: forget },
  ],
  ["that it is kept", [{ delete: forget }, { delete: false }], { delete: false }],
];

describe("the options of a scope", () => {
  test.each(rows)("%s", (_what, said, hold) => {
    expect(scopeOptions(scopes(...said))).toEqual(hold);
    expect(minioOptions(scopes(...said))).toEqual(hold);
  });

  test("how objects are deleted is merged option by option", () => {
    const [outer, inner] = [{ delete: { timeout: 1, ...forget } }, { delete: { timeout: 2 } }];
    const around: Place = { providerCredentials: { kubernetes: outer }, parent: undefined };
    const near = { providerCredentials: { kubernetes: inner }, parent: around };
    expect(scopeOptions(near)).toEqual({ delete: { timeout: 2, ...forget } });
  });

  test("a cluster is named as a whole", () => {
    const around = { providerCredentials: { kubernetes: { kubeconfig: "file" } }, parent: undefined };
    const near = { providerCredentials: { kubernetes: { context: "edge" } }, parent: around };
    expect(scopeOptions(near)).toEqual({ cluster: { context: "edge" } });
  });

  test("those inside of the app are told from the app's", () => {
    const place = scopes({ requestTimeout: 1 }, { requestTimeout: 2 }, { delete: false });
    expect(nestedOptions(place)).toEqual({ delete: false });
  });
});
