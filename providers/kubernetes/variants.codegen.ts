/**
 * Writes patch/kinds.generated.ts and reference/kinds.generated.ts: the patch and the look-up of every kind.
 * `npx bun providers/kubernetes/variants.codegen.ts`
 */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { builtinKind } from "../../src/model/kind-table.ts";
import * as kinds from "./kinds.ts";

interface Variant {
  suffix: "Patch" | "Ref";
  folder: string;
  maker: { name: string; from: string };
  /** Kinds that have one written by hand. */
  except: string[];
  document: (kind: string, namespace: string) => string[];
}

/** What every kind also has. */
export const variants: readonly Variant[] = [
  {
    suffix: "Patch",
    folder: "patch",
    maker: { name: "patchOf", from: "./define-patch.ts" },
    except: [],
    document: (kind, namespace) => [
      `Some fields of one {@link ${kind}} that somebody else owns. See {@link Patch}.`,
      "@throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields",
      "",
      "@example",
      `await ${kind}Patch("team", { metadata: { name: "main", ${namespace}labels: { team: "shop" } } });`,
    ],
  },
  {
    suffix: "Ref",
    folder: "reference",
    maker: { name: "referenceOf", from: "./define-reference.ts" },
    except: ["Secret"],
    document: (kind, namespace) => [
      `Looks at one {@link ${kind}} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.`,
      "@throws {ProviderError} `not-found` when it is absent and not `optional`",
      "",
      "@example",
      `const main = await ${kind}Ref({ name: "main"${namespace === "" ? "" : ', namespace: "shop"'} });`,
      "console.log(main.uid, main.metadata.labels);",
    ],
  },
];

/** The text of one generated file. */
export function generateVariants({ suffix, maker, except, document }: Variant): string {
  const named = Object.values(kinds).filter(({ kind }) => !except.includes(kind));
  const names = named.map(({ kind }) => kind);
  const linked =
    suffix === "Patch"
      ? 'import type { Patch } from "./patch.ts";'
      : 'import type { ManifestRef } from "./reference.ts";';
  const blocks = named.map(({ apiVersion, kind }) => {
    const namespace = builtinKind(apiVersion, kind)?.namespaced === true ? 'namespace: "shop", ' : "";
    const comment = document(kind, namespace).map((line) => ` * ${line}`.trimEnd());
    const name = `${kind}${suffix}`;
    return [
      "/**",
      ...comment,
      " */",
      `export const ${name} = ${maker.name}(${kind});`,
      `export type ${name} = Awaited<ReturnType<typeof ${name}>>;`,
    ].join("\n");
  });
  return [
    "/** Generated from the kinds of this folder by ../variants.codegen.ts. */\n",
    `import {\n${names.map((name) => `  ${name},\n`).join("")}} from "../kinds.ts";`,
    `import { ${maker.name} } from "${maker.from}";`,
    `${linked}\n`,
    `${blocks.join("\n\n")}\n`,
  ].join("\n");
}

/** Where the file of a variant is. */
export function variantFile({ folder }: Variant): string {
  return join(import.meta.dirname, folder, "kinds.generated.ts");
}

if (import.meta.main) {
  for (const variant of variants) await writeFile(variantFile(variant), generateVariants(variant));
}
