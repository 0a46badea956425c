/** What names and other short texts must look like: each function returns what is wrong with one, in the words of the API server. Pure. */

/** @see https://github.com/kubernetes/apimachinery/blob/master/pkg/api/validate/content */
export type NameRule = (name: string) => readonly string[];

const FINE: readonly string[] = [];

const LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const UNDERSCORED_LABEL = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const UNDERSCORED = `${UNDERSCORED_LABEL}(\\.${UNDERSCORED_LABEL})*`;
const LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
const QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const WILDCARD = `\\*\\.${SUBDOMAIN}`;
const CONFIG_KEY = "[-._a-zA-Z0-9]+";
const HEADER = "[-A-Za-z0-9]+";
const PERCENT = "[0-9]+%";
const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`);
const labelPattern = whole(LABEL);
const subdomainPattern = whole(SUBDOMAIN);
const underscoredPattern = whole(UNDERSCORED);
const label1035Pattern = whole(LABEL_1035);
const qualifiedPattern = whole(QUALIFIED);
const wildcardPattern = whole(WILDCARD);
const configKeyPattern = whole(CONFIG_KEY);
const headerPattern = whole(HEADER);
const percentPattern = whole(PERCENT);
const httpPathPattern = whole(HTTP_PATH);
const labelValuePattern = whole(`(${QUALIFIED})?`);

function mismatch(message: string, pattern: string, ...examples: string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${pattern}')`;
  return `${message} (e.g. ${examples.map((one) => `'${one}', `).join(" or ")}regex used for validation is '${pattern}')`;
}

const noMoreThan = (count: number, unit = "characters"): string => `must be no more than ${count} ${unit}`;

/** Bytes of UTF-8. */
export function byteLength(text: string): number {
  for (let index = 0; index < text.length; index += 1)
    if (text.charCodeAt(index) > 127) return new TextEncoder().encode(text).length;
  return text.length;
}

export function dnsLabel(name: string): readonly string[] {
  const wrong: string[] = [];
  if (name.length <= 63 && labelPattern.test(name)) return FINE;
  if (byteLength(name) > 63) wrong.push(noMoreThan(63));
  if (labelPattern.test(name)) return wrong;
  if (subdomainPattern.test(name)) wrong.push("must not contain dots");
  else
    wrong.push(
      mismatch(
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
        LABEL,
        "my-name",
        "123-abc",
      ),
    );
  return wrong;
}

export function dnsSubdomain(name: string): readonly string[] {
  if (name.length <= 253 && subdomainPattern.test(name)) return FINE;
  const wrong = byteLength(name) > 253 ? [noMoreThan(253)] : [];
  if (!subdomainPattern.test(name))
    wrong.push(
      mismatch(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
        SUBDOMAIN,
        "example.com",
      ),
    );
  return wrong;
}

export function underscoredSubdomain(name: string): readonly string[] {
  if (underscoredPattern.test(name)) return name.length > 253 ? [noMoreThan(253)] : FINE;
  const message =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
  return [mismatch(message, UNDERSCORED, "example.com")];
}

export function wildcardSubdomain(name: string): readonly string[] {
  const wrong = byteLength(name) > 253 ? [noMoreThan(253)] : [];
  if (!wildcardPattern.test(name))
    wrong.push(
      mismatch(
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
        WILDCARD,
        "*.example.com",
      ),
    );
  return wrong;
}

export function dnsLabel1035(name: string): readonly string[] {
  const wrong = byteLength(name) > 63 ? [noMoreThan(63)] : [];
  if (!label1035Pattern.test(name))
    wrong.push(
      mismatch(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
        LABEL_1035,
        "my-name",
        "abc-123",
      ),
    );
  return wrong;
}

const QUALIFIED_MESSAGE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const qualifiedMismatch = mismatch(QUALIFIED_MESSAGE, QUALIFIED, "MyName", "my.name", "123-abc");

/** The key of a label or annotation: a name with an optional prefix. */
export function qualifiedName(key: string): readonly string[] {
  const slash = key.indexOf("/");
  if (slash < 0) return key.length <= 63 && qualifiedPattern.test(key) ? FINE : namePart(key);
  if (key.includes("/", slash + 1))
    return [
      `a valid label key ${qualifiedMismatch} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const prefix = key.slice(0, slash);
  const wrong = prefix === "" ? ["must be non-empty"] : dnsSubdomain(prefix);
  const inName = namePart(key.slice(slash + 1));
  if (wrong.length === 0) return inName;
  return [...wrong.map((one) => `prefix part ${one}`), ...inName];
}

function namePart(name: string): readonly string[] {
  const wrong: string[] = [];
  if (name === "") wrong.push("name part must be non-empty");
  else if (name.length > 63 && byteLength(name) > 63) wrong.push(`name part ${noMoreThan(63, "bytes")}`);
  if (!qualifiedPattern.test(name)) wrong.push(`name part ${qualifiedMismatch}`);
  return wrong.length === 0 ? FINE : wrong;
}

export function labelValue(value: string): readonly string[] {
  if (value.length <= 63 && labelValuePattern.test(value)) return FINE;
  const wrong = byteLength(value) > 63 ? [noMoreThan(63, "bytes")] : [];
  if (!labelValuePattern.test(value))
    wrong.push(
      mismatch(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        `(${QUALIFIED})?`,
        "MyValue",
        "my_value",
        "12345",
      ),
    );
  return wrong;
}

/** A name that may stand in a path. */
export function pathSegment(name: string): readonly string[] {
  if (name === "." || name === "..") return [`may not be '${name}'`];
  return ["/", "%"].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
}

function notOutside(name: string): string[] {
  if (name === ".") return ["must not be '.'"];
  if (name === "..") return ["must not be '..'"];
  return name.startsWith("..") ? ["must not start with '..'"] : [];
}

/** The key of a ConfigMap's or Secret's entry. */
export function configKey(key: string): readonly string[] {
  if (key.length <= 253 && configKeyPattern.test(key) && !key.startsWith(".")) return FINE;
  const wrong = byteLength(key) > 253 ? [noMoreThan(253)] : [];
  if (!configKeyPattern.test(key))
    wrong.push(
      mismatch(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        CONFIG_KEY,
        "key.name",
        "KEY_NAME",
        "key-name",
      ),
    );
  return [...wrong, ...notOutside(key)];
}

export function envName(name: string): readonly string[] {
  if (name === "") return ["environment variable name must be non-empty"];
  if (/^[ -<>-~]+$/.test(name)) return FINE;
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

export function portName(name: string): readonly string[] {
  const wrong: string[] = [];
  if (byteLength(name) > 15) wrong.push(noMoreThan(15));
  if (!/^[-a-z0-9]+$/.test(name))
    wrong.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(name)) wrong.push("must contain at least one letter (a-z)");
  if (name.includes("--")) wrong.push("must not contain consecutive hyphens");
  if (/^-|-$/.test(name)) wrong.push("must not begin or end with a hyphen");
  return wrong;
}

export function httpHeaderName(name: string): readonly string[] {
  if (headerPattern.test(name)) return FINE;
  const message = "a valid HTTP header must consist of alphanumeric characters or '-'";
  return [mismatch(message, HEADER, "X-Header-Name")];
}

export function percent(text: string): readonly string[] {
  if (percentPattern.test(text)) return FINE;
  const message = "a valid percent string must be a numeric string followed by an ending '%'";
  return [mismatch(message, PERCENT, "1%", "93%")];
}

export const INVALID_PATH = mismatch("Invalid path", HTTP_PATH);

export function isHttpPath(text: string): boolean {
  return httpPathPattern.test(text);
}

export function between(value: number, from: number, to: number): readonly string[] {
  return value >= from && value <= to ? FINE : [`must be between ${from} and ${to}, inclusive`];
}

export function portNumber(port: number): readonly string[] {
  return between(port, 1, 65_535);
}

const MAX_ID = 2_147_483_647;

/** A numeric user or group. */
export function numericId(id: number): readonly string[] {
  return between(id, 0, MAX_ID);
}
