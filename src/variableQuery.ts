import { DEFAULT_QUERY_TYPE } from './queryTypes';
import { isRecord, readText } from './readQuery';
import type { RtcVariableQuery } from './types';

/** Reads a variable's query as it is stored; absent or blank fields count as the defaults. */
export function readVariableQuery(stored: unknown): RtcVariableQuery {
  const { refId, queryType, indicatorsOf } = isRecord(stored) ? stored : {};
  const type = readText(indicatorsOf);
  return describe({
    refId: readText(refId) || 'RtcVariableQuery',
    queryType: (readText(queryType) || 'apps') as RtcVariableQuery['queryType'],
    ...(type && { indicatorsOf: type as RtcVariableQuery['indicatorsOf'] }),
  });
}

/** The query with the definition that the list of a dashboard's variables shows; the same in every language. */
export function describe(query: RtcVariableQuery): RtcVariableQuery {
  const definition =
    query.queryType === 'indicators' ? `indicators of ${query.indicatorsOf || DEFAULT_QUERY_TYPE}` : query.queryType;
  return { ...query, query: definition };
}
