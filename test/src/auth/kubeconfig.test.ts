import { expect, test } from "bun:test";
import { parseKubeconfig, readKubeconfig } from "../../../src/auth/kubeconfig.ts";
import { rejection, workspace } from "./workspace.ts";

interface Row {
  what: string;
  files: Record<string, string>;
  /** @default the files in order */
  read?: string[];
  current?: string;
  /** Server of each cluster. */
  servers: Record<string, string>;
}

const cluster = (name: string, server: string, more = ""): string =>
  `clusters: [{ name: ${name}, cluster: { server: "${server}" ${more} } }]\n`;

const ROWS: Row[] = [
  {
    what: "the first file to set current-context wins, an empty one does not set it",
    files: {
      a: `current-context: ""\n`,
      b: "current-context: null\n",
      c: "current-context: two\n",
      d: "current-context: three\n",
    },
    current: "two",
    servers: {},
  },
  {
    what: "the first file to define an entry wins, whole entries at a time",
    files: { a: cluster("x", "https://a"), b: cluster("x", "https://b", ', proxy-url: "http://p"') },
    servers: { x: "https://a" },
  },
  {
    what: "entries of all files are there",
    files: { a: cluster("x", "https://a"), b: cluster("y", "https://b") },
    servers: { x: "https://a", y: "https://b" },
  },
  {
    what: "files that do not exist are skipped, and a file named twice is read once",
    files: { a: cluster("x", "https://a") },
    read: ["none", "a", "none/either", "a"],
    servers: { x: "https://a" },
  },
  {
    what: "empty files and null sections are empty",
    files: { a: "", b: "clusters: null\ncontexts: null\n", c: "---\n" },
    servers: {},
  },
];

test.each(ROWS)("$what", async ({ files, read, current, servers }) => {
  const { write, path } = workspace();
  for (const [name, text] of Object.entries(files)) write(name, text);
  const config = await readKubeconfig((read ?? Object.keys(files)).map(path));
  expect(config.currentContext).toBe(current);
  const found = [...config.clusters].map(([name, entry]) => [name, entry.fields["server"]]);
  expect(Object.fromEntries(found)).toEqual(servers);
  expect(config.files).toEqual(Object.keys(files).map(path));
  for (const entry of config.clusters.values()) expect(entry.fields["proxy-url"]).toBeUndefined();
});

test.each([
  ["is not YAML", "a: [1\nb: 2", /^kubeconfig f: is not YAML: line \d cannot be read/],
  ["is another document", "- a\n- b", /a mapping was expected/],
  ["has a section that is no list", "clusters: { a: 1 }", /clusters is not a list/],
  ["has an entry without a name", "users: [{ user: {} }]", /an entry of users has no name/],
  [
    "has a name that is a number",
    "contexts: [{ name: 123 }]",
    /an entry of contexts has no name that is a string/,
  ],
  ["has a current-context that is a number", "current-context: 123", /current-context is not a string/],
  ["names an entry twice", "contexts: [{ name: a }, { name: a }]", /contexts has two entries named a/],
  ["has an entry that is no mapping", "clusters: [{ name: a, cluster: [] }]", /cluster a is not a mapping/],
])("a file that %s is refused", async (_what, text, message) => {
  const error = await rejection(parseKubeconfig(text, "f"));
  expect(error).toMatchObject({ code: "bad-kubeconfig" });
  expect(error.message).toMatch(message);
});

test("a path that is a directory is an error, not an absent file", async () => {
  const { root } = workspace();
  expect(await rejection(readKubeconfig([root]))).toMatchObject({
    code: "bad-kubeconfig",
    message: expect.stringContaining("EISDIR"),
  });
});
