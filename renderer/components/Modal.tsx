import { Dialog } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { focusPage } from './focusPage.ts';

/** A modal dialog: focus stays inside, Escape closes it, and then the page gets the focus back. */
export function Modal({
  title,
  isOpen,
  onClose,
  children,
}: {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog.Root
      open={isOpen}
      onOpenChange={(open) => (open ? undefined : onClose())}
      // not to the first field, which is the default: the next key is meant for the page
      onOpenChangeComplete={(open) => (open ? undefined : focusPage())}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog" finalFocus={false}>
          <Dialog.Title>{title}</Dialog.Title>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
