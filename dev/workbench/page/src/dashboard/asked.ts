import type { RawTimeRange } from '@grafana/data';

/** What is asked for in the address, as Grafana writes it: `?drawn=rtc-rooms&var-app=…&from=…&to=…`. */
export interface AskedDashboard {
  uid: string;
  /** The values that a variable is to have, none where the address has none. */
  valuesOf: (variable: string) => string[];
  /** Absent where the dashboard's own is wanted. */
  range?: RawTimeRange;
}

export function readDrawnDashboard(): AskedDashboard | undefined {
  const address = new URLSearchParams(location.search);
  const uid = address.get('drawn');
  return uid && /^[\w-]+$/.test(uid)
    ? { uid, valuesOf: (variable) => address.getAll(`var-${variable}`), range: rangeOf(address) }
    : undefined;
}

/** From and to, or so many milliseconds around a time. */
function rangeOf(address: URLSearchParams): RawTimeRange | undefined {
  const [from, to, time, width] = ['from', 'to', 'time', 'time.window'].map((name) => address.get(name));
  if (time && width) {
    const half = Number(width) / 2;
    return { from: String(Number(time) - half), to: String(Number(time) + half) };
  }
  return from && to ? { from, to } : undefined;
}
