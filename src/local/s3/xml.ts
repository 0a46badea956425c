/** The XML of S3, read and written. Values stay strings, attributes and namespaces are passed over. Pure. */

/** One element. */
export interface XmlElement {
  /** Without a namespace prefix. */
  name: string;
  text: string;
  children: XmlElement[];
}

/** What an element holds: text, child elements by name, or several of the same name. `undefined` is left out. */
export type XmlContent =
  | string
  | number
  | boolean
  | undefined
  | XmlContent[]
  | { [name: string]: XmlContent };

/** The text is no XML. The message is what Go's reader says, since MinIO repeats it. */
export class XmlError extends Error {
  override readonly name = "XmlError";
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const TOKEN =
  /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<!\w[^>]*>|<(\/?)([A-Za-z_][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>|([^<]+)/gy;
const MAX_DEPTH = 64;

/**
 * Reads a document.
 * @returns its root element
 * @throws {XmlError} when there is none, or an element is not closed as it was opened
 */
export function parseXml(document: string): XmlElement {
  const top: XmlElement = { name: "", text: "", children: [] };
  const open = [top];
  let end = 0;
  for (const match of document.matchAll(TOKEN)) {
    end = match.index + match[0].length;
    const [, cdata, closing, name, , empty, text] = match;
    const current = open.at(-1) ?? top;
    if (name === undefined) current.text += cdata ?? unescapeText(text ?? "", document);
    else if (closing) close(open, localName(name));
    else {
      const element = { name: localName(name), text: "", children: [] };
      current.children.push(element);
      if (!empty) open.push(element);
      if (open.length > MAX_DEPTH) throw new XmlError("exceeded max depth");
    }
    if (open.length === 1 && top.children[0] !== undefined) return top.children[0];
  }
  if (end < document.length || open.length > 1) throw syntax(document, "unexpected EOF");
  throw new XmlError("EOF");
}

function close(open: XmlElement[], name: string): void {
  const element = open.length > 1 ? open.pop() : undefined;
  if (element?.name === name) return;
  const what =
    element === undefined
      ? `unexpected end element </${name}>`
      : `element <${element.name}> closed by </${name}>`;
  throw new XmlError(`XML syntax error on line 1: ${what}`);
}

function syntax(document: string, what: string): XmlError {
  return new XmlError(`XML syntax error on line ${document.split("\n").length}: ${what}`);
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function unescapeText(text: string, document: string): string {
  return text.replaceAll(/&(#x?)?(\w*);?/g, (whole, numeric: string | undefined, name: string) => {
    const known = numeric === undefined ? ENTITIES[name] : character(name, numeric === "#x" ? 16 : 10);
    if (known === undefined || !whole.endsWith(";"))
      throw syntax(document, `invalid character entity ${whole}`);
    return known;
  });
}

function character(digits: string, base: number): string | undefined {
  const code = Number.parseInt(digits, base);
  return code >= 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}

/** The first child element at the end of the path. */
export function childAt(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let current = element;
  for (const name of path) current = current?.children.find((child) => child.name === name);
  return current;
}

/** The trimmed text at the end of the path; `undefined` when there is no such element. */
export function textAt(element: XmlElement | undefined, ...path: string[]): string | undefined {
  return childAt(element, ...path)?.text.trim();
}

/** The children of that name. */
export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The namespace that most documents of S3 declare. */
export const S3_NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/**
 * Writes a document.
 * @param attributes of the root element; "" for none
 */
export function xmlDocument(name: string, content: XmlContent, attributes: string = S3_NAMESPACE): string {
  const written = writeXml(name, content);
  return (
    DECLARATION + (attributes === "" ? written : written.replace(`<${name}>`, `<${name} ${attributes}>`))
  );
}

/** Writes a document without a declaration, as MinIO gives back settings of buckets. */
export function bareDocument(name: string, content: XmlContent, attributes: string = S3_NAMESPACE): string {
  return xmlDocument(name, content, attributes).slice(DECLARATION.length);
}

/** Writes one element, or several when the content is an array. */
export function writeXml(name: string, content: XmlContent): string {
  if (content === undefined) return "";
  if (Array.isArray(content)) return content.map((item) => writeXml(name, item)).join("");
  const inner =
    typeof content === "object"
      ? Object.entries(content)
          .map(([child, value]) => writeXml(child, value))
          .join("")
      : escapeText(String(content));
  return `<${name}>${inner}</${name}>`;
}

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
  "\t": "&#x9;",
  "\n": "&#xA;",
  "\r": "&#xD;",
};

/** Escapes text as Go does; characters that XML cannot hold become U+FFFD. */
export function escapeText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters to take out
  return text.replaceAll(/[&<>"'\t\n\r]|[\u0000-\u001F\uFFFE\uFFFF]/g, (found) => ESCAPES[found] ?? "\uFFFD");
}
