/** Stands for react-inlinesvg, which would fetch every icon. */
export default function InlineSVG() {
  return null;
}
