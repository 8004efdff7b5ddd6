import { isRecord, readText } from './readQuery';
import type { IndicatorDefinition, RtcOptions } from './types';

const TEXTS = [
  'accessKeyId',
  'region',
  'endpoint',
  'defaultAppId',
  'dataDelay',
  'cacheTTL',
  'roleTrn',
  'stsEndpoint',
  'serverName',
  'redisUrl',
  'history',
  'cacheEpoch',
] as const;

/**
 * Reads settings as they are stored. A provisioning file or the API may leave a value empty, which is null, or give it
 * another type, such as a number for a duration. Null counts as absent, and what should be a text becomes one, so that
 * the settings page can show it. The backend refuses another type.
 */
export function readOptions(stored: unknown): RtcOptions {
  const given = isRecord(stored) ? stored : {};
  const options: RtcOptions = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  for (const name of TEXTS) {
    if (options[name] !== undefined) {
      options[name] = readText(options[name]);
    }
  }
  if (options.indicators !== undefined) {
    options.indicators = Array.isArray(options.indicators) ? options.indicators.map(readIndicator) : [];
  }
  return options;
}

function readIndicator(stored: unknown): IndicatorDefinition {
  const given = isRecord(stored) ? stored : {};
  const texts = Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, readText(value)]]));
  return { name: '', ...Object.fromEntries(texts) };
}
