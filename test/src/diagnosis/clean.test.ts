/** Foreign text, made fit to show. */

import { describe, expect, test } from "bun:test";
import { cleaner, cut, oneLine, plain } from "../../../src/diagnosis/clean.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("what a terminal would act on goes", () => {
  test.each([
    ["colours", "\u001b[1;31mError\u001b[0m: no", "Error: no"],
    ["the title of the window", "\u001b]0;pwned\u0007ready", "ready"],
    ["a link", "\u001b]8;;http://evil.test\u001b\\here\u001b]8;;\u001b\\", "here"],
    ["a sequence that never ends", "a\u001b]0;pwned", "a"],
    ["clearing the screen", "a\u001b[2J\u001b[Hb\u001bc", "ab"],
    ["sequences in one character", "\u009b31mred\u009b0m", "red"],
    ["device control", "\u001bPq#0\u001b\\x", "x"],
    ["a progress bar", "10%\r20%\r\ndone", "10%\n20%\ndone"],
    ["backspace and bell", "ab\b\u0007c", "abc"],
    ["text that turns round", "a\u202egpj.exe\u202c", "agpj.exe"],
    ["characters without width", "pass\u200bword\ufeff", "password"],
    ["tabs", "\tat main", "    at main"],
    ["lines stay", "a\nb", "a\nb"],
    ["other scripts stay", "Größe 日本 🚀", "Größe 日本 🚀"],
  ])("%s", (_what, text, expected) => {
    expect(plain(text)).toBe(expected);
  });
});

describe("secrets are masked", () => {
  const key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----";
  test.each([
    ["as they are", "hunter2!", "password hunter2! refused", "password (secret) refused"],
    ["in base64", "hunter2!", `got ${base64("hunter2!")}`, "got (secret)"],
    ["in a URL", "p@ss/word", "postgres://shop:p%40ss%2Fword@db", "postgres://shop:(secret)@db"],
    ["in JSON", 'a"quote', String.raw`{"key":"a\"quote"}`, '{"key":"(secret)"}'],
    ["coloured in between", "hunter2!", "hun\u001b[31mter2!", "(secret)"],
    ["short ones where they stand alone", "abc", "abc abcd", "(secret) abcd"],
    ["a line of several", key, "… hkiG9w0BAQEFAASC", "… (secret)"],
    ["all lines of several", key, `key: ${key}`, "key: (secret)"],
    ["an empty one is none", "", "text", "text"],
    ["a short one from a file", "hunter2\n", "password hunter2 rejected", "password (secret) rejected"],
    ["the same in base64", "hunter2\r\n", base64("hunter2\r\n"), "(secret)"],
    ["a short one between spaces", " s3cr3t ", "s3cr3t!", "(secret)!"],
    ["blank ones are none", " \n", "a b", "a b"],
  ])("%s", (_what, secret, text, expected) => {
    expect(cleaner([secret])(text)).toBe(expected);
  });
});

test("texts are cut between characters, visibly", () => {
  expect(cut("🚀🚀🚀🚀", 3)).toBe("🚀🚀…");
  expect(cut("abc", 3)).toBe("abc");
  expect(oneLine("  a\n  b ", 10)).toBe("a b");
});
