/** Objects of built-in kinds as rules see them: everything may be absent, since what users write is checked here. Types and readers. */

import type { Wire } from "../../model/wire.ts";

/** The same shape with everything optional. */
export type Loose<T> = T extends readonly (infer Item)[]
  ? Loose<Item>[]
  : T extends object
    ? { [Name in keyof T]?: Loose<T[Name]> }
    : T;

/** A model class of `@kubernetes/client-node` as it may come from a user. @typeParam M for example `V1Deployment` */
export type Fields<M> = Loose<Wire<M>>;

/** Reads an object as one of a kind; its structure was checked when it was decoded. */
export function as<M>(object: object): Fields<M> {
  return object as Fields<M>;
}

/** Whether Go would see a value: neither absent nor null. */
export function isSet<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}

/** Whether a text is absent or empty, which Go does not tell apart. */
export function isBlank(text: string | null | undefined): boolean {
  return text === undefined || text === null || text === "";
}

/** Sets a field that is absent. */
export function fallback<T extends object, K extends keyof T>(object: T, name: K, value: T[K]): void {
  if (object[name] === undefined || object[name] === null) object[name] = value;
}

/** The value of a field that is an object, made when it is absent. */
export function within<T extends object, K extends keyof T>(object: T, name: K): NonNullable<T[K]> {
  const found = object[name];
  if (found !== undefined && found !== null) return found;
  const made = {} as NonNullable<T[K]>;
  object[name] = made;
  return made;
}
