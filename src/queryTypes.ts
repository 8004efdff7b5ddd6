/** Size of a bucket, as the API names it. Days begin at midnight in UTC+8. */
export type BucketSize = '30s' | '5min' | '1h' | '1d';

/** What a distribution breaks its values down by. */
export type Dimension = 'Province' | 'Country' | 'OS' | 'Access';

/** Order of a distribution: by its first column, the highest or the lowest first, or by dimension value. */
export type Sort = 'desc' | 'asc' | 'name';

export const SORTS: Sort[] = ['desc', 'asc', 'name'];

export type ProductType = 'native' | 'web';

export const PRODUCT_TYPES: ProductType[] = ['native', 'web'];

// The documented values of filters; the API may know others.
export const OS_VALUES = ['android', 'iOS', 'linux', 'mac', 'windows'];
export const ACCESS_VALUES = ['2g', '3g', '4g', '5g', 'wifi'];
export const PLATFORM_VALUES = ['Android', 'iOS', 'Web'];

/** Which of the calls count. Absent or empty is no filter. */
export interface Filters {
  /** Operating systems, as the API names them. Items may be template variables. */
  os?: string[];
  /** Network types, as the API names them. Items may be template variables. */
  access?: string[];
  /** May hold template variables. */
  roomId?: string;
  /** Only together with a room. Items may be template variables. */
  userIds?: string[];
  /** Absent means native, the API's default. With web the API ignores `os` and `access`. */
  productType?: ProductType;
  /** `Android`, `iOS` or `Web` by the API's documents; free text. */
  platform?: string;
}

export type FilterName = keyof Filters;

/** Which streams of a user are asked for: those that the user sent, those that the user received, or both. */
export type Direction = 'both' | 'up' | 'down';

export const DIRECTIONS: Direction[] = ['both', 'up', 'down'];

/** A condition of a dashboard's ad-hoc filter variable. The query's own filter has priority. */
export interface AdHocFilter {
  key: string;
  /** `=`, or `=|` for one of several. The backend refuses others. */
  operator: string;
  values: string[];
}

/** What the users of a room come as: a row each, or series of when each was there. */
export type ListFormat = 'table' | 'timeline';

export const LIST_FORMATS: ListFormat[] = ['table', 'timeline'];

/** What a query of a type can say beside apps and legend. Where a list is empty, the type lacks the field. */
export interface QueryTypeRow {
  /** Sizes of the buckets, the finest first. There is a choice only between several. */
  granularities: BucketSize[];
  /** The documented names; a new query asks for the first. A type without any always gives everything it has. */
  indicators: string[];
  /** What the values can be broken down by; a new query takes the first. */
  dimensions: Dimension[];
  /** The order that a new query of a distribution takes. */
  sort?: Sort;
  filters: FilterName[];
  /** Set for a type that shows ids of rooms and users, which an administrator has to allow. */
  drillDown?: DrillDown;
}

/** What is special about a query type that shows ids of rooms and users. */
export interface DrillDown {
  /** The filters that have to be set. */
  requires: Array<'roomId' | 'userIds'>;
  /** Most users of a query. */
  maxUserIds?: number;
  /** Whether users that are servers can be left out. */
  hasServerUsers?: boolean;
  hasDirection?: boolean;
  /** Whether the answer can be a table or series. */
  hasFormat?: boolean;
  /** What the legend of its series may hold; a type without has none. */
  legendPlaceholders?: string[];
  /** Whether an alert rule can ask it. */
  worksInRules?: boolean;
}

const QUALITY_INDICATORS = [
  'join_room_success_rate',
  'stall_rate',
  'first_frame_send_success_rate',
  'first_frame_recv_success_rate',
  'network_trans_delay',
];

/**
 * The query types, by what a query stores in `queryType`, as selectors list them. Each is an action of the API; its
 * limits and the address of its document stand in the backend's table. A further type is a row here and its texts in
 * the locales.
 */
export const QUERY_TYPES = {
  operationData: {
    granularities: ['1h', '1d'],
    indicators: ['user_count', 'per_call_time', 'avg_call_time', '5s_join_room_success_rate'],
    dimensions: [],
    filters: [],
  },
  operationDistribution: {
    granularities: [],
    indicators: ['user_count'],
    dimensions: ['Province', 'Country'],
    sort: 'desc',
    filters: [],
  },
  realTimeOperationData: {
    granularities: ['30s'],
    indicators: ['online_user_count', 'online_room_count'],
    dimensions: [],
    filters: [],
  },
  quality: {
    granularities: ['5min', '1d'],
    indicators: QUALITY_INDICATORS,
    dimensions: [],
    filters: ['os', 'access', 'roomId', 'userIds', 'productType'],
  },
  qualityDistribution: {
    granularities: [],
    indicators: QUALITY_INDICATORS,
    dimensions: ['Province', 'Country', 'OS', 'Access'],
    sort: 'asc',
    filters: ['platform', 'productType'],
  },
  realTimeQuality: {
    granularities: ['30s'],
    indicators: QUALITY_INDICATORS,
    dimensions: [],
    filters: ['roomId', 'userIds', 'productType'],
  },
  realTimeQualityDistribution: {
    granularities: [],
    indicators: QUALITY_INDICATORS,
    dimensions: ['Province', 'Country', 'OS', 'Access'],
    sort: 'asc',
    filters: ['platform', 'productType'],
  },
  usage: {
    granularities: ['1d'],
    indicators: [],
    dimensions: [],
    filters: [],
  },
  rooms: {
    granularities: [],
    indicators: [],
    dimensions: [],
    filters: ['roomId'],
    drillDown: { requires: [], worksInRules: true },
  },
  roomUsers: {
    granularities: [],
    indicators: [],
    dimensions: [],
    filters: ['roomId', 'userIds'],
    drillDown: { requires: ['roomId'], maxUserIds: 10, hasServerUsers: true, hasFormat: true },
  },
  callDetail: {
    granularities: [],
    indicators: [],
    dimensions: [],
    filters: ['roomId', 'userIds'],
    drillDown: {
      requires: ['roomId', 'userIds'],
      maxUserIds: 20,
      hasDirection: true,
      legendPlaceholders: [
        '{{indicator}}',
        '{{label}}',
        '{{user_id}}',
        '{{peer_id}}',
        '{{direction}}',
        '{{unit}}',
        '{{app_id}}',
      ],
    },
  },
} satisfies Record<string, QueryTypeRow>;

export type QueryType = keyof typeof QUERY_TYPES;

export const ALL_QUERY_TYPES = Object.keys(QUERY_TYPES) as QueryType[];

/** The types to choose from: of those that show ids of rooms and users only what is allowed, and what is chosen already. */
export function offeredQueryTypes(allowsDrillDown: boolean, inAlertRule: boolean, chosen: string): QueryType[] {
  return ALL_QUERY_TYPES.filter((type) => {
    const { drillDown } = queryTypeRow(type);
    const works = !drillDown || (allowsDrillDown && (!inAlertRule || drillDown.worksInRules));
    return works || type === chosen;
  });
}

/** Those whose queries name indicators. */
export const QUERY_TYPES_WITH_INDICATORS = ALL_QUERY_TYPES.filter((type) => QUERY_TYPES[type].indicators.length > 0);

/** What an absent `queryType` means. */
export const DEFAULT_QUERY_TYPE: QueryType = 'operationData';

/** Whether there is such a query type. */
export function isQueryType(name: string): name is QueryType {
  return Object.hasOwn(QUERY_TYPES, name);
}

/** The row of a query's type. The backend refuses a type that is none; until then it is shown as the default's. */
export function queryTypeRow(queryType: string): QueryTypeRow {
  return QUERY_TYPES[isQueryType(queryType) ? queryType : DEFAULT_QUERY_TYPE];
}
