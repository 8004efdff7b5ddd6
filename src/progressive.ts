import { type DataQueryRequest, type DataQueryResponse, LoadingState } from '@grafana/data';
import { concat, concatMap, type Observable, of, switchMap, timer } from 'rxjs';

import { isRecord } from './readQuery';
import type { RtcQuery } from './types';

type Request = DataQueryRequest<RtcQuery>;
type Ask = (request: Request) => Observable<DataQueryResponse>;

/** An answer that is still a part after this time is shown as it is. */
const GIVE_UP_AFTER_MS = 10 * 60 * 1000;

const SHORTEST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 10_000;

/** Grafana replaces a response by the next with the same key. By default that is the first frame's refId, which may change. */
const KEY = 'volcengine-rtc';

/**
 * Asks, and while the answer is a part shows it and asks again when the backend says that there is more. It ends with the
 * answer that is whole, with an error, or after ten minutes; unsubscribing ends it at once.
 */
export function askUntilWhole(ask: Ask, request: Request): Observable<DataQueryResponse> {
  return askAgain(ask, request, Date.now() + GIVE_UP_AFTER_MS);
}

function askAgain(
  ask: Ask,
  request: Request,
  until: number,
  before?: DataQueryResponse
): Observable<DataQueryResponse> {
  return ask(request).pipe(
    concatMap((answer) => {
      const response = { ...keepingData(answer, before), key: KEY };
      const wait = readyIn(answer);
      if (wait === undefined || Date.now() + wait > until) {
        return of(response);
      }
      // Grafana Enterprise must not answer with the part that it has cached.
      const next = { ...request, skipQueryCache: true };
      return concat(
        of({ ...response, state: stateOfPart(response) }),
        timer(wait).pipe(switchMap(() => askAgain(ask, next, until, response)))
      );
    })
  );
}

/**
 * Grafana draws a panel when its first answer comes that is not loading, so a part is streaming. A part without a value is
 * loading, because it would be drawn as "No data".
 */
function stateOfPart({ data }: DataQueryResponse): LoadingState {
  return data.some(({ length }) => length > 0) ? LoadingState.Streaming : LoadingState.Loading;
}

/** Shows an error with the data that has already arrived, where the answer itself has none. */
function keepingData(answer: DataQueryResponse, before?: DataQueryResponse): DataQueryResponse {
  const failed = Boolean(answer.error || answer.errors?.length);
  return failed && answer.data.length === 0 && before ? { ...answer, data: before.data } : answer;
}

/** Milliseconds until there is more, for the query that has it first; undefined if the answer is whole. */
function readyIn({ data }: DataQueryResponse): number | undefined {
  const waits = data.flatMap(({ meta }) => {
    const custom: unknown = meta?.custom;
    return isRecord(custom) && custom.partial === true ? [Number(custom.readyInMs) || SHORTEST_WAIT_MS] : [];
  });
  return waits.length > 0 ? Math.min(Math.max(Math.min(...waits), SHORTEST_WAIT_MS), LONGEST_WAIT_MS) : undefined;
}
