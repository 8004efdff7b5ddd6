import { t } from '@grafana/i18n';
import { Stack } from '@grafana/ui';
import { Fragment, type ReactNode } from 'react';

import {
  MAX_ITEM_LENGTH,
  MAX_FILTER_ITEMS,
  MAX_USER_IDS,
  type Problem,
  type QueryProblems,
  setFilters,
} from '../query';
import { type FilterName, type Filters, type ProductType, queryTypeRow } from '../queryTypes';
import type { RtcQuery } from '../types';
import type { Choice } from './choices';
import { ChoiceField } from './ChoiceField';
import { CollapsedRow } from './CollapsedRow';
import { RadioField } from './RadioField';
import { TextField } from './TextField';

// The documented values. Others can be typed.
const OS_CHOICES = toChoices(['android', 'iOS', 'linux', 'mac', 'windows']);
const ACCESS_CHOICES = toChoices(['2g', '3g', '4g', '5g', 'wifi']);
const NO_CHOICES: Choice[] = [];

interface Props {
  query: RtcQuery;
  onChange: (filters: Filters) => void;
  problems: QueryProblems;
}

/** The row of the filters that the query's type has. */
export function FilterFields({ query, onChange, problems }: Props) {
  const { filters } = queryTypeRow(query.queryType);
  const { os = [], access = [], roomId = '', userIds = [], productType, platform = '' } = query;
  const labels = filterLabels();
  const all = t('query-editor.filters.all', 'All');
  // The API ignores both for the web.
  const isWeb = productType === 'web';
  const devices = isWeb ? t('query-editor.filters.not-web', 'Not for product type Web') : all;
  const products = productLabels();

  const fields: Record<FilterName, ReactNode> = {
    os: (
      <ChoiceField
        label={labels.os}
        placeholder={devices}
        values={os}
        onChange={(value) => onChange({ os: value })}
        choices={OS_CHOICES}
        disabled={isWeb && os.length === 0}
        problem={problems.os && listProblemText(problems.os, MAX_FILTER_ITEMS)}
      />
    ),
    access: (
      <ChoiceField
        label={labels.access}
        placeholder={devices}
        values={access}
        onChange={(value) => onChange({ access: value })}
        choices={ACCESS_CHOICES}
        disabled={isWeb && access.length === 0}
        problem={problems.access && listProblemText(problems.access, MAX_FILTER_ITEMS)}
      />
    ),
    roomId: (
      <TextField
        label={labels.roomId}
        value={roomId}
        onChange={(value) => onChange({ roomId: value })}
        maxLength={MAX_ITEM_LENGTH}
        placeholder={all}
        problem={problems.roomId && t('query-editor.filters.room-missing', 'Users need the ID of their room.')}
      />
    ),
    userIds: (
      <ChoiceField
        label={labels.userIds}
        placeholder={roomId ? all : t('query-editor.filters.users-disabled', 'Only with a room ID')}
        values={userIds}
        onChange={(value) => onChange({ userIds: value })}
        choices={NO_CHOICES}
        disabled={!roomId && userIds.length === 0}
        problem={problems.userIds && listProblemText(problems.userIds, MAX_USER_IDS)}
      />
    ),
    productType: (
      <RadioField<ProductType>
        label={labels.productType}
        options={[
          { value: 'native', label: products.native },
          { value: 'web', label: products.web },
        ]}
        value={productType ?? 'native'}
        onChange={(value) => onChange({ productType: value === 'native' ? undefined : value })}
      />
    ),
    platform: (
      <TextField
        label={labels.platform}
        value={platform}
        onChange={(value) => onChange({ platform: value })}
        maxLength={MAX_ITEM_LENGTH}
        placeholder={all}
        help={t('query-editor.filters.platform-help', 'The API documents Android, iOS and Web.')}
      />
    ),
  };

  const shown = { ...query, productType: productType && (products[productType] ?? productType) };
  const set = setFilters(query).map((filter) => `${labels[filter]}: ${[shown[filter]].flat().join(', ')}`);
  return (
    <CollapsedRow
      label={t('query-editor.filters.label', 'Filters')}
      summary={set.join(' · ') || t('query-editor.filters.none', 'None')}
      needsAttention={filters.some((filter) => filter in problems)}
    >
      <Stack gap={2} wrap="wrap" alignItems="flex-start">
        {filters.map((filter) => (
          <Fragment key={filter}>{fields[filter]}</Fragment>
        ))}
      </Stack>
    </CollapsedRow>
  );
}

function toChoices(values: string[]): Choice[] {
  return values.map((value) => ({ option: { value, label: value }, searchText: value }));
}

function filterLabels(): Record<FilterName, string> {
  return {
    os: t('query-editor.filters.os', 'Operating systems'),
    access: t('query-editor.filters.access', 'Network types'),
    roomId: t('query-editor.filters.room', 'Room ID'),
    userIds: t('query-editor.filters.users', 'User IDs'),
    productType: t('query-editor.filters.product', 'Product type'),
    platform: t('query-editor.filters.platform', 'Platform'),
  };
}

function productLabels(): Record<ProductType, string> {
  return {
    native: t('query-editor.filters.native', 'Native'),
    web: t('query-editor.filters.web', 'Web'),
  };
}

function listProblemText(problem: Problem, max: number): string {
  return problem === 'too-many'
    ? t('query-editor.filters.too-many', 'Give at most {{max}} values.', { max })
    : t('query-editor.filters.too-long', 'A value has at most {{max}} characters.', { max: MAX_ITEM_LENGTH });
}
