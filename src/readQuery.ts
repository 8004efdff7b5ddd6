import { CHOICES_AND_TEXTS, defaultQuery, LISTS, type TypedQuery } from './query';
import { DEFAULT_QUERY_TYPE, type QueryType } from './queryTypes';
import { holdsVariable, splitItem } from './templateVariables';

const TEXTS = ['legend', ...CHOICES_AND_TEXTS] as const;

/** Lists whose values hold no comma, so that a comma separates values. IDs of users may hold one. */
export const COMMA_SEPARATED: ReadonlyArray<(typeof LISTS)[number]> = ['appIds', 'indicators', 'os', 'access'];

/**
 * Reads a query as it is stored: by the editor, by hand, by an older version or by another data source. Everything that
 * uses a query reads it here first. A single value where a list belongs becomes a list, null counts as absent, and
 * absent fields get the defaults of the query type. Nothing else is changed or dropped: the backend refuses what the
 * query type lacks.
 */
export function readQuery(stored: unknown): TypedQuery {
  const own = isRecord(stored) ? { ...stored } : {};
  const queryType = (readText(own.queryType) || DEFAULT_QUERY_TYPE) as QueryType;
  const fields: Record<string, unknown> = { ...own, refId: readText(own.refId) ?? 'A', queryType };
  // The data source sets these when it sends a query. If they were stored, nobody would see them.
  delete fields.progressive;
  delete fields.adHocFilters;
  for (const name of LISTS) {
    setOrDelete(fields, name, readList(own[name], COMMA_SEPARATED.includes(name)));
  }
  for (const name of TEXTS) {
    setOrDelete(fields, name, readText(own[name]) || undefined);
  }
  setOrDelete(fields, 'excludeServerUser', readBoolean(own.excludeServerUser));
  return { ...defaultQuery(queryType), ...fields } as TypedQuery;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as text; what is neither a text nor a number or the like becomes its JSON, which the backend refuses. */
export function readText(value: unknown): string | undefined {
  if (value === null || value === undefined) {
    return undefined;
  }
  if (Array.isArray(value) && value.length === 1) {
    return readText(value[0]);
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What is neither true nor false stays what it is: the backend refuses it. */
function readBoolean(value: unknown): unknown {
  const text = readText(value);
  return text === 'true' || text === 'false' ? text === 'true' : text || undefined;
}

/** A value as a list of texts; undefined where there is none. */
export function readList(value: unknown, isCommaSeparated: boolean): string[] | undefined {
  if (value === null || value === undefined) {
    return undefined;
  }
  const items = [value].flat().map((item) => readText(item)?.trim() ?? '');
  return items
    .flatMap((item) => (isCommaSeparated && !holdsVariable(item) ? splitItem(item) : item))
    .filter((item) => item !== '');
}

function setOrDelete(fields: Record<string, unknown>, name: string, value: unknown): void {
  if (value === undefined) {
    delete fields[name];
  } else {
    fields[name] = value;
  }
}
