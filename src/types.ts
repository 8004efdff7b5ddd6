import type { DataSourceJsonData } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';

import type { AdHocFilter, BucketSize, Dimension, Direction, Filters, ListFormat, QueryType, Sort } from './queryTypes';

/** `auto` is decided by the backend: the type's coarsest that is not wider than the query's interval, else its finest. */
export type Granularity = 'auto' | BucketSize;

/** What a panel, Explore or an alert rule asks. Stored in dashboards, so names and meaning are fixed. */
export interface RtcQuery extends DataQuery, Filters {
  /** Absent means DEFAULT_QUERY_TYPE. It decides which of the other properties there are. */
  queryType?: QueryType;
  /** Empty means the data source's default app. Items may be template variables. */
  appIds: string[];
  /** Names as the API knows them. Items may be template variables. */
  indicators?: string[];
  /** A dashboard's JSON may also have a template variable here; the editor does not offer it. */
  granularity?: Granularity | `$${string}`;
  /** A dashboard's JSON may also have a template variable here; the editor does not offer it. */
  dimension?: Dimension | `$${string}`;
  /** Those of the dashboard. Set when a query is sent, never stored. */
  adHocFilters?: AdHocFilter[];
  /** Whether the answer may be a part of the data. Set when a query is sent, never stored. */
  progressive?: boolean;
  /** Of a distribution. Absent, as in queries of older versions, keeps the API's order. A dashboard's JSON may also have a template variable here. */
  sort?: Sort | `$${string}`;
  /** Whether users that are servers are left out; true if absent. */
  excludeServerUser?: boolean;
  /** Absent means both. A dashboard's JSON may also have a template variable here. */
  direction?: Direction | `$${string}`;
  /** Of the users of a room. Absent means a table. A dashboard's JSON may also have a template variable here. */
  format?: ListFormat | `$${string}`;
  /** Series name with placeholders, see LEGEND_PLACEHOLDERS. Empty leaves the naming to the backend. */
  legend?: string;
}

/** What a dashboard's query variable asks. */
export interface RtcVariableQuery extends DataQuery {
  /**
   * `apps` gives the account's apps (text: name, value: id), `indicators` the known ones (text: label, value: name),
   * `rooms` those of the dashboard's time range and `roomUsers` who was in one of them (text and value: id).
   */
  queryType: 'apps' | 'indicators' | 'rooms' | 'roomUsers';
  /** Query type whose indicators are listed; absent means DEFAULT_QUERY_TYPE. May be a template variable. */
  indicatorsOf?: QueryType | `$${string}`;
  /** Apps whose rooms or users are listed; empty means the default app. Items may be template variables. */
  appIds?: string[];
  /** Room whose users are listed. May be a template variable. */
  roomId?: string;
  /** What Grafana shows as the variable's definition. It says the same as the rest. */
  query?: string;
}

/** An indicator that an administrator describes because the catalogue lacks it. */
export interface IndicatorDefinition {
  name: string;
  /** Query type that knows it; absent means DEFAULT_QUERY_TYPE. */
  queryType?: QueryType;
  label?: string;
  /** Grafana unit id, such as `percent` for 0-100. */
  unit?: string;
  description?: string;
}

/** `jsonData` of the data source. */
export interface RtcOptions extends DataSourceJsonData {
  accessKeyId?: string;
  /** Region that requests are signed for; `cn-north-1` if absent. */
  region?: string;
  /** URL with scheme; by region if absent. */
  endpoint?: string;
  defaultAppId?: string;
  /** Grafana duration, `8h` if absent: a bucket that is not of real-time data is final when its end is this long ago. */
  dataDelay?: string;
  /** Grafana duration, `5m` if absent: how long values that are not final are kept. */
  cacheTTL?: string;
  /** Seconds after which a call to Volcengine is given up, 30 if absent. A provisioning file may have it as text. */
  timeout?: number | string;
  /** Role to assume before calls are made, as its TRN. */
  roleTrn?: string;
  /** URL of the service that gives temporary credentials for the role; Volcengine's if absent. */
  stsEndpoint?: string;
  /** Most calls a second to each API; less than 2 leaves calls of the account to others. */
  callsPerSecond?: number | string;
  /** What follows is Grafana's own and read by its HTTP client. */
  tlsSkipVerify?: boolean;
  tlsAuthWithCACert?: boolean;
  tlsAuth?: boolean;
  serverName?: string;
  enableSecureSocksProxy?: boolean;
  indicators?: IndicatorDefinition[];
  /** Whether the query types that show ids of rooms and users can be asked for; false if absent. */
  drillDown?: boolean;
  /** Redis or Valkey that all replicas of Grafana share, without the password. Empty means none. */
  redisUrl?: string;
  /** Grafana duration: how long final values are kept in Redis; as long as the API has them if absent. */
  history?: string;
  /** Any text; a new one starts a new key space in Redis. */
  cacheEpoch?: string;
}

/** `secureJsonData` of the data source. */
export interface RtcSecureOptions {
  secretAccessKey?: string;
  /** Only for temporary credentials (STS). */
  sessionToken?: string;
  tlsCACert?: string;
  tlsClientCert?: string;
  tlsClientKey?: string;
  redisPassword?: string;
  redisCACert?: string;
}

/** An app of the account, as `GET /apps` tells it. */
export interface App {
  id: string;
  name: string;
}

/** An indicator of the catalogue or of the settings, as `GET /indicators` tells it; empty strings where unknown. */
export interface Indicator {
  name: string;
  label: string;
  /** Grafana unit id. */
  unit: string;
  description: string;
  group: string;
}

/** A room of a time range, as `GET /rooms` tells it. */
export interface Room {
  roomId: string;
  /** When its newest call was created, as RFC 3339; empty if the API does not say. */
  created: string;
  /** Whether it goes on. */
  active: boolean;
  /** How many users are in it, or were; null if the API does not say. */
  users: number | null;
}

/** A user of a room, as `GET /room-users` tells it. */
export interface RoomUser {
  userId: string;
  /** Operating system; empty if unknown. */
  os: string;
}

/** What `GET /query-types` tells of a query type. */
export interface QueryTypeFacts {
  name: string;
  /** How long after the end of a bucket its value is shown, for people to read. */
  delay: string;
  /** By granularity: the start of a relative range ending now in which an alert rule always finds a value. */
  alertRanges: Record<string, string>;
}
