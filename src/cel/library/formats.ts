/** Named formats of strings. Kubernetes has them, kro has not. @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library */

import { define } from "../signature.ts";
import type { Library } from "../signature.ts";
import { Opaque, Optional } from "../value.ts";
import type { Value } from "../value.ts";

/** What is wrong with a text; nothing where it is of the format. */
type Test = (text: string) => string[];

class NamedFormat extends Opaque {
  readonly typeName = "kubernetes.NamedFormat";
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  equals(other: Opaque): boolean {
    return other instanceof NamedFormat && other.name === this.name;
  }
}

interface Rule {
  pattern: RegExp;
  message: string;
  most?: number;
}

/** A regular expression with the words of `k8s.io/apimachinery/pkg/util/validation`. */
function named({ pattern, message, most = Infinity }: Rule): Test {
  return (text) => [
    ...(text.length > most ? [`must be no more than ${most} bytes`] : []),
    ...(pattern.test(text) ? [] : [message]),
  ];
}

const LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN = String.raw`${LABEL}(\.${LABEL})*`;
const LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
const QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

const DNS_1123_LABEL = named({
  pattern: new RegExp(`^${LABEL}$`),
  most: 63,
  message: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${LABEL}')`,
});
const DNS_1123_SUBDOMAIN = named({
  pattern: new RegExp(`^${SUBDOMAIN}$`),
  most: 253,
  message: `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`,
});
const DNS_1035_LABEL = named({
  pattern: new RegExp(`^${LABEL_1035}$`),
  most: 63,
  message: `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${LABEL_1035}')`,
});
const LABEL_VALUE = named({
  pattern: new RegExp(`^(${QUALIFIED})?$`),
  most: 63,
  message: `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${QUALIFIED})?')`,
});

/** A prefix may end with a dash. */
function prefix(test: Test): Test {
  return (text) => test(text.endsWith("-") ? `${text.slice(0, -1)}a` : text);
}

const NAME_PART = `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${QUALIFIED}')`;

function qualifiedName(text: string): string[] {
  const parts = text.split("/");
  const name = parts.at(-1) ?? "";
  if (parts.length > 2) {
    return [
      `a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${QUALIFIED}') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const before = parts.length === 2 ? (parts[0] ?? "") : undefined;
  const wrongPrefix =
    before === undefined
      ? []
      : before === ""
        ? ["prefix part must be non-empty"]
        : DNS_1123_SUBDOMAIN(before).map((message) => `prefix part ${message}`);
  const wrongName = [
    ...(name === "" ? ["name part must be non-empty"] : []),
    ...(name.length > 63 ? ["name part must be no more than 63 bytes"] : []),
    ...(new RegExp(`^${QUALIFIED}$`).test(name) ? [] : [NAME_PART]),
  ];
  return [...wrongPrefix, ...wrongName];
}

const DATE = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})`;

const TESTS: Readonly<Record<string, Test>> = {
  dns1123Label: DNS_1123_LABEL,
  dns1123Subdomain: DNS_1123_SUBDOMAIN,
  dns1035Label: DNS_1035_LABEL,
  qualifiedName,
  dns1123LabelPrefix: prefix(DNS_1123_LABEL),
  dns1123SubdomainPrefix: prefix(DNS_1123_SUBDOMAIN),
  dns1035LabelPrefix: prefix(DNS_1035_LABEL),
  labelValue: LABEL_VALUE,
  uri: (text) =>
    /^(?:[A-Za-z][A-Za-z\d+.-]*:|\/)/.test(text)
      ? []
      : [`parse ${JSON.stringify(text)}: invalid URI for request`],
  uuid: named({
    pattern: /^[\da-f]{8}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{12}$/i,
    message: "does not match the UUID format",
  }),
  byte: named({
    pattern: /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=|[A-Za-z\d+/]{4})$/,
    message: "invalid base64",
  }),
  date: named({ pattern: new RegExp(`^${DATE}$`), message: "invalid date" }),
  datetime: named({ pattern: new RegExp(`^${DATE}T${TIME}$`, "i"), message: "invalid datetime" }),
};

function validate(format: NamedFormat, text: string): Value {
  const wrong = TESTS[format.name]?.(text) ?? [];
  return wrong.length === 0 ? Optional.none : new Optional(wrong);
}

export const FORMATS: Library = [
  define("Format.validate(string): optional(list(string))", validate),
  define("format.named(string): optional(Format)", (name: string) =>
    Object.hasOwn(TESTS, name) ? new Optional(new NamedFormat(name)) : Optional.none,
  ),
  ...Object.keys(TESTS).map((name) => define(`format.${name}(): Format`, () => new NamedFormat(name))),
];
