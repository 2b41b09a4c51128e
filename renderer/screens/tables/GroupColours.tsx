import type { Ref } from 'react';
import { GROUP_COLOURS } from '../measure/mapColours.ts';
import '../measure/measure.css';

/** The colours of groups as the page's style has them, for a canvas to read. */
export function GroupColours({ ref }: { ref: Ref<HTMLSpanElement> }) {
  return (
    <span ref={ref} hidden>
      {Array.from({ length: GROUP_COLOURS }, (_, group) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the colours never change their places
        <span className="swatch" data-group={group} key={group} />
      ))}
    </span>
  );
}

/** They are read at each drawing, because they follow light and dark. */
export function groupColours(element: HTMLElement): (() => string)[] {
  return [...element.children].map((swatch) => () => getComputedStyle(swatch).backgroundColor);
}
