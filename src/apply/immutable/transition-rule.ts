/** A rule of a custom kind that compares a value with the one before, and the place where it holds. Pure. */

export interface TransitionRule {
  /** Field names from the top; `*` is every item of a list and every value of a map. */
  path: readonly string[];
  /** The CEL expression. */
  rule: string;
}

/** Whether a cause's field is a place where a rule holds. */
export function isTransition(rule: TransitionRule, field: string): boolean {
  const steps = stepsOf(field);
  return (
    steps.length === rule.path.length &&
    rule.path.every((name, index) => name === "*" || name === steps[index])
  );
}

/** `spec.ports[0].name` and `spec.limits[cpu]`, split; a rule of the whole object has the field `<nil>`. */
function stepsOf(field: string): string[] {
  if (field === "<nil>") return [];
  return [...field.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, index, name]) => index ?? name ?? "");
}
