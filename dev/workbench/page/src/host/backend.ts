import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';
import { lastValueFrom, map, type Observable } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';

/** What Grafana's backendSrv does for a data source. */
export function createBackend(): BackendSrv {
  const backend: Pick<BackendSrv, 'fetch' | 'get' | 'put'> = {
    fetch,
    get: <T>(url: string) => lastValueFrom(fetch<T>({ url }).pipe(map(({ data }) => data))),
    put: <T>(url: string, data?: unknown) =>
      lastValueFrom(fetch<T>({ url, method: 'PUT', data }).pipe(map((response) => response.data))),
  };
  return backend as BackendSrv;
}

function fetch<T>(request: BackendSrvRequest): Observable<FetchResponse<T>> {
  return fromFetch(addressOf(request), {
    method: request.method ?? 'GET',
    headers: { 'Content-Type': 'application/json', ...request.headers },
    body: request.data === undefined ? undefined : JSON.stringify(request.data),
    selector: (response) => toFetchResponse<T>(request, response),
  });
}

function addressOf({ url, params }: BackendSrvRequest): string {
  const query = new URLSearchParams(params).toString();
  const path = url.startsWith('/') ? url : `/${url}`;
  return query ? `${path}?${query}` : path;
}

async function toFetchResponse<T>(config: BackendSrvRequest, response: Response): Promise<FetchResponse<T>> {
  const text = await response.text();
  const data = parse(text);
  const { status, statusText, ok, headers, redirected, type, url } = response;
  if (!ok) {
    const error: FetchError = { status, statusText, data, config };
    throw error;
  }
  return { data: data as T, status, statusText, ok, headers, redirected, type, url, config };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text };
  }
}
