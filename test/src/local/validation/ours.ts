/** Asks our own implementation the same questions, through the write path of the embedded cluster. */

import { manualClock, systemChance } from "../../../../src/local/clock.ts";
import { servedKinds } from "../../../../src/local/custom-resources/index.ts";
import type { Kinds, ServedKind } from "../../../../src/local/kinds/served-kind.ts";
import { createObjects } from "../../../../src/local/objects/create-objects.ts";
import type { Objects } from "../../../../src/local/objects/objects.ts";
import { StatusError } from "../../../../src/local/status.ts";
import { memoryStore } from "../../../../src/local/store/memory.ts";
import type { Json } from "../../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import { refusal } from "./answers.ts";
import type { Answer } from "./answers.ts";
import { definitions, kindOf, objectOf } from "./probe.ts";
import type { Question } from "./probe.ts";

/** Kinds that can be added: what is known of them is in a list. */
export function kindList(): Kinds & {
  add(kinds: readonly ServedKind[]): void;
  remove(resource: string): void;
} {
  let served: ServedKind[] = [];
  return {
    byPath: (group, version, plural) =>
      served.find((kind) => kind.group === group && kind.version === version && kind.plural === plural),
    byKind: (apiVersion, kind) =>
      served.find((one) => `${one.group}/${one.version}` === apiVersion && one.kind === kind),
    byResource: (resource) =>
      served.find((kind) => kind.resource === resource && kind.version === kind.storageVersion),
    all: () => served,
    add: (kinds) => {
      const added = new Set(kinds.map(({ resource }) => resource));
      served = [...served.filter(({ resource }) => !added.has(resource)), ...kinds];
    },
    remove: (resource) => {
      served = served.filter((kind) => kind.resource !== resource);
    },
  };
}

/** A definition whose names are accepted. */
export function accepted(definition: Manifest): LiveObject {
  const { names } = definition["spec"] as { names: object };
  return {
    ...definition,
    metadata: { ...definition.metadata, uid: "definition", resourceVersion: "1" },
    status: { acceptedNames: names },
  };
}

interface Cluster {
  objects: Objects;
  /** What rules warned of. */
  warnings: string[];
  kinds: ReturnType<typeof kindList>;
}

/** A cluster that serves the probing kinds and nothing else. */
export function cluster(): Cluster {
  const kinds = kindList();
  const store = memoryStore();
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(text);
  const objects = createObjects({ kinds, store, clock: manualClock(0), chance: systemChance, warn });
  return { objects, kinds, warnings };
}

/** Answers every question. */
export function askOurs(questions: readonly Question[]): Answer[] {
  const { objects, kinds, warnings } = cluster();
  const serve = (all: Manifest[]) => {
    for (const definition of all) kinds.add(servedKinds(accepted(definition)));
  };
  const served = ({ field }: Question): ServedKind => {
    const kind = kinds.all().find(({ plural }) => plural === kindOf(field).plural);
    if (kind === undefined) throw new Error(`no kind has the field ${field}`);
    return kind;
  };
  const before = (question: Question, name: string) =>
    objects.create(
      served(question),
      objectOf({ field: question.field, value: question.before ?? null }, name),
      {
        manager: "test",
      },
    );
  serve(definitions(true));
  questions.forEach((question, index) => {
    if (question.older === true) before(question, `row-${index}`);
  });
  serve(definitions());
  return questions.map((question, index) => {
    warnings.length = 0;
    const name = `row-${index}`;
    const kind = served(question);
    if (question.before !== undefined && question.older !== true) before(question, name);
    const options = {
      manager: "test",
      fieldValidation: question.strict === true ? ("Strict" as const) : ("Warn" as const),
      warn: (text: string) => void warnings.push(text),
    };
    const object = objectOf(question, name);
    return answerOf(() => {
      const live = question.before === undefined ? undefined : objects.get(kind, undefined, name);
      const { object: written } =
        live === undefined
          ? objects.create(kind, object, options)
          : objects.update(kind, { ...live, spec: object["spec"] }, options);
      return {
        spec: (written["spec"] ?? null) as Json,
        ...(warnings.length === 0 ? {} : { warnings: warnings.splice(0) }),
      };
    });
  });
}

function answerOf(run: () => Answer): Answer {
  try {
    return run();
  } catch (error) {
    if (error instanceof StatusError) return refusal(error.status);
    throw error;
  }
}
