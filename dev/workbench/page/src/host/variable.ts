import {
  type DataContextScopedVar,
  DataLinkBuiltInVars,
  locationUtil,
  type ScopedVars,
  type TypedVariableModel,
} from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { get } from 'lodash';

import { valuesAt } from './dataLinks';

/** The variable of the page for one panel. */
export const VARIABLE_NAME = 'app';

/** The chosen values of a variable. */
export interface VariableValue {
  texts: string[];
  values: string[];
}

const VARIABLE = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:}]+))?(?::(\w+))?\}/g;

/** Replaces variables as a dashboard does: one without a value stays, several values go through the format. */
export function createTemplates(current: () => Record<string, VariableValue>): TemplateSrv {
  const replace = (target = '', scopedVars?: ScopedVars, format?: string | Function): string => {
    const clicked: DataContextScopedVar | undefined = scopedVars?.__dataContext;
    const scopes: ScopedVars = clicked ? { ...scopedVars, ...valuesAt(clicked.value) } : (scopedVars ?? {});
    return target.replace(VARIABLE, (match, plain, square, squareFormat, braced, path, bracedFormat) => {
      const name: string = plain ?? square ?? braced;
      if (name === DataLinkBuiltInVars.keepTime) {
        return locationUtil.getTimeRangeUrlParams() ?? match;
      }
      const scoped = scopes[name];
      const chosenFormat = squareFormat ?? bracedFormat ?? format;
      if (scoped && path) {
        const value = String(get(scoped.value, path) ?? '');
        return formatted({ texts: [value], values: [value] }, chosenFormat, name);
      }
      const value = scoped ? { texts: [scoped.text].flat(), values: [scoped.value].flat() } : current()[name];
      return value && value.values.length > 0 ? formatted(value, chosenFormat, name) : match;
    });
  };
  return {
    replace,
    getVariables: () => Object.keys(current()).map((name) => ({ name, type: 'query' }) as TypedVariableModel),
    containsTemplate: (target = '') => replace(target) !== target,
    updateTimeRange: () => {},
  };
}

function formatted({ texts, values }: VariableValue, format: string | Function | undefined, name: string): string {
  if (typeof format === 'function') {
    return format(values, { name, type: 'query', multi: true, includeAll: false });
  }
  const joined = values.length === 1 ? (values[0] ?? '') : `{${values.join(',')}}`;
  switch (format) {
    case 'text':
      return texts.join(' + ');
    case 'csv':
      return values.join(',');
    case 'queryparam':
      return values.map((value) => `var-${name}=${encodeURIComponent(value)}`).join('&');
    case 'percentencode':
      return encodeURIComponent(joined);
    case 'uriencode':
      return encodeURI(joined);
    default:
      return joined;
  }
}

export function usesVariable(query: object): boolean {
  return JSON.stringify(query).includes(`$${VARIABLE_NAME}`);
}
