import {
  displayNameOverrideProcessor,
  type FieldConfigPropertyItem,
  FieldConfigOptionsRegistry,
  identityOverrideProcessor,
  standardTransformers,
  standardTransformersRegistry,
  type TransformerRegistryItem,
} from '@grafana/data';

import { partitionByValues } from './partitionByValues';

const STANDARD = [
  'unit',
  'min',
  'max',
  'decimals',
  'displayName',
  'color',
  'thresholds',
  'mappings',
  'links',
  'noValue',
];
const CUSTOM = ['cellOptions', 'width', 'align', 'hidden', 'filterable', 'lineWidth', 'fillOpacity', 'axisLabel'];

/** The field options that overrides can set. Grafana's editors for them are part of Grafana itself, not of its packages. */
export const fieldOptions = new FieldConfigOptionsRegistry(() => [
  ...STANDARD.map((id) => item(id, id, false)),
  ...CUSTOM.map((id) => item(`custom.${id}`, id, true)),
]);

function item(id: string, path: string, isCustom: boolean): FieldConfigPropertyItem {
  const none = () => null;
  return {
    id,
    path,
    isCustom,
    name: id,
    editor: none,
    override: none,
    ...(id === 'displayName'
      ? { process: displayNameOverrideProcessor, settings: { expandTemplateVars: true } }
      : { process: identityOverrideProcessor }),
    shouldApply: () => true,
  };
}

// Some stand there under two names.
const transformations = new Map(Object.values(standardTransformers).map((one) => [one.id, one]));

standardTransformersRegistry.setInit(() =>
  [...transformations.values(), partitionByValues].map((transformation) => {
    const { id, name } = transformation;
    return { id, name, transformation: () => Promise.resolve(transformation) } as unknown as TransformerRegistryItem;
  })
);
