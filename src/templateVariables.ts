import type { ScopedVars } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';

// Control characters that no id holds. Ids of rooms and users may hold anything else, commas too.
const AROUND_VARIABLE = '\u001e';
const BETWEEN_VALUES = '\u001f';

/** Types of variables whose value can be an item of a list. */
const VALUE_TYPES = ['query', 'custom', 'constant', 'textbox'];

/** The dashboard's variables that a list may hold, as `$name`. */
export function usableVariables(): string[] {
  return getTemplateSrv()
    .getVariables()
    .filter((variable) => VALUE_TYPES.includes(variable.type))
    .map((variable) => `$${variable.name}`);
}

/** Whether a text holds something that looks like a template variable. */
export function holdsVariable(text: string): boolean {
  return /\$\{?\w|\[\[\w/.test(text);
}

/** The values of a comma-separated item. */
export function splitItem(item: string): string[] {
  return item
    .split(',')
    .map((value) => value.trim())
    .filter(Boolean);
}

/**
 * Replaces template variables in a list; one with several values becomes several items. Blank and repeated items go.
 * If nothing is left the list is returned as it was: an empty one would mean the default app or no filter, and numbers
 * of other calls than those meant are worse than the backend's error about the variable.
 *
 * Grafana joins values with commas itself in `${name:csv}`, and a custom "All" value is often such a text. In lists
 * whose values hold no comma, these are separated again.
 */
export function expandItems(items: string[], scopedVars: ScopedVars, isCommaSeparated: boolean): string[] {
  const expanded = items
    .flatMap((item) => expandItem(item, scopedVars))
    .flatMap((item) => (isCommaSeparated && !holdsVariable(item) ? splitItem(item) : item.trim()));
  const kept = [...new Set(expanded)].filter(Boolean);
  return kept.length > 0 ? kept : items;
}

/**
 * Replaces template variables in a text. If nothing is left, or a variable has several values, it is returned as it was,
 * as a list is. Values that Grafana joins itself, as in `${name:csv}`, are one text.
 */
export function expandText(text: string, scopedVars: ScopedVars): string {
  let isOne = true;
  const format = (value: unknown) => {
    const values = [value].flat();
    isOne &&= values.length === 1;
    return String(values[0]);
  };
  const expanded = getTemplateSrv().replace(text, scopedVars, format).trim();
  return isOne && expanded ? expanded : text;
}

/** `id-$x` with `$x` = a, b gives `id-a`, `id-b`. */
function expandItem(item: string, scopedVars: ScopedVars): string[] {
  const format = (value: unknown) => AROUND_VARIABLE + [value].flat().join(BETWEEN_VALUES) + AROUND_VARIABLE;
  const parts = getTemplateSrv().replace(item, scopedVars, format).split(AROUND_VARIABLE);
  return parts.reduce<string[]>(
    // Every second part is what stood between two marks: a variable's values.
    (heads, part, index) => {
      const tails = index % 2 === 1 ? part.split(BETWEEN_VALUES) : [part];
      return heads.flatMap((head) => tails.map((tail) => head + tail));
    },
    ['']
  );
}
