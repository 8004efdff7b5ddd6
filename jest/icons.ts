import { createElement, useEffect } from 'react';

interface Props {
  src: string;
  onLoad?: () => void;
}

/** Stands for react-inlinesvg, which would fetch every icon. */
export default function InlineSVG({ src, onLoad }: Props) {
  // An icon keeps its old look until the new one is loaded.
  useEffect(() => onLoad?.(), [src, onLoad]);
  return createElement('svg', { 'data-src': src });
}
