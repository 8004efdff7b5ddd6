import { t } from '@grafana/i18n';

import { MAX_ITEM_LENGTH, type Problem } from '../query';

/** What is wrong with the values of a filter. */
export function listProblemText(problem: Problem, max: number): string {
  return problem === 'too-many'
    ? t('query-editor.filters.too-many', 'Give at most {{max}} values.', { max })
    : t('query-editor.filters.too-long', 'A value has at most {{max}} characters.', { max: MAX_ITEM_LENGTH });
}
