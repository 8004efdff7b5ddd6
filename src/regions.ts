export const DEFAULT_REGION = 'cn-north-1';

/**
 * Regions whose endpoint the backend knows; any other needs one to be given
 * (https://www.volcengine.com/docs/6348/69828). The documents and Volcengine's own SDK name Singapore differently.
 */
export const REGION_ENDPOINTS: Record<string, string> = {
  'cn-north-1': 'https://rtc.volcengineapi.com',
  'ap-singapore-1': 'https://open-ap-singapore-1.volcengineapi.com',
  'ap-southeast-1': 'https://open-ap-singapore-1.volcengineapi.com',
};
