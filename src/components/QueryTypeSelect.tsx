import { Combobox, type ComboboxOption } from '@grafana/ui';

import { ALL_QUERY_TYPES, DEFAULT_QUERY_TYPE, type QueryType } from '../queryTypes';
import { queryTypeDescription, queryTypeLabel } from '../queryTypeTexts';

interface Props {
  /** Absent means the default. */
  queryType?: QueryType | `$${string}`;
  onChange: (queryType: QueryType) => void;
  /** The types to choose from; all if absent. */
  queryTypes?: QueryType[];
  id?: string;
  'aria-label'?: string;
  disabled?: boolean;
}

export function QueryTypeSelect({ queryType, onChange, queryTypes = ALL_QUERY_TYPES, ...rest }: Props) {
  return (
    <Combobox<QueryType>
      {...rest}
      options={queryTypes.map(toOption)}
      value={(queryType || DEFAULT_QUERY_TYPE) as QueryType}
      onChange={({ value }) => onChange(value)}
    />
  );
}

function toOption(value: QueryType): ComboboxOption<QueryType> {
  return { value, label: queryTypeLabel(value), description: queryTypeDescription(value) };
}
