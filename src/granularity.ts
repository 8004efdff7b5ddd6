import type { BucketSize } from './queryTypes';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const SIZE_MS: Record<BucketSize, number> = {
  '30s': 30 * SECOND_MS,
  '5min': 5 * MINUTE_MS,
  '1h': HOUR_MS,
  '1d': 24 * HOUR_MS,
};

/**
 * What `auto` comes to with an interval in milliseconds, of sizes of which the finest comes first. The backend decides by
 * the same rule, so that panels and alert rules agree.
 */
export function resolveAuto(granularities: BucketSize[], intervalMs: number): BucketSize {
  return [...granularities].reverse().find((size) => SIZE_MS[size] <= intervalMs) ?? granularities[0]!;
}
