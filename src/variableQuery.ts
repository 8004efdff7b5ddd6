import { DEFAULT_QUERY_TYPE } from './queryTypes';
import { isRecord, readList, readText } from './readQuery';
import type { RtcVariableQuery } from './types';

/** Reads a variable's query as it is stored; absent or blank fields count as the defaults. */
export function readVariableQuery(stored: unknown): RtcVariableQuery {
  const { refId, queryType, indicatorsOf, appIds, roomId } = isRecord(stored) ? stored : {};
  const type = readText(indicatorsOf);
  const apps = readList(appIds, true);
  const room = readText(roomId);
  return describe({
    refId: readText(refId) || 'RtcVariableQuery',
    queryType: (readText(queryType) || 'apps') as RtcVariableQuery['queryType'],
    ...(type && { indicatorsOf: type as RtcVariableQuery['indicatorsOf'] }),
    ...(apps && { appIds: apps }),
    ...(room && { roomId: room }),
  });
}

/** The query with the definition that the list of a dashboard's variables shows; the same in every language. */
export function describe(query: RtcVariableQuery): RtcVariableQuery {
  return { ...query, query: definition(query) };
}

function definition({ queryType, indicatorsOf, appIds, roomId }: RtcVariableQuery): string {
  const apps = appIds?.length ? ` of ${appIds.join(', ')}` : '';
  switch (queryType) {
    case 'indicators':
      return `indicators of ${indicatorsOf || DEFAULT_QUERY_TYPE}`;
    case 'rooms':
      return `rooms${apps}`;
    case 'roomUsers':
      return `users of room ${roomId ?? '-'}${apps}`;
    default:
      return queryType;
  }
}
