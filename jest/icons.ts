import { createElement } from 'react';

/** Stands for react-inlinesvg, which would fetch every icon. */
export default function InlineSVG({ src }: { src: string }) {
  return createElement('svg', { 'data-src': src });
}
