import { describe, expect, test } from "bun:test";
import { parsePath } from "../../../src/readiness/jsonpath.ts";
import { valuesAt } from "../../../src/readiness/jsonpath-values.ts";
import { document, inAnyOrder, paths } from "./paths.ts";

describe("a JSONPath", () => {
  test.each([...paths])("%s", (path, found) => {
    expect(inAnyOrder(valuesAt(document, parsePath(path)))).toEqual(inAnyOrder(found));
  });

  const more: [string, unknown, unknown[]][] = [
    [
      "{.a[?(@.b==@.c)].d}",
      {
        a: [
          { b: 1, c: 1, d: "same" },
          { b: 1, c: 2, d: "other" },
        ],
      },
      ["same"],
    ],
    [
      "{.a[?(@.b==true)].c}",
      {
        a: [
          { b: true, c: 1 },
          { b: "true", c: 2 },
        ],
      },
      [1],
    ],
    ["{.a[?(@.b==-1.5)].c}", { a: [{ b: -1.5, c: 1 }] }, [1]],
    ["{.a[?(@.b=='it\\'s')].c}", { a: [{ b: "it's", c: 1 }] }, [1]],
    ["{.a.b}", { a: [{ b: 1 }] }, []],
    ["{.a[0]}", { a: "text" }, []],
    ["{.a}", { a: null }, []],
    ["{.a}", { a: "" }, [""]],
    ["{.constructor}", {}, []],
  ];
  test.each(more)("%s in %j", (path, value, found) => {
    expect(valuesAt(value, parsePath(path))).toEqual(found);
  });

  const wrong: [string, string][] = [
    ["", "a path at position 1"],
    ["{}", "a path at position 2"],
    ["{.a", "a closing } at position 4"],
    ["{.a.}", "a field name at position 5"],
    ["{.a[}", "an index, a quoted name, * or ?( at position 5"],
    ["{.a[b]}", "an index, a quoted name, * or ?( at position 5"],
    ["{.a[0}", "a closing ] at position 6"],
    ["{.a['b]}", "an index, a quoted name, * or ?( at position 5"],
    ["{.a[?(b==1)]}", "@, the element that is looked at, at position 7"],
    ["{.a[?(@.b=1)]}", "a comparison or a closing )] at position 10"],
    ["{.a[?(@.b==c)]}", "a quoted text, a number, true, false or a path from @ at position 12"],
    ["{.a[?(@.b==1)}", "a closing )] at position 13"],
    ["{.a..}", "a field name or [ at position 6"],
    ["{.a} {.b}", "a . or [ at position 4"],
    ["{range .a[*]}{.b}{end}", "a . or [ at position 7"],
  ];
  test.each(wrong)("%s is refused", (path, told) => {
    expect(() => parsePath(path)).toThrow(`lacks ${told}`);
  });
});
