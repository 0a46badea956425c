/** The XML of S3: elements and text, no attributes that matter. Values stay strings: a key named `007` is not a number. */

/** One element of an answer. */
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

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const TOKEN = /<\?[^>]*\?>|<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s/>]+)[^>]*?(\/?)>|([^<]+)/g;

/**
 * Reads a document.
 * @returns its root element; `undefined` when the text is no XML
 */
export function parseXml(document: string): XmlElement | undefined {
  const top: XmlElement = { name: "", text: "", children: [] };
  const open = [top];
  for (const [, cdata, closing, name, empty, text] of document.matchAll(TOKEN)) {
    const current = open.at(-1) ?? top;
    if (name === undefined) current.text += cdata ?? unescape(text ?? "");
    else if (closing) open.length = Math.max(1, open.length - 1);
    else {
      const element = { name: name.slice(name.indexOf(":") + 1), text: "", children: [] };
      current.children.push(element);
      if (!empty) open.push(element);
    }
  }
  return top.children[0];
}

/** The first child element at the end of the path. */
export function childAt(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let current = element;
  for (const name of path) current = current?.children.find((child) => child.name === name);
  return current;
}

/** The text at the end of the path; `undefined` when there is none or it is empty. */
export function textAt(element: XmlElement | undefined, ...path: string[]): string | undefined {
  return childAt(element, ...path)?.text || undefined;
}

/** The whole number at the end of the path. */
export function numberAt(element: XmlElement | undefined, ...path: string[]): number | undefined {
  const text = textAt(element, ...path);
  return text === undefined ? undefined : Number(text);
}

/** The children of that name. */
export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
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
      : escape(String(content));
  return `<${name}>${inner}</${name}>`;
}

function escape(text: string): string {
  return text.replace(/[<>&\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function unescape(text: string): string {
  return text.replace(/&(#x?)?(\w+);/g, (whole, numeric: string | undefined, name: string) => {
    if (numeric === undefined) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(Number.parseInt(name, numeric === "#x" ? 16 : 10));
  });
}
