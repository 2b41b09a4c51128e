/** Gives the page the focus: its table where it has one, so that rows are read out, else its top. */
export function focusPage(): void {
  const page = document.querySelector<HTMLElement>('main');
  (page?.querySelector<HTMLElement>('[role="grid"]') ?? page)?.focus();
}
