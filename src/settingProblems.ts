import type { DataSourceSettings } from '@grafana/data';
import { t } from '@grafana/i18n';

import { daysOf, isDuration } from './duration';
import { DEFAULT_REGION, REGION_ENDPOINTS } from './regions';
import { DEFAULT_QUERY_TYPE } from './queryTypes';
import type { IndicatorDefinition, RtcOptions, RtcSecureOptions } from './types';

type Settings = DataSourceSettings<RtcOptions, RtcSecureOptions>;

/** Longest time for a call, in seconds. */
const MAX_TIMEOUT = 600;
const MIN_CALLS_PER_SECOND = 0.01;
const MAX_CALLS_PER_SECOND = 100;
const MAX_HISTORY = '5y';
const REDIS_SCHEMES = ['redis:', 'rediss:'];

/** What is wrong with a setting. */
export interface SettingProblem {
  text: string;
  /** The setting is required and empty. */
  isMissing?: boolean;
}

export type SettingProblems = Partial<Record<keyof RtcOptions | keyof RtcSecureOptions, SettingProblem>>;

/** What is wrong with the settings, by setting; empty if nothing is. The backend checks them by the same rules. */
export function findSettingProblems({ jsonData, secureJsonData, secureJsonFields }: Settings): SettingProblems {
  const isSecretSet = (name: keyof RtcSecureOptions) =>
    Boolean(secureJsonFields?.[name]) || Boolean(secureJsonData?.[name]?.trim());
  const problems: SettingProblems = {
    accessKeyId: required(Boolean(jsonData.accessKeyId?.trim())),
    secretAccessKey: required(isSecretSet('secretAccessKey')),
    endpoint: endpointProblem(jsonData),
    stsEndpoint: urlProblem(jsonData.stsEndpoint),
    roleTrn: roleProblem(jsonData.roleTrn, isSecretSet('sessionToken')),
    timeout: numberProblem(jsonData.timeout, 1, MAX_TIMEOUT),
    callsPerSecond: numberProblem(jsonData.callsPerSecond, MIN_CALLS_PER_SECOND, MAX_CALLS_PER_SECOND),
    dataDelay: durationProblem(jsonData.dataDelay),
    cacheTTL: durationProblem(jsonData.cacheTTL),
    indicators: indicatorsProblem(jsonData.indicators),
    redisUrl: redisUrlProblem(jsonData.redisUrl?.trim()),
    history: historyProblem(jsonData),
    tlsCACert: required(!jsonData.tlsAuthWithCACert || isSecretSet('tlsCACert')),
    tlsClientCert: required(!jsonData.tlsAuth || isSecretSet('tlsClientCert')),
    tlsClientKey: required(!jsonData.tlsAuth || isSecretSet('tlsClientKey')),
  };
  return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== undefined));
}

function required(isSet: boolean): SettingProblem | undefined {
  return isSet ? undefined : { text: t('config.required', 'This field is required.'), isMissing: true };
}

function endpointProblem({ region, endpoint }: RtcOptions): SettingProblem | undefined {
  if (endpoint || Object.hasOwn(REGION_ENDPOINTS, region || DEFAULT_REGION)) {
    return urlProblem(endpoint);
  }
  return { text: t('config.endpoint.missing', 'The endpoint of this region is not known: give its URL.') };
}

function urlProblem(url = ''): SettingProblem | undefined {
  return !url || /^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(url.trim())
    ? undefined
    : {
        text: t('config.endpoint.invalid', 'Give a URL with scheme and host, such as https://rtc.volcengineapi.com.'),
      };
}

function roleProblem(role = '', hasSessionToken: boolean): SettingProblem | undefined {
  if (role && hasSessionToken) {
    return {
      text: t('config.role-trn.session-token', 'A role cannot be assumed with a session token: remove one of them.'),
    };
  }
  return !role || /^trn:iam::\d+:role\/\S+$/.test(role.trim())
    ? undefined
    : { text: t('config.role-trn.invalid', 'Give the TRN of a role, such as trn:iam::2100000000:role/rtc-reader.') };
}

/** A number may be stored as text, by a provisioning file that takes it from an environment variable. */
function numberProblem(value: number | string | undefined, min: number, max: number): SettingProblem | undefined {
  const number = Number(value);
  return value === undefined || value === '' || (number >= min && number <= max)
    ? undefined
    : { text: t('config.number.invalid', 'Give a number from {{min}} to {{max}}.', { min, max }) };
}

function durationProblem(duration?: string): SettingProblem | undefined {
  return !duration || isDuration(duration)
    ? undefined
    : { text: t('config.duration.invalid', 'Give a duration such as 8h, 90m or 1d.') };
}

/** `jsonData` reaches everybody who can open a dashboard, so it must not hold the password. */
function redisUrlProblem(text = ''): SettingProblem | undefined {
  if (!text) {
    return undefined;
  }
  const url = parseUrl(text);
  if (!url || !REDIS_SCHEMES.includes(url.protocol) || !url.hostname) {
    return { text: t('config.redis-url.invalid', 'Give a URL such as redis://redis:6379 or rediss://redis:6380/1.') };
  }
  if (url.password || [...url.searchParams.keys()].some((name) => name.includes('password'))) {
    return {
      text: t(
        'config.redis-url.password',
        'Every viewer can read this URL: remove the password and give it as Redis password.'
      ),
    };
  }
  return url.searchParams.has('addr') && !url.searchParams.has('master_name')
    ? {
        text: t('config.redis-url.cluster', 'Redis Cluster is not supported: give one server, or Sentinel.'),
      }
    : undefined;
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function historyProblem({ history, redisUrl }: RtcOptions): SettingProblem | undefined {
  if (!history?.trim()) {
    return undefined;
  }
  if (!redisUrl?.trim()) {
    return { text: t('config.history.without-redis', 'Values are kept in Redis: give its URL.') };
  }
  const days = daysOf(history);
  return days !== undefined && days > 0 && days <= daysOf(MAX_HISTORY)!
    ? undefined
    : {
        text: t('config.history.invalid', 'Give a duration such as 90d or 1y, at most {{max}}.', { max: MAX_HISTORY }),
      };
}

function indicatorsProblem(rows: IndicatorDefinition[] = []): SettingProblem | undefined {
  if (rows.some(({ name }) => !name.trim())) {
    return { text: t('config.indicators.name-missing', 'Every indicator needs a name.') };
  }
  const keys = rows.map(({ name, queryType }) => `${queryType || DEFAULT_QUERY_TYPE} ${name.trim()}`);
  return new Set(keys).size < keys.length
    ? { text: t('config.indicators.name-repeated', 'Every name may stand here once only for a query type.') }
    : undefined;
}
