/** URLs, as `net/url` of Go reads them. @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-url-library */

import { EvaluationFailure } from "../error.ts";
import { define } from "../signature.ts";
import type { Library } from "../signature.ts";
import { EntryMap, Opaque } from "../value.ts";
import type { Value } from "../value.ts";

interface Parts {
  scheme: string;
  /** Host and port. */
  host: string;
  path: string;
  query: string;
}

class UrlValue extends Opaque {
  readonly typeName = "kubernetes.URL";
  readonly parts: Parts;
  readonly #text: string;

  constructor(text: string, parts: Parts) {
    super();
    this.#text = text;
    this.parts = parts;
  }

  equals(other: Opaque): boolean {
    return other instanceof UrlValue && other.#text === this.#text;
  }
}

const URL_PATTERN = /^(?:([A-Za-z][A-Za-z\d+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?$/s;

/** Parses an absolute URL or an absolute path. @returns `undefined` for anything else */
function parsed(text: string): Parts | undefined {
  // oxlint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(text)) return undefined;
  const [, scheme = "", authority, path = "", query = ""] = URL_PATTERN.exec(text) ?? [];
  if (scheme === "" && !text.startsWith("/")) return undefined;
  if (/%(?![\dA-Fa-f]{2})/.test(path)) return undefined;
  if (authority === undefined && scheme !== "" && !path.startsWith("/") && path === "" && query === "")
    return undefined;
  const host = authority === undefined ? "" : hostOf(authority);
  return host === undefined ? undefined : { scheme: scheme.toLowerCase(), host, path, query };
}

/** Host and port of an authority. */
function hostOf(authority: string): string | undefined {
  const at = authority.lastIndexOf("@");
  const host = authority.slice(at + 1);
  if (at >= 0 && !/^[\w\-.~!$&'()*+,;=:%]*$/.test(authority.slice(0, at))) return undefined;
  const [, name = "", port = ""] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(host) ?? [];
  if (!/^\d*$/.test(port) || /[\s<>"\\^`{|}]/.test(name) || /%(?![\dA-Fa-f]{2})/.test(name)) return undefined;
  return name.startsWith("[") || !name.includes(":") ? host : undefined;
}

function url(text: string): UrlValue {
  const parts = parsed(text);
  if (parts === undefined) {
    const reason = `parse ${JSON.stringify(text)}: ${text === "" ? "empty url" : "invalid URI for request"}`;
    throw new EvaluationFailure(`URL parse error during conversion from string: ${reason}`);
  }
  return new UrlValue(text, parts);
}

function hostname({ parts: { host } }: UrlValue): string {
  const [, inner] = /^\[([^\]]*)\]/.exec(host) ?? [];
  return inner ?? host.replace(/:\d*$/, "");
}

function port({ parts: { host } }: UrlValue): string {
  return /:(\d*)$/.exec(host.replace(/^\[[^\]]*\]/, ""))?.[1] ?? "";
}

/** The path with what a path may not hold escaped; what is escaped already stays. */
function escapedPath({ parts: { path } }: UrlValue): string {
  return path.replaceAll(/[^\w\-.~$&+,/:;=@!'()*%[\]]/gu, (character) => encodeURIComponent(character));
}

function query({ parts }: UrlValue): Value {
  const values = new Map<string, string[]>();
  for (const part of parts.query.split("&")) {
    if (part === "" || part.includes(";")) continue;
    const [, name = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(part) ?? [];
    const [key, text] = [unescaped(name), unescaped(value)];
    if (key !== undefined && text !== undefined) values.set(key, [...(values.get(key) ?? []), text]);
  }
  return new EntryMap(values);
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

export const URLS: Library = [
  define("url(string): URL", url),
  define("URL.getScheme(): string", ({ parts }: UrlValue) => parts.scheme),
  define("URL.getHost(): string", ({ parts }: UrlValue) => parts.host),
  define("URL.getHostname(): string", hostname),
  define("URL.getPort(): string", port),
  define("URL.getEscapedPath(): string", escapedPath),
  define("URL.getQuery(): map(string, list(string))", query),
  define("isURL(string): bool", (text: string) => parsed(text) !== undefined),
];
