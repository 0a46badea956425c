import { expect, test } from "bun:test";
import { childAt, childrenOf, numberAt, parseXml, textAt, writeXml } from "../../../src/s3/xml.ts";

test("reads elements, whatever their prefix, and keeps values as text", () => {
  const root = parseXml(
    `<?xml version="1.0"?>\n<!-- a <b> c -->\n<s3:List xmlns:s3="http://x/y/"><Key>007</Key><Key>a&amp;b &#x1F600;&#9;</Key><Empty/><Raw><![CDATA[<a>&amp;]]></Raw><N a="1/2">5</N></s3:List>`,
  );
  expect(root?.name).toBe("List");
  expect(childrenOf(root, "Key").map((key) => key.text)).toEqual(["007", "a&b 😀\t"]);
  expect(textAt(root, "Raw")).toBe("<a>&amp;");
  expect(textAt(root, "Empty")).toBeUndefined();
  expect(numberAt(root, "N")).toBe(5);
  expect(childAt(root, "No", "Such")).toBeUndefined();
});

test("gives nothing for what is no XML", () => {
  expect(parseXml("")).toBeUndefined();
  expect(parseXml("bad gateway")).toBeUndefined();
});

test("writes what it reads", () => {
  const text = "a <b> & \"c\" 'd'\n\tü";
  const document = writeXml("T", { A: [text, 1], B: { C: true }, D: undefined, E: [] });
  const root = parseXml(document);
  expect(childrenOf(root, "A").map((a) => a.text)).toEqual([text, "1"]);
  expect(textAt(root, "B", "C")).toBe("true");
  expect(document).not.toContain("<D>");
  expect(document).not.toContain("<E>");
});
