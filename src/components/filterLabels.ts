import { t } from '@grafana/i18n';

import type { FilterName } from '../queryTypes';

export function filterLabels(): Record<FilterName, string> {
  return {
    os: t('query-editor.filters.os', 'Operating systems'),
    access: t('query-editor.filters.access', 'Network types'),
    roomId: t('query-editor.filters.room', 'Room ID'),
    userIds: t('query-editor.filters.users', 'User IDs'),
    productType: t('query-editor.filters.product', 'Product type'),
    platform: t('query-editor.filters.platform', 'Platform'),
  };
}
