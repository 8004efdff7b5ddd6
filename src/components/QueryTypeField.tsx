import { t } from '@grafana/i18n';
import { Field } from '@grafana/ui';
import { useId } from 'react';

import type { QueryType } from '../queryTypes';
import { FieldBox } from './FieldBox';
import { QueryTypeSelect } from './QueryTypeSelect';

interface Props {
  /** Absent means the default. */
  queryType?: QueryType;
  onChange: (queryType: QueryType) => void;
  /** The types to choose from; all if absent. */
  queryTypes?: QueryType[];
}

/** What kind of data is asked for. */
export function QueryTypeField(props: Props) {
  const id = useId();
  return (
    <FieldBox>
      <Field label={t('query-editor.query-type.label', 'Query type')} htmlFor={id} noMargin>
        <QueryTypeSelect id={id} {...props} />
      </Field>
    </FieldBox>
  );
}
