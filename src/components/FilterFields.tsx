import { t } from '@grafana/i18n';
import { Fragment, type ReactNode } from 'react';

import {
  MAX_ITEM_LENGTH,
  MAX_FILTER_ITEMS,
  MAX_USER_IDS,
  type QueryProblems,
  setFilters,
  tidy,
  type TypedQuery,
} from '../query';
import { ACCESS_VALUES, type FilterName, OS_VALUES, type ProductType, queryTypeRow } from '../queryTypes';
import type { Choice } from './choices';
import { ChoiceField } from './ChoiceField';
import { CollapsedRow } from './CollapsedRow';
import { FieldRow } from './FieldRow';
import { filterLabels } from './filterLabels';
import { listProblemText } from './listProblemText';
import { RadioField } from './RadioField';
import { TextField } from './TextField';
import type { QueryChange } from './useQueryChange';

const OS_CHOICES = toChoices(OS_VALUES);
const ACCESS_CHOICES = toChoices(ACCESS_VALUES);
const NO_CHOICES: Choice[] = [];

interface Props {
  query: TypedQuery;
  onChange: (change: QueryChange) => void;
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
  const changeFilter = (change: QueryChange) => onChange((latest) => tidy(change(latest)));

  const fields: Record<FilterName, ReactNode> = {
    os: (
      <ChoiceField
        label={labels.os}
        placeholder={devices}
        values={os}
        onChange={(edit) => changeFilter((q) => ({ ...q, os: edit(q.os ?? []) }))}
        choices={OS_CHOICES}
        isCommaSeparated
        disabled={isWeb && os.length === 0}
        problem={problems.os && listProblemText(problems.os, MAX_FILTER_ITEMS)}
      />
    ),
    access: (
      <ChoiceField
        label={labels.access}
        placeholder={devices}
        values={access}
        onChange={(edit) => changeFilter((q) => ({ ...q, access: edit(q.access ?? []) }))}
        choices={ACCESS_CHOICES}
        isCommaSeparated
        disabled={isWeb && access.length === 0}
        problem={problems.access && listProblemText(problems.access, MAX_FILTER_ITEMS)}
      />
    ),
    roomId: (
      <TextField
        label={labels.roomId}
        value={roomId}
        onChange={(value) => changeFilter((q) => ({ ...q, roomId: value }))}
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
        onChange={(edit) => changeFilter((q) => ({ ...q, userIds: edit(q.userIds ?? []) }))}
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
        onChange={(value) => changeFilter((q) => ({ ...q, productType: value === 'native' ? undefined : value }))}
      />
    ),
    platform: (
      <TextField
        label={labels.platform}
        value={platform}
        onChange={(value) => changeFilter((q) => ({ ...q, platform: value }))}
        maxLength={MAX_ITEM_LENGTH}
        placeholder={all}
        help={t('query-editor.filters.platform-help', 'Android, iOS or Web.')}
      />
    ),
  };

  const shown = { ...query, productType: productType && (products[productType] ?? productType) };
  const set = setFilters(query)
    .filter((filter) => filters.includes(filter))
    .map((filter) => `${labels[filter]}: ${[shown[filter]].flat().join(', ')}`);
  return (
    <CollapsedRow
      label={t('query-editor.filters.label', 'Filters')}
      summary={set.join(' · ') || t('query-editor.filters.none', 'None')}
      needsAttention={filters.some((filter) => filter in problems)}
    >
      <FieldRow>
        {filters.map((filter) => (
          <Fragment key={filter}>{fields[filter]}</Fragment>
        ))}
      </FieldRow>
    </CollapsedRow>
  );
}

function toChoices(values: string[]): Choice[] {
  return values.map((value) => ({ option: { value, label: value }, searchText: value }));
}

function productLabels(): Record<ProductType, string> {
  return {
    native: t('query-editor.filters.native', 'Native'),
    web: t('query-editor.filters.web', 'Web'),
  };
}
