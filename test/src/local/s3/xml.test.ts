import { expect, test } from "bun:test";
import { childrenOf, parseXml, textAt, xmlDocument } from "../../../../src/local/s3/xml.ts";

test("reads elements, text, entities, CDATA, comments and prefixes", () => {
  const text = `<?xml version="1.0"?><!-- <a> --><s:Root xmlns:s="x" t='>'><Key>a &amp; &#x62;</Key><Key><![CDATA[<c>]]></Key><Empty/><!-- x --></s:Root>`;
  const root = parseXml(text);
  expect(root.name).toBe("Root");
  expect(childrenOf(root, "Key").map((key) => key.text)).toEqual(["a & b", "<c>"]);
  expect([textAt(root, "Empty"), textAt(root, "None")]).toEqual(["", undefined]);
});

test.each([
  ["", "EOF"],
  ["plain", "EOF"],
  ["<a>", "unexpected EOF"],
  ["<a><b", "unexpected EOF"],
  ["<a></b>", "element <a> closed by </b>"],
  ["</a>", "unexpected end element </a>"],
  ["<a>&x;</a>", "invalid character entity &x;"],
  ["<a>".repeat(1_000), "exceeded max depth"],
])("%s is no document", (text, message) => {
  expect(() => parseXml(text)).toThrow(message);
});

test("what is written is read again", () => {
  const value = `<&>"' \t\r\n äö😀`;
  expect(
    parseXml(xmlDocument("R", { A: [value, "x"], B: undefined })).children.map(({ text }) => text),
  ).toEqual([value, "x"]);
});
