// What Go's time.ParseDuration and Grafana's gtime.ParseDuration both understand; months and years make no sense here.
const DURATION = /^(\d+[dw]|(\d+(\.\d+)?(ms|s|m|h))+|0)$/;

/** Whether a text is a Grafana duration such as `8h`, `1h30m` or `1d`. */
export function isDuration(text: string): boolean {
  return DURATION.test(text.trim());
}
