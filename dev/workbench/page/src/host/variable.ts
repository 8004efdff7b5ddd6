import type { ScopedVars, TypedVariableModel } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { get } from 'lodash';

export const VARIABLE_NAME = 'app';

/** The chosen values of the page's one variable. */
export interface VariableValue {
  texts: string[];
  values: string[];
}

const VARIABLE = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:}]+))?(?::(\w+))?\}/g;

/** Replaces the variable as a dashboard does: one without a value stays, several values go through the format. */
export function createTemplates(current: () => VariableValue): TemplateSrv {
  const replace = (target = '', scopedVars?: ScopedVars, format?: string | Function): string =>
    target.replace(VARIABLE, (match, plain, square, squareFormat, braced, path, bracedFormat) => {
      const name: string = plain ?? square ?? braced;
      const scoped = scopedVars?.[name];
      if (scoped && path) {
        return String(get(scoped.value, path) ?? '');
      }
      const value = scoped ? { texts: [scoped.text].flat(), values: [scoped.value].flat() } : current();
      if ((name !== VARIABLE_NAME && !scoped) || value.values.length === 0) {
        return match;
      }
      return formatted(value, squareFormat ?? bracedFormat ?? format, name);
    });
  return {
    replace,
    getVariables: () => [{ name: VARIABLE_NAME, type: 'query' } as TypedVariableModel],
    containsTemplate: (target = '') => replace(target) !== target,
    updateTimeRange: () => {},
  };
}

function formatted({ texts, values }: VariableValue, format: string | Function | undefined, name: string): string {
  if (typeof format === 'function') {
    return format(values, { name, type: 'query', multi: true, includeAll: false });
  }
  switch (format) {
    case 'text':
      return texts.join(' + ');
    case 'csv':
      return values.join(',');
    default:
      return values.length === 1 ? (values[0] ?? '') : `{${values.join(',')}}`;
  }
}

export function usesVariable(query: object): boolean {
  return JSON.stringify(query).includes(`$${VARIABLE_NAME}`);
}
