import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { focusPage } from '../../components/focusPage.ts';

/**
 * One choice of the filter, which returns the focus to the rows: at once if an option was picked
 * from the open list. On the closed list every letter or arrow key changes the choice, so there
 * Enter confirms it.
 */
export function FilterChoice({
  label,
  value,
  onChange,
  children,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
}) {
  const isSearching = useRef(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      focusPage();
    }
    const opensList = event.key === ' ' || event.key === 'F4' || event.altKey;
    isSearching.current = !opensList;
  };
  return (
    <select
      className="input"
      aria-label={label}
      value={value}
      onPointerDown={() => {
        isSearching.current = false;
      }}
      onKeyDown={onKeyDown}
      onBlur={() => {
        isSearching.current = false;
      }}
      onChange={(event) => {
        onChange(event.target.value);
        if (!isSearching.current) focusPage();
      }}
    >
      {children}
    </select>
  );
}
