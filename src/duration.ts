// What Go's time.ParseDuration and Grafana's gtime.ParseDuration both understand; months and years make no sense here.
const DURATION = /^(\d+[dw]|(\d+(\.\d+)?(ms|s|m|h))+|0)$/;

/** Whether a text is a Grafana duration such as `8h`, `1h30m` or `1d`. */
export function isDuration(text: string): boolean {
  return DURATION.test(text.trim());
}

const DAYS_IN_A_YEAR = 365.25;
const DAYS: Record<string, number> = { d: 1, w: 7, M: DAYS_IN_A_YEAR / 12, y: DAYS_IN_A_YEAR };

/** The days of a long Grafana duration such as `90d`, `12w`, `6M` or `1y`, as the backend counts them. */
export function daysOf(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+)([dwMy])$/.exec(text.trim()) ?? [];
  return number === undefined ? undefined : Number(number) * DAYS[unit]!;
}
