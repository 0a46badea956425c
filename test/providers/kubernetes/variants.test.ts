import { describe, expect, test } from "bun:test";
import * as kubernetes from "../../../providers/kubernetes/index.ts";
import * as kinds from "../../../providers/kubernetes/kinds.ts";
import { generateVariants, variantFile, variants } from "../../../providers/kubernetes/variants.codegen.ts";

describe("patches and look-ups of the kinds", () => {
  test.each(variants.map((variant) => [variant.suffix, variant] as const))(
    "the generated file of %s is of this version: run providers/kubernetes/variants.codegen.ts",
    async (_suffix, variant) => {
      expect(await Bun.file(variantFile(variant)).text()).toBe(generateVariants(variant));
    },
  );

  test("every kind has both", () => {
    const exported: Record<string, unknown> = kubernetes;
    for (const { apiVersion, kind } of Object.values(kinds))
      for (const suffix of ["Patch", "Ref"])
        expect(exported[kind + suffix], kind + suffix).toMatchObject({ apiVersion, kind });
  });
});
